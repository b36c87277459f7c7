/** One thing that a staff member is about to do: a sale, or taking something back. */
import type { ApiError } from "../api/api";
import { newKey } from "../api/key";
import type { CardRead } from "./data";
import type { Step } from "./till";

/** What was done, in words, and the step from which it was asked for as it is now. `trouble`: what was not, and why. */
export type Outcome = { title: string; lines: string[]; trouble?: string; lost?: ApiError | undefined; before: Step };

/**
 * `says`: in words, what will happen; `notes`: what is good to know of it. `reason`: whether she has to say why. `after`: what became of it, by the server's
 * answer. Its key is made here, with the act: whatever is sent again is the same act.
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

type Made<T> = Omit<Act, "after"> & { after: (answer: T) => Outcome };

export function act<T>(made: Made<T>): Act {
  return undo({ ...made, body: { ...made.body, key: newKey() } });
}

/** An act that needs no key: what it undoes is undone once. */
export function undo<T>(made: Made<T>): Act {
  return { ...made, after: made.after as (answer: never) => Outcome };
}

/** A card that was read, for the staff member: as the scan told it, with all that became of it since. */
export type Desk = { read: CardRead; expires: number };
