/** Makes one thing that a staff member is about to do: a sale, or taking something back. */
import { newKey } from "../api/key";
import type { Act, Outcome } from "./steps";

type Made<T> = Omit<Act, "after"> & { after: (answer: T) => Outcome };

export function act<T>(made: Made<T>): Act {
  return undo({ ...made, body: { ...made.body, key: newKey() } });
}

/** An act that needs no key: what it undoes is undone once. */
export function undo<T>(made: Made<T>): Act {
  return { ...made, after: made.after as (answer: never) => Outcome };
}

