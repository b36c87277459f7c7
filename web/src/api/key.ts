/** A text that nobody else makes: under it a request may be sent again, and is done once. Old webviews lack `randomUUID`. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
