/** A staff member at work: reads something, does something with it, and goes on to the next customer. */
import { useEffect, useState } from "preact/hooks";
import type { Me } from "../api/types";
import { choose } from "../i18n/words";
import { Ask } from "./ask";
import { CardDesk } from "./card";
import { CouponDesk } from "./coupon";
import { Alarm, Heading } from "./parts";
import { Scan } from "./scan";
import type { Act, Outcome, Step } from "./steps";
import { useSteps } from "../ui/steps";
import { words } from "./words";

/** `said`: why the till before this one was left. `lost` takes a refusal after which nothing more may be shown. */
export function Till(props: { me: Me; said?: string | undefined; lost: (error: unknown, more?: string) => boolean }) {
  const say = choose(words);
  const [me, setMe] = useState(props.me);
  useEffect(() => setMe(props.me), [props.me]);
  const { step, go, put, back, home, hold } = useSteps<Step>({ at: "scan", text: "" });
  const [first, setFirst] = useState(true);
  const online = useOnline();
  const on = (next: Step) => {
    setFirst(false);
    go(next);
    if (next.at === "card" || next.at === "coupon") setMe(next.read.me);
    scrollTo(0, 0);
  };
  const ask = (act: Act) => on({ at: "ask", act, reason: "" });
  const done = (outcome: Outcome) => {
    if (outcome.lost && props.lost(outcome.lost, outcome.lines.join(" "))) return;
    hold(false);
    put(outcome.before, 1); // going back shows how the act ended, and not the question
    put({ at: "done", ...outcome });
    scrollTo(0, 0);
  };
  const scan = () => {
    setFirst(false);
    home({ at: "scan", text: "" });
    scrollTo(0, 0);
  };
  return (
    <>
      <header class="who">
        <p>
          <strong>{me.store}</strong> <span>{me.name}</span>
        </p>
        <p class="soft">{me.rights.length ? me.rights.map((right) => say.rights[right]).join(say.comma) : say.rights.none}</p>
      </header>
      <main>
        {online ? null : <Alarm>{say.offline}</Alarm>}
        {props.said && first ? <Alarm>{props.said}</Alarm> : null}
        {step.at === "scan" ? (
          <Scan text={step.text} change={(text) => put({ at: "scan", text })} go={on} lost={props.lost} first={first} />
        ) : null}
        {step.at === "card" ? (
          <CardDesk desk={step} me={me} chosen={step.chosen} change={(chosen) => put({ ...step, chosen })} ask={ask} scan={scan} />
        ) : null}
        {step.at === "coupon" ? <CouponDesk read={step.read} code={step.code} ask={ask} scan={scan} /> : null}
        {step.at === "ask" ? (
          <Ask
            act={step.act}
            reason={step.reason}
            change={(reason) => put({ ...step, reason })}
            done={done}
            lost={props.lost}
            hold={hold}
            back={back}
            scan={scan}
          />
        ) : null}
        {step.at === "done" ? (
          <section class="sheet">
            <Heading>{step.title}</Heading>
            {step.lines.map((line) => (
              <p key={line}>{line}</p>
            ))}
            {step.trouble ? <Alarm>{step.trouble}</Alarm> : null}
            <button type="button" onClick={step.trouble ? back : scan}>
              {step.trouble ? say.stay : say.next}
            </button>
            <button type="button" class="second" onClick={step.trouble ? scan : back}>
              {step.trouble ? say.next : say.stay}
            </button>
          </section>
        ) : null}
      </main>
    </>
  );
}

function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const changed = () => setOnline(navigator.onLine);
    addEventListener("online", changed);
    addEventListener("offline", changed);
    return () => {
      removeEventListener("online", changed);
      removeEventListener("offline", changed);
    };
  }, []);
  return online;
}
