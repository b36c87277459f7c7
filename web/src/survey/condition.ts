import type { ShownPage } from "../api/types";

/** When a question or a page is shown: the same tree as the server's (docs/surveys.md, "Branching"). */
type Condition = NonNullable<ShownPage["show_if"]>;

/** Answers in the form in which they are kept. */
export type Answers = Record<string, unknown>;

/** A question that has no answer, or was not shown, makes every comparison false. */
export function holds(condition: Condition | null, answers: Answers): boolean {
  if (condition === null) return true;
  if ("all" in condition) return condition.all.every((part) => holds(part, answers));
  if ("any" in condition) return condition.any.some((part) => holds(part, answers));
  if ("not" in condition) return !holds(condition.not, answers);
  const answer = answers[condition.question];
  if (answer === undefined) return false;
  switch (condition.op) {
    case "answered":
      return true;
    case "is":
      return Array.isArray(answer) ? answer.includes(condition.value) : answer === condition.value;
    case "at_least":
      return Number(answer) >= Number(condition.value);
    case "at_most":
      return Number(answer) <= Number(condition.value);
  }
}

/** The questions that it asks for. */
export function asksFor(condition: Condition | null): string[] {
  if (condition === null) return [];
  if ("all" in condition) return condition.all.flatMap(asksFor);
  if ("any" in condition) return condition.any.flatMap(asksFor);
  if ("not" in condition) return asksFor(condition.not);
  return [condition.question];
}
