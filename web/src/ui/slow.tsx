/** Says that something is on its way, once somebody has waited for a second. */
import { useEffect, useState } from "preact/hooks";
import { common } from "../i18n/common";
import { choose } from "../i18n/words";

const SECOND = 1_000;

export function Slow(props: { waiting: boolean }) {
  const [said, setSaid] = useState(false);
  useEffect(() => {
    setSaid(false);
    if (!props.waiting) return undefined;
    const timer = setTimeout(() => setSaid(true), SECOND);
    return () => clearTimeout(timer);
  }, [props.waiting]);
  return (
    <p class="slow" role="status">
      {said ? choose(common).loading : ""}
    </p>
  );
}
