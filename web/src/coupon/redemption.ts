/** Redeeming at the counter: which store it was last, and the request's key. */
import { ApiError, call } from "../api/api";
import { newKey } from "../api/key";
import type { CouponRedeemed, CouponUse } from "../api/types";

type Pending = { key: string; at: number };

const STORE = "daifukucho:store";
const REMEMBERED = 10 * 60_000;

let pending: Pending | undefined;

/**
 * Redeems with a PIN. The key stays the same until there is an answer, also if the page is loaded again in between: what
 * is sent twice is redeemed once. After ten minutes it is another visit, which has to be redeemed anew.
 */
export async function redeem(id: string, store: string, pin: string): Promise<CouponUse> {
  const place = `daifukucho:use:${id}`;
  pending ??= parsed(kept(() => sessionStorage.getItem(place)));
  if (!pending || Date.now() - pending.at > REMEMBERED) pending = { key: newKey(), at: Date.now() };
  const said = JSON.stringify(pending);
  kept(() => sessionStorage.setItem(place, said));
  const forget = () => {
    pending = undefined;
    kept(() => sessionStorage.removeItem(place));
  };
  try {
    const done = await call<CouponRedeemed>(`coupons/${id}/redemptions`, { store_id: store, pin, key: pending.key });
    forget();
    return done.used;
  } catch (error) {
    if (error instanceof ApiError && error.code === "coupon_use_undone") forget();
    throw error;
  }
}

export function lastStore(): string {
  return kept(() => localStorage.getItem(STORE)) ?? "";
}

export function rememberStore(id: string): void {
  kept(() => localStorage.setItem(STORE, id));
}

function parsed(text: string | null | undefined): Pending | undefined {
  return text ? (JSON.parse(text) as Pending) : undefined;
}

/** There are browsers that keep nothing, and throw. */
function kept<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
