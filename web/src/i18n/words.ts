/** Japanese and English. A page's words are a table of both; `choose` gives the one that is shown. */
export type Language = "ja" | "en";

let shown: Language = "ja";
let country: string | undefined;
let dates: string | undefined;

/**
 * Shows the words of the LINE app's language: Japanese if it is that, else English, with dates as in its country.
 * `phone`: the phone's own language, whose country counts where `tag` names none.
 */
export function speak(tag: string, phone = tag): Language {
  shown = /^ja\b/i.test(tag) ? "ja" : "en";
  country = [tag, phone].map((from) => /-([a-z]{2})\b/i.exec(from)?.[1]?.toUpperCase()).find(Boolean);
  dates = undefined;
  document.documentElement.lang = shown;
  return shown;
}

export function language(): Language {
  return shown;
}

/** The locale of dates. Where nobody knows how a country writes English, it is written as in most of the world. */
function locale(): string {
  if (shown === "ja" || !country) return shown;
  if (!dates) {
    const known = new Intl.DateTimeFormat(`en-${country}`).resolvedOptions().locale;
    dates = known === "en" && country !== "US" ? "en-001" : known;
  }
  return dates;
}

export function choose<T>(words: Record<Language, T>): T {
  return words[shown];
}

const DAY = 24 * 3600 * 1000;
const SOON = 14;
const JAPAN: Intl.DateTimeFormatOptions = { timeZone: "Asia/Tokyo" };
const TIME: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit" };
const DATE: Intl.DateTimeFormatOptions = { month: "long", day: "numeric", weekday: "short" };

/** A time of today as people say it, another day's with its date, where the phone is. Epoch milliseconds. */
export function moment(at: number): string {
  const [date, now] = [new Date(at), new Date()];
  if (date.toDateString() === now.toDateString()) return written(at, TIME);
  const year: Intl.DateTimeFormatOptions = date.getFullYear() === now.getFullYear() ? {} : { year: "numeric" };
  return written(at, { ...DATE, ...TIME, ...year });
}

/** Until when something holds, in full, to be put into a sentence: 「12月10日(木)まで（あと9日）」, "until Thu, December 10 (9 days left)".
 * `end`: its last day (`YYYY-MM-DD`), or the instant from which on it does not hold: the end of a day, or in the midst of
 * one, which is then said with its time. `counted`: also how many days are left, if they are few. The shop's days and
 * times are Japan's. */
export function ends(end: number | string, counted = true): string {
  const last = typeof end === "string" ? end : dayOf(end - 1);
  const timed = typeof end === "number" && dayOf(end) === last;
  const at = timed ? end : midnight(last);
  const left = (midnight(last) - midnight(dayOf(Date.now()))) / DAY;
  if (left === 0) {
    const time = timed ? written(at, { ...TIME, ...JAPAN }) : "";
    return choose({ ja: `本日${time}まで`, en: time ? `until ${time} today` : "until the end of today" });
  }
  const day = dated(at, timed);
  if (!counted || left < 0 || left > SOON) return choose({ ja: `${day}まで`, en: `until ${day}` });
  return choose({ ja: `${day}まで（あと${left}日）`, en: `until ${day} (${left === 1 ? "1 day" : `${left} days`} left)` });
}

/** From when on something holds: 「12月10日(木) 10:00から」, "from Thu, December 10 at 10:00 AM". An instant; of a whole day its date alone. */
export function begins(at: number): string {
  const day = dayOf(at);
  const timed = dayOf(at - 1) === day;
  if (timed && day === dayOf(Date.now())) {
    const time = written(at, { ...TIME, ...JAPAN });
    return choose({ ja: `本日${time}から`, en: `from ${time} today` });
  }
  return choose({ ja: `${dated(at, timed)}から`, en: `from ${dated(at, timed)}` });
}

/** A date (`YYYY-MM-DD`) as people write it. */
export function calendar(day: string): string {
  return written(midnight(day), { year: "numeric", month: "long", day: "numeric", ...JAPAN });
}

/** The date in Japan of an instant: `YYYY-MM-DD`. */
function dayOf(at: number): string {
  return new Intl.DateTimeFormat("sv", JAPAN).format(at);
}

function midnight(day: string): number {
  return Date.parse(`${day}T00:00:00+09:00`);
}

/** A date in Japan, with its year if that is another one than now. */
function dated(at: number, timed: boolean): string {
  const year: Intl.DateTimeFormatOptions = dayOf(at).slice(0, 4) === dayOf(Date.now()).slice(0, 4) ? {} : { year: "numeric" };
  return written(at, { ...DATE, ...year, ...(timed ? TIME : {}), ...JAPAN });
}

/** An instant as the reader's country writes it. */
export function written(at: number, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale(), options).format(at);
}

export function count(n: number): string {
  return new Intl.NumberFormat(shown).format(n);
}

export function yen(n: number): string {
  return `¥${count(n)}`;
}
