/** Pages that say one thing: what happened, that nothing was lost, and the one thing to do. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { ApiError } from "../api/api";
import { choose } from "../i18n/words";
import { common } from "../i18n/common";
import { becomeFriend, inLineApp } from "../liff/line";

export function Notice(props: { title: string; text: string; children?: ComponentChildren }) {
  return (
    <main class="notice">
      <h1>{props.title}</h1>
      <p>{props.text}</p>
      {props.children}
    </main>
  );
}

/** What went wrong, as far as she can do something about it. */
export function Trouble(props: { error: unknown; retry: () => Promise<void> }) {
  const words = choose(common);
  const error = props.error instanceof ApiError ? props.error : new ApiError("liff", 0);
  if (error.code === "not_a_friend") return <NotAFriend retry={props.retry} />;
  const known: Record<string, typeof words.trouble> = { offline: words.offline, rate_limited: words.busy };
  const said = error.status === 401 ? words.login : (known[error.code] ?? words.trouble);
  return (
    <Notice {...said}>
      <button type="button" onClick={props.retry}>
        {words.retry}
      </button>
    </Notice>
  );
}

/** How to become a friend; `retry` asks our server again, which learns of her from LINE's webhook. */
function NotAFriend(props: { retry: () => Promise<void> }) {
  const words = choose(common).friend;
  const [asked, setAsked] = useState(!inLineApp());
  const [busy, setBusy] = useState(false);
  const add = async () => {
    setBusy(true);
    try {
      if (!asked) await becomeFriend();
      await props.retry();
    } catch {
      // she did not, or this LINE app has no such sheet
    }
    setAsked(true); // if this is still to be seen: the words say what else to do
    setBusy(false);
  };
  return (
    <Notice title={words.title} text={words.text}>
      {asked ? <p>{inLineApp() ? words.later : words.elsewhere}</p> : null}
      <button type="button" disabled={busy} onClick={add}>
        {busy ? words.wait : asked ? words.done : words.add}
      </button>
    </Notice>
  );
}
