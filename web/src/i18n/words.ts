/** Japanese and English. A page's words are a table of both; `choose` gives the one that is shown. */
export type Language = "ja" | "en";

let shown: Language = "ja";

/** Shows the words of the LINE app's language: Japanese if it is that, else English. */
export function speak(tag: string): Language {
  shown = /^ja\b/i.test(tag) ? "ja" : "en";
  document.documentElement.lang = shown;
  return shown;
}

export function language(): Language {
  return shown;
}

export function choose<T>(words: Record<Language, T>): T {
  return words[shown];
}

/** A time of today as people say it, another day's with its date. Epoch milliseconds. */
export function moment(at: number): string {
  const date = new Date(at);
  const time: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit" };
  const today = date.toDateString() === new Date().toDateString();
  const day: Intl.DateTimeFormatOptions = { month: "long", day: "numeric", weekday: "short" };
  if (date.getFullYear() !== new Date().getFullYear()) day.year = "numeric";
  return new Intl.DateTimeFormat(shown, today ? time : { ...day, ...time }).format(date);
}

/** What the shop has named, in both languages. */
export type Named = Record<Language, string>;

const DAY = 24 * 3600 * 1000;

/** A date as people say it, and how many days are left if it is soon. `YYYY-MM-DD`, in Japan. */
export function until(day: string): string {
  const date = new Date(`${day}T00:00:00+09:00`);
  const options: Intl.DateTimeFormatOptions = { month: "long", day: "numeric", weekday: "short", timeZone: "Asia/Tokyo" };
  const year = new Intl.DateTimeFormat("en", { year: "numeric", timeZone: "Asia/Tokyo" });
  if (year.format(date) !== year.format(new Date())) options.year = "numeric";
  const said = new Intl.DateTimeFormat(shown, options).format(date);
  const left = Math.floor((date.getTime() + DAY - Date.now()) / DAY);
  if (left < 0 || left > 14) return said;
  const soon = choose({ ja: left ? `あと${left}日` : "今日まで", en: left === 1 ? "1 day left" : left ? `${left} days left` : "today" });
  return choose({ ja: `${said}・${soon}`, en: `${said} (${soon})` });
}

/** The day in Japan of an instant, as `until` takes it. */
export function dayOf(at: number): string {
  return new Intl.DateTimeFormat("sv", { timeZone: "Asia/Tokyo" }).format(at);
}

/** Until when something holds that ends at an instant: a last day or, where it ends in the midst of one, the time. */
export function ending(at: number): string {
  const last = dayOf(at - 1);
  return dayOf(at) === last ? moment(at) : until(last);
}

export function count(n: number): string {
  return new Intl.NumberFormat(shown).format(n);
}

export function yen(n: number): string {
  return `¥${count(n)}`;
}
