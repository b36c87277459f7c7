/** The steps of a page as entries of the browser's history: back leads to the step before, as it was left. */
import { useEffect, useRef, useState } from "preact/hooks";

export type Steps<T> = {
  step: T;
  at: number;
  /** A new step after this one. */
  go: (step: T) => void;
  /** This step, or the one that many before it, as it is from now on. */
  put: (step: T, before?: number) => void;
  back: () => void;
  /** The first entry again, with nothing before it. */
  home: (step: T) => void;
  /** Whether back leads nowhere for now: what became of something has to be seen first. */
  hold: (held: boolean) => void;
};

/**
 * A page has one of these at a time, and the address stays as it is. What is in the steps is gone with what uses them,
 * and so are their entries. `moved`: the user has gone back or forth to a step.
 */
export function useSteps<T>(first: T, moved?: (step: T) => void): Steps<T> {
  const [{ steps, at }, show] = useState({ steps: [first], at: 0 });
  const now = useRef({ steps, at });
  const held = useRef(false);
  const told = useRef(moved);
  told.current = moved;
  const change = (steps: T[], at: number) => {
    now.current = { steps, at };
    show(now.current);
  };
  useEffect(() => {
    history.replaceState(entry(0), "");
    const popped = (event: PopStateEvent) => {
      const { steps, at } = now.current;
      const to = (event.state as { step?: number } | null)?.step ?? 0;
      if (to === at) return;
      if (held.current || to >= steps.length) return history.go(at - to);
      change(steps, to);
      told.current?.(steps[to] as T);
    };
    addEventListener("popstate", popped);
    return () => {
      removeEventListener("popstate", popped);
      if (now.current.at) history.go(-now.current.at);
    };
  }, []);
  return {
    step: steps[at] as T,
    at,
    go: (step) => {
      const { steps, at } = now.current;
      history.pushState(entry(at + 1), "");
      change([...steps.slice(0, at + 1), step], at + 1);
    },
    put: (step, before = 0) => {
      const { steps, at } = now.current;
      change(steps.map((each, n) => (n === at - before ? step : each)), at);
    },
    back: () => history.back(),
    home: (step) => {
      const { at } = now.current;
      held.current = false;
      change([step], 0);
      if (at) history.go(-at);
    },
    hold: (on) => void (held.current = on),
  };
}

/** What others keep in an entry, as LIFF does, stays there. */
function entry(step: number): object {
  return { ...(history.state as object | null), step };
}
