/** The card as the server tells it, and the last one, kept on the friend's phone for when there is no connection. */
import type { Named } from "../i18n/words";

/** `qr`: SVG; `qr_until`: when there is another one, null if it stays. Instants are epoch milliseconds. */
export type Code = { at: number; qr: string; qr_until: number | null };

export type StampCard = {
  name: Named;
  goal: number;
  count: number;
  sign?: { text: string | null; image_url: string | null } | null; // a card that was kept before there were signs has none
  rewards: { at: number; name: Named }[];
  expires_at: number | null;
  tickets: { name: Named; until: number | null }[];
};

export type CardData = Code & {
  title: Named;
  image_url: string | null;
  name: string | null;
  member_no: string;
  barcode: string | null;
  points: number;
  expiring: { on: string; points: number }[];
  rank: Named | null;
  next: { rank: Named; missing: number; measure: "yen" | "points" } | null;
  stamps: StampCard | null;
  /** It comes from the friend's phone. */
  kept?: boolean;
};

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
