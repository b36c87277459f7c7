import { useEffect, useRef } from "preact/hooks";

const OLD = 60_000;

/** Loads a page anew when the user comes back to it after a minute. `at`: when it was loaded. */
export function useFreshness(at: number, reload: () => void): void {
  const latest = useRef(reload);
  latest.current = reload; // what it asks before it reloads may have changed since
  useEffect(() => {
    const loaded = Date.now();
    const looked = () => {
      if (!document.hidden && Date.now() - loaded > OLD) latest.current();
    };
    document.addEventListener("visibilitychange", looked);
    return () => document.removeEventListener("visibilitychange", looked);
  }, [at]);
}
