/** Reads what the customer shows: with the camera, a hand scanner, or typed. */
import { useRef, useState } from "preact/hooks";
import { call } from "../api/api";
import type { CardRead, CouponRead } from "../api/types";
import { choose } from "../i18n/words";
import { hasCamera, look } from "./camera";
import { Field, Heading } from "./parts";
import { NOTHING } from "./sale";
import type { Step } from "./steps";
import { isUnknown, refusal, unanswered, words } from "./words";

/** `first`: nothing was done on this page yet, so the focus is the browser's business. */
export function Scan(props: { text: string; change: (text: string) => void; go: (step: Step) => void; lost: (error: unknown, more?: string) => boolean; first: boolean }) {
  const say = choose(words).scan;
  const [camera, setCamera] = useState(hasCamera);
  const { text } = props;
  const [wrong, setWrong] = useState<string>();
  const [busy, setBusy] = useState(false);
  const sending = useRef(false);

  const read = async (found: string) => {
    if (sending.current) return;
    setWrong(undefined);
    if (!found.trim()) return setWrong(say.empty);
    sending.current = true;
    setBusy(true);
    try {
      const answer = await call<CardRead | CouponRead>("staff/scan", { text: found });
      if (answer.what === "coupon") return props.go({ at: "coupon", read: answer, code: found });
      return props.go({ at: "card", read: answer, expires: Date.now() + answer.until - answer.at, chosen: NOTHING });
    } catch (error) {
      if (props.lost(error)) return;
      setWrong(isUnknown(error) ? unanswered(error, say.unknown) : refusal(error));
    }
    sending.current = false;
    setBusy(false);
  };

  const see = async () => {
    try {
      const found = await look();
      if (found === undefined) return;
      props.change(found);
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
        <Field id="text" label={say.code} hint={say.hint} value={text} change={props.change} wrong={wrong} focus={!camera} />
        <button type="submit" class={camera ? "second" : undefined} disabled={busy}>
          {busy ? say.wait : say.send}
        </button>
      </form>
    </section>
  );
}
