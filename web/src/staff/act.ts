/** One thing that an operator is about to do. */
import { newKey } from "../api/key";
import type { Step } from "./till";

/**
 * `says`: in words, what will happen. `reason`: whether she has to say why. `after`: the step that follows, by the
 * server's answer. Its key is made here, with the act: whatever is sent again is the same act.
 */
export type Act = {
  path: string;
  body: Record<string, unknown>;
  button: string;
  says: string[];
  reason?: boolean;
  after: (answer: never) => Step;
};

export function act<T>(made: Omit<Act, "after"> & { after: (answer: T) => Step }): Act {
  return { ...undo(made), body: { ...made.body, key: newKey() } };
}

/** An act that needs no key: what it undoes is undone once. */
export function undo<T>(made: Omit<Act, "after"> & { after: (answer: T) => Step }): Act {
  return { ...made, after: made.after as (answer: never) => Step };
}
