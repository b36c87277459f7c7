/** What is asked, and what the friend gives. */
import type { ShownPage } from "../api/types";

export type Question = ShownPage["questions"][number];

export const ADDRESS_PARTS = ["postal_code", "prefecture", "city", "street", "building"] as const;
export type AddressPart = (typeof ADDRESS_PARTS)[number];
export type Address = Partial<Record<AddressPart, string>>;

/** What the friend has given so far, by question, as it is typed and as it is sent. */
export type Given = Record<string, string | string[] | number | boolean | Address | undefined>;
