/** Answers on standard output what the survey page makes of each line: `[survey, given]` in, `[answers, faults, pages]` out. */
import { createInterface } from "node:readline";
import { check } from "../../../web/src/survey/check";

createInterface({ input: process.stdin }).on("line", (line) => {
  const [survey, given] = JSON.parse(line);
  const { answers, faults, shown } = check(survey, given);
  console.log(JSON.stringify([answers, Object.keys(faults), shown.map((questions) => questions.map((q) => q.id))]));
});
