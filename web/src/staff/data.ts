/** What staff members type, as numbers. */
import type { Worth } from "../api/types";

/** The points of a purchase, rounded down, as our server counts them. */
export function worthOf(yen: number, worth: Worth): number {
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
