/** A survey as our server tells it, in one language. Instants are epoch milliseconds, dates `YYYY-MM-DD`. */
import type { Condition } from "./condition";

type Asked<T extends string> = {
  id: string;
  type: T;
  label: string;
  help: string | null;
  required: boolean;
  show_if: Condition | null;
};

export type Option = { value: string; label: string };

export type TextQuestion = Asked<"text"> & { multiline: boolean; min_length: number; max_length: number };
export type ChoiceQuestion = Asked<"choice"> & { options: Option[] };
export type ChoicesQuestion = Asked<"choices"> & { options: Option[]; min_chosen: number; max_chosen: number };
/** `first` and `last` may be `today`. */
export type DateQuestion = Asked<"date"> & { first: string; last: string };
export type NumberQuestion = Asked<"number"> & { min: number; max: number; decimals: number };
export type ScaleQuestion = Asked<"scale"> & { min: number; max: number; low: string | null; high: string | null };
export type AddressQuestion = Asked<"address"> & { prefectures: string[] };
export type ConsentQuestion = Asked<"consent"> & { text: string; text_version: string };
export type ImageQuestion = Asked<"image">;

export type Question =
  | TextQuestion
  | ChoiceQuestion
  | ChoicesQuestion
  | DateQuestion
  | NumberQuestion
  | ScaleQuestion
  | Asked<"postal_code">
  | AddressQuestion
  | Asked<"phone">
  | ConsentQuestion
  | ImageQuestion;

export type Page = { title: string | null; show_if: Condition | null; questions: Question[] };

export type Survey = {
  survey_id: string;
  version: number;
  state: "open" | "not_yet" | "closed" | "full" | "answered";
  title: string;
  description: string | null;
  thanks: string | null;
  repeats: "once" | "once_a_version" | "many";
  opens_at: number | null;
  closes_at: number | null;
  today: string;
  pages: Page[];
};

export const ADDRESS_PARTS = ["postal_code", "prefecture", "city", "street", "building"] as const;
export type AddressPart = (typeof ADDRESS_PARTS)[number];
export type Address = Partial<Record<AddressPart, string>>;

/** What the friend has given so far, by question, as it is typed and as it is sent. */
export type Given = Record<string, string | string[] | number | boolean | Address | undefined>;
