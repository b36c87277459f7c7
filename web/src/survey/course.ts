/** Where the friend is among the pages to which the answers lead. */
import type { ShownPage, Survey } from "../api/types";
import type { Checked } from "./check";
import { asksFor, holds } from "./condition";

export type Course = {
  /** Of all the survey's pages; the nearest before, if the one that was asked for is hidden. */
  page: number;
  before?: number;
  following?: number;
  /** How many pages there are at most, and whether it is sure that there are as many. */
  all: number;
  sure: boolean;
  /** No page follows yet, but one may, once the questions of this page are answered. */
  leadsOn: boolean;
};

export function course(survey: Survey, checked: Checked, wanted: number): Course {
  const { answers, shown } = checked;
  const pages = shown.flatMap((questions, at) => (questions.length ? [at] : []));
  const page = pages.filter((at) => at <= wanted).at(-1) ?? 0;
  const at = pages.indexOf(page);
  const following = pages[at + 1];
  const open = new Set(survey.pages.slice(page).flatMap((each) => each.questions.flatMap((q) => (q.id in answers ? [] : [q.id]))));
  const undecided = survey.pages.flatMap((each, n) => (n > page && dependsOn(each, open, answers) ? [n] : []));
  const needed = new Set(shown[page]?.flatMap((q) => (q.required && open.has(q.id) ? [q.id] : [])));
  return {
    page,
    before: pages[at - 1],
    following,
    all: new Set([...pages, ...undecided]).size,
    sure: !undecided.length,
    leadsOn: following === undefined && undecided.some((n) => dependsOn(survey.pages[n] as ShownPage, needed, answers)),
  };
}

/** Whether it is shown may change with answers to some questions. */
function dependsOn(page: ShownPage, questions: Set<string>, answers: Checked["answers"]): boolean {
  const names = (ids: string[]) => ids.some((id) => questions.has(id));
  if (names(asksFor(page.show_if))) return true;
  if (!holds(page.show_if, answers)) return false;
  return page.questions.every((question) => question.show_if !== null && (names(asksFor(question.show_if)) || !holds(question.show_if, answers)))
    && page.questions.some((question) => names(asksFor(question.show_if)));
}
