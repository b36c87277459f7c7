/** An operator at work: she reads something, does something with it, and goes on to the next customer. */
import { useEffect, useState } from "preact/hooks";
import { choose } from "../i18n/words";
import type { Act } from "./act";
import { Ask } from "./ask";
import { CardDesk } from "./card";
import { CouponDesk } from "./coupon";
import type { CardRead, CouponRead, Me } from "./data";
import { Alarm, Heading } from "./parts";
import { Scan } from "./scan";
import { words } from "./words";

/** `expires`: the phone's own time at which the scan is no longer good. */
export type Step =
  | { at: "scan" }
  | { at: "card"; read: CardRead; expires: number }
  | { at: "coupon"; read: CouponRead; code: string }
  | { at: "ask"; act: Act; from: Step }
  | { at: "done"; title: string; lines: string[]; next: Step };

/** `said`: why the till before this one was left. `lost` takes a refusal after which nothing more may be shown. */
export function Till(props: { me: Me; said?: string | undefined; lost: (error: unknown, more?: string) => boolean }) {
  const say = choose(words);
  const [me, setMe] = useState(props.me);
  useEffect(() => setMe(props.me), [props.me]);
  const [step, setStep] = useState<Step>({ at: "scan" });
  const [first, setFirst] = useState(true);
  const online = useOnline();
  const go = (next: Step) => {
    setFirst(false);
    setStep(next);
    if (next.at === "card" || next.at === "coupon") setMe(next.read.me);
    scrollTo(0, 0);
  };
  const scan = () => go({ at: "scan" });
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
        {step.at === "scan" ? <Scan go={go} lost={props.lost} first={first} /> : null}
        {step.at === "card" ? <CardDesk me={me} read={step.read} expires={step.expires} go={go} scan={scan} /> : null}
        {step.at === "coupon" ? <CouponDesk read={step.read} code={step.code} go={go} scan={scan} /> : null}
        {step.at === "ask" ? <Ask act={step.act} go={go} lost={props.lost} back={() => go(step.from)} scan={scan} /> : null}
        {step.at === "done" ? (
          <section class="sheet">
            <Heading>{step.title}</Heading>
            {step.lines.map((line) => (
              <p key={line}>{line}</p>
            ))}
            <button type="button" onClick={scan}>
              {say.next}
            </button>
            <button type="button" class="second" onClick={() => go(step.next)}>
              {say.stay}
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
