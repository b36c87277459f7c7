/** Pages that say one thing: what happened, that nothing was lost, and the one thing to do. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { ApiError } from "../api/api";
import { choose } from "../i18n/words";
import { common } from "../i18n/common";
import { becomeFriend, inLineApp } from "../liff/line";
import { Shop } from "./shop";
import { svg } from "./svg";

export function Notice(props: { title: string; text: string; children?: ComponentChildren }) {
  return (
    <main class="notice">
      <Shop />
      <h1>{props.title}</h1>
      <p>{props.text}</p>
      {props.children}
    </main>
  );
}

/** What went wrong, as far as the user can do something about it. */
export function Trouble(props: { error: unknown; retry: () => Promise<void> }) {
  const words = choose(common);
  const error = props.error instanceof ApiError ? props.error : new ApiError("liff", 0);
  if (error.code === "not_a_friend") return <NotAFriend way={error.problem} retry={props.retry} />;
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

/**
 * How to become a friend: in the LINE app by its sheet, as often as somebody likes, elsewhere by a link and a QR code.
 * `retry` asks our server again, which learns of the friend from LINE's webhook.
 */
function NotAFriend(props: { way: Record<string, unknown>; retry: () => Promise<void> }) {
  const words = choose(common).friend;
  const inside = inLineApp();
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const check = async (first?: () => Promise<void>) => {
    setBusy(true);
    try {
      await first?.();
    } catch {
      // the sheet was closed, or this LINE app has none
    }
    await props.retry();
    setAsked(true); // if this is still to be seen: the words say what else to do
    setBusy(false);
  };
  return (
    <Notice title={words.title} text={words.text}>
      {asked ? <p role="status">{words.later}</p> : null}
      {inside ? (
        <button type="button" disabled={busy} onClick={() => check(becomeFriend)}>
          {busy ? words.wait : words.add}
        </button>
      ) : (
        <a class="button" href={String(props.way.add_url)}>
          {words.link}
        </a>
      )}
      {asked || !inside ? (
        <button type="button" class="plain" disabled={busy} onClick={() => check()}>
          {busy ? words.wait : words.done}
        </button>
      ) : null}
      {inside ? null : (
        <div class="scan">
          <img src={svg(String(props.way.qr))} alt={words.qr} width="200" height="200" />
          <p class="soft">{words.scan}</p>
        </div>
      )}
    </Notice>
  );
}
