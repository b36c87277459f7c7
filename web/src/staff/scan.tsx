/** Reads what the customer shows: with the camera, a hand scanner, or her fingers. */
import { useRef, useState } from "preact/hooks";
import { call } from "../api/api";
import { newKey } from "../api/key";
import { choose } from "../i18n/words";
import { hasCamera, look } from "./camera";
import type { CardRead, CouponRead } from "./data";
import { Field, Heading } from "./parts";
import type { Step } from "./till";
import { isUnknown, refusal, unanswered, words } from "./words";

/** `first`: nothing was done on this page yet, so the focus is the browser's business. */
export function Scan(props: { go: (step: Step) => void; first: boolean }) {
  const say = choose(words).scan;
  const [camera, setCamera] = useState(hasCamera);
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<string>();
  const [busy, setBusy] = useState(false);
  const sending = useRef(false);
  const sent = useRef({ text: "", key: "" });

  const read = async (found: string) => {
    if (sending.current) return;
    setWrong(undefined);
    if (!found.trim()) return setWrong(say.empty);
    sending.current = true;
    setBusy(true);
    // A code that changes is good once: if the answer got lost, the same key reads it again.
    if (sent.current.text !== found) sent.current = { text: found, key: newKey() };
    try {
      const answer = await call<CardRead | CouponRead>("staff/scan", sent.current);
      const expires = answer.what === "card" ? Date.now() + answer.until - answer.at : 0;
      props.go(answer.what === "card" ? { at: "card", read: answer, expires } : { at: "coupon", read: answer, code: found });
    } catch (error) {
      if (!isUnknown(error)) sent.current = { text: "", key: "" };
      setWrong(isUnknown(error) ? unanswered(error, say.unknown) : refusal(error));
    }
    sending.current = false;
    setBusy(false);
  };

  const see = async () => {
    try {
      const found = await look();
      if (found === undefined) return;
      setText(found);
      await read(found);
    } catch {
      setCamera(false);
      setWrong(say.noCamera);
    }
  };

  return (
    <section class="sheet">
      <Heading quiet={props.first || !camera}>{say.title}</Heading>
      <p>{say.text}</p>
      {camera ? (
        <button type="button" disabled={busy} onClick={() => void see()}>
          {say.camera}
        </button>
      ) : null}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void read(text);
        }}
      >
        <Field id="text" label={say.code} hint={say.hint} value={text} change={setText} wrong={wrong} focus={!camera} />
        <button type="submit" class={camera ? "second" : undefined} disabled={busy}>
          {busy ? say.wait : say.send}
        </button>
      </form>
    </section>
  );
}
