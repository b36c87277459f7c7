/** What our server says to staff members. Instants are epoch milliseconds. */
import type { Named } from "../i18n/words";

export type Right = "redeem" | "grant_points";

export type Me = { name: string; store: string; rights: Right[] };

export type Ticket = { ticket: string; name: Named; until: number | null };

export type MemberCard = {
  name: string | null;
  member_no: string;
  points: number;
  rank: Named | null;
  stamps: { name: Named; goal: number; count: number; next_at: number | null } | null;
  tickets: Ticket[];
};

export type Movement = { movement_id: string; at: number; kind: "grant" | "use"; points: number };

/** What is on a card now, what can be redeemed here, and what can be taken back here. */
export type View = {
  at: number;
  worth: { yen_per_point: number; percent: number } | null;
  card: MemberCard;
  coupons: { coupon_id: string; title: string; until: number | null }[];
  movements: Movement[];
  stamped: { stamp_id: string; at: number; stamps: number } | null;
  used: { use_id: string; at: number; name: Named | null }[];
  redeemed: { coupon_id: string; use_id: string; at: number; title: string }[];
};

/** A card that was read. `me`: the staff member as known now. Each act on it sends the `slip`, good until `until`. */
export type CardRead = View & { what: "card"; me: Me; slip: string; until: number };

export type Part = { act: "coupon" | "ticket" | "use" | "stamps" | "grant"; of: string };

/** What became of a sale: the parts that were done, and the one that was not; what follows that one was not tried. */
export type Sold = View & { done: Part[]; refused: (Part & { code: string; detail: string }) | null };

/** `undo`: the redemption that can still be undone. */
export type CouponRead = {
  what: "coupon";
  me: Me;
  at: number;
  name: string | null;
  title: string;
  description: string;
  state: "issued" | "viewed" | "redeemed" | "expired" | "revoked" | "not_started";
  valid_until: number | null;
  used: { at: number; store: string | null } | null;
  undo: string | null;
};

/** The points of a purchase, rounded down, as our server counts them. */
export function worthOf(yen: number, worth: { yen_per_point: number; percent: number }): number {
  const [over, under] = [yen * worth.percent, worth.yen_per_point * 100];
  return (over - (over % under)) / under;
}

/** A whole number as people type it (`３,２００円`); undefined: it is none, or not from 1 to `most`. */
export function wholeNumber(text: string, most: number): number | undefined {
  // Separators are read, not deleted: 1,20 and 3 200 could be slips of several numbers.
  const written = /^[¥\\]?(\d{1,3}(?:[,、]\d{3})+|\d{1,10}) *(?:円|pt)?$/i.exec(text.normalize("NFKC").trim());
  const number = Number(written?.[1]?.replace(/[,、]/g, "") ?? 0);
  return number >= 1 && number <= most ? number : undefined;
}
