/** What a coupon gives, until when, and where. */
import { choose, count, dayOf, language, moment, until, yen } from "../i18n/words";
import type { InShort, Use } from "./data";

const DAY = 24 * 3600 * 1000;
const SOON = 14;

const words = {
  ja: {
    less: (what: string) => `${what}引き`,
    back: (what: string) => `${what}キャッシュバック`,
    free: "無料",
    gift: "プレゼント",
    yen: (n: number) => `${count(n)}円`,
    until: (day: string) => `${day} まで`,
    soon: (time: string, days: number) => (days ? `${time} まで・あと${days}日` : `今日 ${time} まで`),
    always: "期限なし",
    at: (stores: string[]) => stores.join("、"),
    everywhere: "全店舗",
    nowhere: "いまは使えるお店がありません",
    used: (time: string, store: string | null) => (store ? `${time}　${store}` : time),
  },
  en: {
    less: (what: string) => `${what} off`,
    back: (what: string) => `${what} cashback`,
    free: "Free",
    gift: "Gift",
    yen,
    until: (day: string) => `Until ${day}`,
    soon: (time: string, days: number) => (days ? `Until ${time} (${days === 1 ? "1 day" : `${days} days`} left)` : `Until ${time} today`),
    always: "No end date",
    at: (stores: string[]) => stores.join(", "),
    everywhere: "All stores",
    nowhere: "No store takes it at present",
    used: (time: string, store: string | null) => (store ? `${time}, ${store}` : time),
  },
};

export function worth(coupon: InShort): string {
  const say = choose(words);
  const much = coupon.percent !== null ? `${coupon.percent}%` : coupon.amount !== null ? say.yen(coupon.amount) : "";
  if (coupon.kind === "discount") return say.less(much);
  if (coupon.kind === "cashback") return say.back(much);
  return coupon.kind === "other" ? "" : say[coupon.kind];
}

/** It ends before the instant `valid_until`: at the end of a day, or in the midst of it. */
export function deadline(coupon: InShort): string {
  const say = choose(words);
  if (coupon.valid_until === null) return say.always;
  const last = dayOf(coupon.valid_until - 1);
  if (dayOf(coupon.valid_until) !== last) return say.until(until(last));
  const days = (Date.parse(last) - Date.parse(dayOf(Date.now()))) / DAY;
  return days < 0 || days > SOON ? say.until(moment(coupon.valid_until)) : say.soon(moment(coupon.valid_until), days);
}

export function where(coupon: InShort): string {
  const say = choose(words);
  if (coupon.stores === null) return say.everywhere;
  return coupon.stores.length ? say.at(coupon.stores) : say.nowhere;
}

/** With its date also today: it is a receipt. */
export function when(use: Use): string {
  const parts: Intl.DateTimeFormatOptions = { month: "long", day: "numeric", weekday: "short", hour: "numeric", minute: "2-digit" };
  return choose(words).used(new Intl.DateTimeFormat(language(), parts).format(use.at), use.store);
}
