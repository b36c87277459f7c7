/** What our server says of coupons. Instants are epoch milliseconds. */
export type Use = { at: number; store: string | null };

export type InShort = {
  id: string;
  title: string;
  kind: "discount" | "cashback" | "free" | "gift" | "other";
  amount: number | null;
  percent: number | null;
  state: "usable" | "not_started" | "redeemed" | "expired" | "sold_out";
  starts_at: number | null;
  valid_until: number | null;
  stores: string[] | null;
  used: Use | null;
};

export type Page = { at: number };
