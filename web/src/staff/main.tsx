import { useEffect, useState } from "preact/hooks";
import { ApiError, call } from "../api/api";
import type { Me } from "../api/types";
import { common } from "../i18n/common";
import { choose } from "../i18n/words";
import { Notice } from "../ui/notice";
import { show } from "../ui/page";
import { Join } from "./join";
import { Till } from "./till";
import { isLost, refusal, words } from "./words";

/** `closed`: the staff member's store is, in words. */
type Known = { me: Me | null; closed?: string };

/**
 * Whoever may act here no more, or not as before, sees nothing more of a customer: what the page showed goes, before it
 * asks anew who the staff member is. `turn` makes a new till, which has nothing of the one before.
 */
function Staff(props: Known & { reload: () => Promise<void> }) {
  const [said, setSaid] = useState<string>();
  const [turn, setTurn] = useState(0);
  const lost = (error: unknown, more = "") => {
    if (!isLost(error)) return false;
    setSaid(`${refusal(error)} ${more}`.trim());
    setTurn(turn + 1);
    void props.reload();
    return true;
  };
  useEffect(() => {
    const back = async () => {
      if (document.visibilityState !== "visible" || !props.me) return;
      await call<Me>("staff").catch(lost);
    };
    document.addEventListener("visibilitychange", back);
    return () => document.removeEventListener("visibilitychange", back);
  });
  const joined = () => {
    setSaid(undefined);
    void props.reload();
  };
  if (props.closed) {
    return (
      <Notice title={choose(words).page} text={props.closed}>
        <button type="button" onClick={props.reload}>
          {choose(common).retry}
        </button>
      </Notice>
    );
  }
  return props.me ? <Till key={turn} me={props.me} said={said} lost={lost} /> : <Join said={said} joined={joined} />;
}

show<Known>({
  title: () => choose(words).page,
  load: async () => {
    try {
      return { me: await call<Me>("staff") };
    } catch (error) {
      const code = error instanceof ApiError ? error.code : "";
      if (code === "not_staff") return { me: null };
      if (code === "store_closed") return { me: null, closed: refusal(error) };
      throw error;
    }
  },
  view: (known, reload) => <Staff {...known} reload={reload} />,
});
