/** The card as the server tells it, and the last one, kept on the friend's phone for when there is no connection. */
import type { MemberCard } from "../api/types";

/** `kept`: it comes from the friend's phone. */
export type CardData = MemberCard & { kept?: boolean };

const KEY = "daifukucho:card";

export function keep(card: CardData): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(card));
  } catch {
    // a browser that keeps nothing: then there is no card without a connection
  }
}

export function kept(): CardData | undefined {
  try {
    const text = localStorage.getItem(KEY);
    return text ? { ...(JSON.parse(text) as CardData), kept: true } : undefined;
  } catch {
    return undefined;
  }
}

/** Once the server says that the user is no friend, or another one, there is no card to show. */
export function forget(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // it was never kept
  }
}
