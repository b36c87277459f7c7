/** The first time: an invitation's code binds the staff member's LINE account. */
import { useRef, useState } from "preact/hooks";
import { ApiError, call } from "../api/api";
import type { Me } from "../api/types";
import { choose } from "../i18n/words";
import { Alarm, Field, Heading } from "./parts";
import { isUnknown, refusal, unanswered, words } from "./words";

/** `said`: why an invitation is asked for again. */
export function Join(props: { said?: string | undefined; joined: () => void }) {
  const say = choose(words).join;
  const [code, setCode] = useState("");
  const [wrong, setWrong] = useState<string>();
  const [trouble, setTrouble] = useState(props.said);
  const [busy, setBusy] = useState(false);
  const sending = useRef(false);
  const doubt = useRef(false);

  const send = async () => {
    if (sending.current) return;
    setWrong(undefined);
    setTrouble(undefined);
    if (!code.trim()) return setWrong(say.empty);
    sending.current = true;
    setBusy(true);
    try {
      // An answer that got lost may have bound the account: then the code is used up, and the staff member is known.
      if (!(doubt.current && (await isKnown()))) await call<Me>("staff/invitation", { code });
      props.joined();
    } catch (error) {
      doubt.current ||= isUnknown(error);
      const said = refusal(error);
      if (error instanceof ApiError && error.code === "invitation_unknown") setWrong(said);
      else setTrouble(isUnknown(error) ? unanswered(error, say.unknown) : said);
    }
    sending.current = false;
    setBusy(false);
  };

  return (
    <main>
      <Heading quiet>{say.title}</Heading>
      <p>{say.text}</p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Field id="code" label={say.code} hint={say.hint} value={code} change={setCode} wrong={wrong} />
        {trouble ? <Alarm>{trouble}</Alarm> : null}
        <button type="submit" disabled={busy}>
          {busy ? say.wait : say.send}
        </button>
      </form>
    </main>
  );
}

async function isKnown(): Promise<boolean> {
  try {
    await call<Me>("staff");
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.code === "not_staff") return false;
    throw error;
  }
}
