/**
 * Which of the given values are answers, and what is wrong: the server's rules, so that the friend learns of a fault at
 * once and sees the questions to which the answers lead. The server decides; a test compares the two.
 */
import type { ShownPage, Survey } from "../api/types";
import { type Answers, holds } from "./condition";
import { ADDRESS_PARTS, type Address, type AddressPart, type Given, type Question } from "./survey";

/** `rule`: which words tell the fault; `part`: of an address. */
export type Fault = { rule: "needed" | Question["type"] | "city" | "prefecture" | "postal_code"; part?: AddressPart };

export type Checked = {
  /** By question, in the form in which they are kept; of an image its reference. */
  answers: Answers;
  /** By question. */
  faults: Record<string, Fault>;
  /** By page, the questions that are shown; a page of which none is shown is not shown. */
  shown: Question[][];
};

class Refused extends Error {
  constructor(readonly fault: Fault) {
    super(fault.rule);
  }
}

export function check(survey: Pick<Survey, "pages" | "today">, given: Given): Checked {
  const answers: Answers = {};
  const faults: Record<string, Fault> = {};
  const asked = (page: ShownPage) => {
    const found: Question[] = [];
    for (const question of page.questions) {
      if (!holds(page.show_if, answers) || !holds(question.show_if, answers)) continue;
      found.push(question);
      const value = given[question.id];
      if (isBlank(value)) {
        if (question.required) faults[question.id] = { rule: "needed" };
        continue;
      }
      try {
        answers[question.id] = kept(question, value, survey.today);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        faults[question.id] = error.fault;
      }
    }
    return found;
  };
  return { shown: survey.pages.map(asked), answers, faults };
}

export function isBlank(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true;
  if (typeof value === "string") return !seen(value);
  if (Array.isArray(value)) return !value.length;
  // an address of which nothing is filled in; it is not sent then
  return typeof value === "object" && Object.values(value).every((line) => !seen(String(line)));
}

function kept(question: Question, value: unknown, today: string): unknown {
  const text = typeof value === "string" ? value : "";
  const refuse = (): never => {
    throw new Refused({ rule: question.type });
  };
  switch (question.type) {
    case "text": {
      const words = text.trim().replace(/\r\n/g, "\n");
      const length = [...words].length; // as people count: an emoji is one
      if (length < question.min_length || length > question.max_length || (words.includes("\n") && !question.multiline)) refuse();
      return words;
    }
    case "choice":
      return question.options.some((option) => option.value === value) ? value : refuse();
    case "choices": {
      const chosen = question.options.map((option) => option.value).filter((each) => (value as string[]).includes(each));
      return chosen.length >= question.min_chosen && chosen.length <= question.max_chosen ? chosen : refuse();
    }
    case "date":
      return dateOf(text, bound(question.first, today), bound(question.last, today)) ?? refuse();
    case "number": {
      const number = numberOf(value, question.decimals);
      return number !== undefined && number >= question.min && number <= question.max ? number : refuse();
    }
    case "scale":
      return Number.isInteger(value) && (value as number) >= question.min && (value as number) <= question.max ? value : refuse();
    case "postal_code":
      return postalCode(text) ?? refuse();
    case "phone":
      return phone(text) ?? refuse();
    case "address":
      return address(value as Address, question.prefectures);
    case "consent":
      return value === true ? { text_version: question.text_version } : refuse();
    case "image":
      return /^[\w-]{16,128}$/.test(text) ? text : refuse();
  }
}

/** As it is kept: what is pasted and cannot be seen becomes a space or, where there are `lines`, a line's end. */
export function readable(text: string, lines: boolean): string {
  const ended = text.replace(/\r\n?|[\v\u2028\u2029]/g, "\n");
  return ended.replace(lines ? /(?![\t\n])\p{Cc}/gu : /\p{Cc}/gu, " ");
}

/** What nobody sees: default ignorable code points, controls, and what is drawn as nothing. */
const UNSEEN = /[\p{DI}\u0000-\u0008\u000e-\u001f\u007f-\u009f\u2800\ufff9-\ufffb\u{16fe4}\u{1d159}]/gu;

function seen(text: string): string {
  return text.replace(UNSEEN, "").trim();
}

/** Half width, and without what people put between digits (the long vowel mark included), and what nobody sees. */
export function digits(text: string): string {
  return seen(text).normalize("NFKC").replace(/[\s\-‐‑‒–—―−ーｰ－()〒.]/g, "");
}

/** Seven digits. Behind the third one there may be a hyphen or a space, and nowhere else: `600001.0` is none. */
export function postalCode(text: string): string | undefined {
  const found = /^〒? *([0-9]{3})(?: ?[-‐‑‒–—―−ーｰ] ?| )?([0-9]{4})$/.exec(seen(text).normalize("NFKC").trim());
  return found ? `${found[1]}${found[2]}` : undefined;
}

/** E.164. A number in Japan has 10 digits, with some prefixes 11; others are written from their +. */
export function phone(text: string): string | undefined {
  if ([...text].length > 40) return undefined;
  let found = digits(text);
  if (/^(\+|0081)/.test(found)) found = digits(text.normalize("NFKC").replace("(0)", "")).replace(/^0081/, "+81");
  if (found.startsWith("+")) {
    if (!found.startsWith("+81")) return /^\+[1-9][0-9]{6,14}$/.test(found) ? found : undefined;
    found = `0${found.slice(3).replace(/^0/, "")}`;
  }
  const length = /^(050|060|070|080|090|0800)/.test(found) ? 11 : 10;
  return /^0[1-9][0-9]+$/.test(found) && found.length === length ? `+81${found.slice(1)}` : undefined;
}

export function bound(day: string, today: string): string {
  return day === "today" ? today : day;
}

function dateOf(text: string, first: string, last: string): string | undefined {
  const written = text.normalize("NFKC").trim();
  const found =
    /^([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})$/.exec(written) ??
    /^([0-9]{4})(年)([0-9]{1,2})月([0-9]{1,2})日$/.exec(written) ??
    /^([0-9]{4})()([0-9]{2})([0-9]{2})$/.exec(written);
  if (!found) return undefined;
  const day = `${found[1]}-${found[3]?.padStart(2, "0")}-${found[4]?.padStart(2, "0")}`;
  const date = new Date(`${day}T00:00:00Z`);
  const real = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day); // 30 February is none
  return real && day >= first && day <= last ? day : undefined;
}

function numberOf(value: unknown, decimals: number): number | undefined {
  const written = String(value).normalize("NFKC").trim();
  if (written.length > 30 || !/^[-+−]?(([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]*)?|\.[0-9]+)$/.test(written)) return undefined;
  const text = written.replace(/,/g, "").replace("−", "-");
  const places = (text.split(".")[1] ?? "").replace(/0+$/, "").length;
  return places <= decimals ? Number(text) : undefined;
}

const LONGEST_LINE = 100;

function address(value: Address, prefectures: string[]): Address {
  const code = postalCode(value.postal_code ?? "");
  if (!code) throw new Refused({ rule: "postal_code", part: "postal_code" });
  if (!prefectures.includes(value.prefecture ?? "")) throw new Refused({ rule: "prefecture", part: "prefecture" });
  const found: Address = { postal_code: code, prefecture: value.prefecture };
  for (const part of ADDRESS_PARTS.slice(2)) {
    const line = (value[part] ?? "").trim();
    if (!seen(line) && part === "building") continue;
    const length = [...line].length;
    if (!seen(line) || length > LONGEST_LINE || line.includes("\n")) throw new Refused({ rule: "city", part });
    found[part] = line;
  }
  return found;
}
