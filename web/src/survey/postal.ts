/** Addresses by postal code, from files of our own server: one for all codes that begin with the same three digits. */

export type Place = { prefecture: string; city: string; street: string };

/** Cities, and for the last four digits of a code its city's number and the part of the address below that. */
type Area = { cities: [prefecture: string, city: string][]; codes: Record<string, [city: number, street: string]> };

/** In the files' names, so that they can be kept for ever; packaging sets it. */
const EDITION: string | undefined = import.meta.env.VITE_POSTAL;
const PATIENCE = 5_000;

/**
 * What all addresses under a postal code (7 digits) have in common; `city` and `street` may be empty. Undefined if the code
 * is not known: then the friend types the address. Rejects if it cannot be looked up now. Of the code only its first
 * three digits are sent.
 */
export async function addressOf(postalCode: string): Promise<Place | undefined> {
  if (!EDITION || !/^\d{7}$/.test(postalCode)) return undefined;
  const area = await areaOf(postalCode.slice(0, 3));
  const [number, street] = area?.codes[postalCode.slice(3)] ?? [-1, ""];
  const found = area?.cities[number];
  return found && { prefecture: found[0], city: found[1], street };
}

async function areaOf(digits: string): Promise<Area | undefined> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  const path = `${document.documentElement.dataset.root ?? ""}assets/postal-${EDITION}-${digits}.json`;
  try {
    const answer = await fetch(new URL(path, location.href).href, { signal: patience.signal, credentials: "omit" });
    if (answer.status === 404) return undefined; // no code begins so
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()) as Area;
  } finally {
    clearTimeout(timer);
  }
}
