/** Says what will happen, does it once, and says so if nobody knows what became of it. */
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, call } from "../api/api";
import { choose } from "../i18n/words";
import type { Act, Outcome } from "./steps";
import { Alarm, Field, Heading } from "./parts";
import { isUnknown, refusal, unanswered, words } from "./words";

export function Ask(props: {
  act: Act;
  reason: string;
  change: (reason: string) => void;
  done: (outcome: Outcome) => void;
  lost: (error: unknown, more?: string) => boolean;
  hold: (held: boolean) => void;
  back: () => void;
  scan: () => void;
}) {
  const { act, reason } = props;
  const say = choose(words).ask;
  const [wrong, setWrong] = useState<string>();
  const [state, setState] = useState<"ready" | "busy" | "unknown" | "refused">("ready");
  const [error, setError] = useState<unknown>();
  const sending = useRef(false);
  const doubt = useRef(false);
  const expired = error instanceof ApiError && error.status === 401;
  const again = error instanceof ApiError && error.code === "scan_again";

  // Until it is known how the act ended, going back could make the staff member do it once more.
  useEffect(() => props.hold(state === "busy" || state === "unknown"), [state]);
  useEffect(() => () => props.hold(false), []);

  const send = async () => {
    if (sending.current) return;
    if (act.reason && !reason.trim()) return setWrong(say.reasonMissing);
    sending.current = true;
    setWrong(undefined);
    setState("busy");
    try {
      props.done(act.after(await call<never>(act.path, act.reason ? { ...act.body, reason } : act.body)));
    } catch (caught) {
      if (props.lost(caught, doubt.current ? say.doubt : "")) return;
      doubt.current ||= isUnknown(caught);
      setError(caught);
      setState(isUnknown(caught) ? "unknown" : "refused");
    }
    sending.current = false;
  };

  return (
    <form
      class="sheet"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Heading>{say.title}</Heading>
      {act.says.map((line) => (
        <p key={line} class="what">
          {line}
        </p>
      ))}
      {act.notes.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {act.reason ? (
        <>
          <Field
            id="reason"
            label={say.reason}
            hint={say.reasonHint}
            value={reason}
            change={props.change}
            wrong={wrong}
            fixed={state !== "ready"}
          />
          <div class="reasons">
            {say.reasons.map((usual) => (
              <button key={usual} type="button" class="second" disabled={state !== "ready"} onClick={() => props.change(usual)}>
                {usual}
              </button>
            ))}
          </div>
        </>
      ) : null}
      {state === "unknown" ? <Alarm>{unanswered(error, say.unknown)}</Alarm> : null}
      {state === "refused" ? (
        <Alarm>
          {refusal(error)} {doubt.current && (expired || again) ? say.doubt : again || expired ? say.notDone : ""}
        </Alarm>
      ) : null}
      {state === "refused" ? null : (
        <button type="submit" disabled={state === "busy"}>
          {state === "busy" ? say.wait : state === "unknown" ? say.again : act.button}
        </button>
      )}
      {state === "busy" ? null : state === "unknown" || again ? (
        <button type="button" class="second" onClick={props.scan}>
          {say.scan}
        </button>
      ) : (
        <button type="button" class="second" onClick={props.back}>
          {say.back}
        </button>
      )}
    </form>
  );
}
