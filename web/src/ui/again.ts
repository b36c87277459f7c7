import { useEffect } from "preact/hooks";

const OLD = 60_000;

/** Loads a page anew when she comes back to it after a minute. `at`: when it was loaded. */
export function useFreshness(at: number, reload: () => void): void {
  useEffect(() => {
    const loaded = Date.now();
    const looked = () => {
      if (!document.hidden && Date.now() - loaded > OLD) reload();
    };
    document.addEventListener("visibilitychange", looked);
    return () => document.removeEventListener("visibilitychange", looked);
  }, [at]);
}
