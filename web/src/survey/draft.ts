/** What the friend has filled in, kept in the browser's storage on the phone until it is taken; a month at most. */
import { newKey } from "../api/key";
import type { Survey } from "../api/types";
import { type Address, ADDRESS_PARTS, type Given, type Question } from "./survey";

/** `key`: under which the answers are sent. `page`: of all the survey's. `at`: epoch milliseconds. */
export type Draft = { version: number; at: number; page: number; key: string; given: Given };

const PREFIX = "daifukucho:survey:";
const KEPT = 30 * 24 * 3600 * 1000;

export function begin(survey: Survey): Draft {
  return { version: survey.version, at: Date.now(), page: 0, key: newKey(), given: {} };
}

/** A consent is given anew each time, and a picture cannot be shown again: neither is kept. */
export function keep(survey: Survey, draft: Draft): void {
  const unkept = new Set(questionsOf(survey).flatMap((q) => (q.type === "consent" || q.type === "image" ? [q.id] : [])));
  const given = Object.fromEntries(Object.entries(draft.given).filter(([id, value]) => !unkept.has(id) && value !== undefined));
  if (!Object.keys(given).length) return forget(survey.survey_id);
  try {
    localStorage.setItem(PREFIX + survey.survey_id, JSON.stringify({ ...draft, at: Date.now(), given }));
  } catch {
    // a browser that keeps nothing, or is full: then there is no draft
  }
}

/** What was kept, as far as it fits the survey as it is now. */
export function kept(survey: Survey): Draft | undefined {
  try {
    tidy();
    const text = localStorage.getItem(PREFIX + survey.survey_id);
    if (!text) return undefined;
    const draft = JSON.parse(text) as Draft;
    const given = fitting(survey, draft.given);
    return Object.keys(given).length ? { ...draft, given, page: draft.version === survey.version ? draft.page : 0 } : undefined;
  } catch {
    return undefined;
  }
}

export function forget(surveyId: string): void {
  try {
    localStorage.removeItem(PREFIX + surveyId);
  } catch {
    // it was never kept
  }
}

function tidy(): void {
  for (const name of Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) {
    let at = 0;
    try {
      at = (JSON.parse(localStorage.getItem(name) ?? "") as Draft).at;
    } catch {
      // not ours, or cut off: away with it
    }
    if (!(at > Date.now() - KEPT)) localStorage.removeItem(name);
  }
}

/** What of it can still be given: a survey may have changed since. Consent is to the text as it is now, so it never is. */
export function fitting(survey: Survey, given: Given): Given {
  const found: Given = {};
  for (const question of questionsOf(survey)) {
    const value = fit(question, given[question.id]);
    if (value !== undefined) found[question.id] = value;
  }
  return found;
}

function fit(question: Question, value: Given[string]): Given[string] {
  switch (question.type) {
    case "consent":
    case "image": // of which nothing could be shown
      return undefined;
    case "choice":
      return question.options.some((option) => option.value === value) ? value : undefined;
    case "choices": {
      if (!Array.isArray(value)) return undefined;
      const chosen = value.filter((each) => question.options.some((option) => option.value === each));
      return chosen.length ? chosen : undefined;
    }
    case "scale":
      return typeof value === "number" && value >= question.min && value <= question.max ? value : undefined;
    case "address": {
      if (typeof value !== "object" || Array.isArray(value)) return undefined;
      const lines: Address = {};
      for (const part of ADDRESS_PARTS) if (typeof value[part] === "string") lines[part] = value[part];
      return lines;
    }
    default:
      return typeof value === "string" && value ? value : undefined;
  }
}

function questionsOf(survey: Survey): Question[] {
  return survey.pages.flatMap((page) => page.questions);
}
