/** The steps of the staff's page: what is before the staff member now, and what was done in the step before. */
import type { ApiError } from "../api/api";
import type { CardRead, CouponRead } from "../api/types";

/**
 * What was typed is in the step, and so is there again when the staff member comes back to it. `expires`: the phone's own time at
 * which the scan is no longer good.
 */
export type Step =
  | { at: "scan"; text: string }
  | { at: "card"; read: CardRead; expires: number; chosen: Chosen }
  | { at: "coupon"; read: CouponRead; code: string }
  | { at: "ask"; act: Act; reason: string }
  | ({ at: "done" } & Outcome);

/** `yen`, `points`, `use`, `stamps`: as they are typed. `byPoints`: whether points are said, and not a purchase. */
export type Chosen = { byPoints: boolean; yen: string; points: string; use: string; stamps: string; tickets: string[]; coupons: string[] };

/** A card that was read, for the staff member: as the scan told it, with all that became of it since. */
export type Desk = { read: CardRead; expires: number };

/**
 * `says`: in words, what will happen; `notes`: what is good to know of it. `reason`: whether the staff member has to say why. `after`: what became of it, by
 * the server's answer. The act has its key from the beginning (act.ts): whatever is sent again is the same act.
 */
export type Act = {
  path: string;
  body: Record<string, unknown>;
  button: string;
  says: string[];
  notes: string[];
  reason?: boolean;
  after: (answer: never) => Outcome;
};

/** What was done, in words, and the step from which it was asked for as it is now. `trouble`: what was not, and why. */
export type Outcome = { title: string; lines: string[]; trouble?: string; lost?: ApiError | undefined; before: Step };
