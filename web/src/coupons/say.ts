/** What a coupon gives, until when, and where. */
import type { CouponInShort, CouponUse } from "../api/types";
import { begins, choose, count, ends, written, yen } from "../i18n/words";

const words = {
  ja: {
    less: (what: string) => `${what}引き`,
    back: (what: string) => `${what}キャッシュバック`,
    free: "無料",
    gift: "プレゼント",
    yen: (n: number) => `${count(n)}円`,
    always: "期限なし",
    between: (from: string, end: string) => from + end,
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
    always: "with no end date",
    between: (from: string, end: string) => `${from} ${end}`,
    at: (stores: string[]) => stores.join(", "),
    everywhere: "All stores",
    nowhere: "No store takes it at present",
    used: (time: string, store: string | null) => (store ? `${time}, ${store}` : time),
  },
};

export function worth(coupon: CouponInShort): string {
  const say = choose(words);
  const much = coupon.percent !== null ? `${coupon.percent}%` : coupon.amount !== null ? say.yen(coupon.amount) : "";
  if (coupon.kind === "discount") return say.less(much);
  if (coupon.kind === "cashback") return say.back(much);
  return coupon.kind === "other" ? "" : say[coupon.kind];
}

/** Until when it holds; of one that has not begun, from when on, too. */
export function validity(coupon: CouponInShort): string {
  const say = choose(words);
  const { starts_at: from, valid_until: end } = coupon;
  if (coupon.state !== "not_started" || from === null) return end === null ? say.always : ends(end);
  return end === null ? begins(from) : say.between(begins(from), ends(end, false));
}

export function where(coupon: CouponInShort): string {
  const say = choose(words);
  if (coupon.stores === null) return say.everywhere;
  return coupon.stores.length ? say.at(coupon.stores) : say.nowhere;
}

/** With its date also today: it is a receipt. */
export function when(use: CouponUse): string {
  const parts: Intl.DateTimeFormatOptions = { month: "long", day: "numeric", weekday: "short", hour: "numeric", minute: "2-digit" };
  return choose(words).used(written(use.at, parts), use.store);
}
