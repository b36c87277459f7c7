import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { CouponInFull, CouponUse } from "../api/types";
import { Kept } from "../coupons/kept";
import { validity, when, where, worth } from "../coupons/say";
import { choose, written } from "../i18n/words";
import { useFreshness } from "../ui/again";
import { pageUrl } from "../ui/link";
import { useSteps } from "../ui/steps";
import { svg } from "../ui/svg";
import { Till, type TillStep } from "./till";
import { words } from "./words";

/** `ahead`: by how much the server's clock is ahead of the phone's. */
export type InFull = CouponInFull & { ahead: number; kept?: boolean };

export function Coupon(props: { coupon: InFull; reload: () => Promise<void> }) {
  const { coupon, reload } = props;
  const say = choose(words);
  const [fresh, setFresh] = useState<CouponUse | null>(null);
  const steps = useSteps<TillStep>("closed");
  useFreshness(coupon.at, () => void (steps.step !== "closed" || fresh || reload()));
  const used = fresh ?? (coupon.state === "redeemed" ? coupon.used : null);
  const usable = coupon.state === "usable" && !used;
  const gives = worth(coupon);
  return (
    <main>
      {coupon.kept ? <Kept at={coupon.at} reload={reload} /> : null}
      <article class={used || usable ? "ticket" : "ticket over"} aria-labelledby="title">
        {coupon.image_url ? <img class="picture" src={coupon.image_url} alt="" referrerpolicy="no-referrer" /> : null}
        {gives ? <p class="worth">{gives}</p> : null}
        <h1 id="title">{coupon.title}</h1>
        {used ? <Used use={used} ahead={coupon.ahead} fresh={fresh !== null} /> : null}
        {used || usable ? null : <Unusable state={coupon.state as Unusable} />}
        {usable && coupon.qr ? (
          <div class="codes">
            <img class="qr" src={svg(coupon.qr)} alt={say.qr} width="200" height="200" />
            <p class="soft">{say.show}</p>
          </div>
        ) : null}
        <dl>
          <div>
            <dt>{say.valid}</dt>
            <dd>{validity(coupon)}</dd>
          </div>
          <div>
            <dt>{say.where}</dt>
            <dd>{where(coupon)}</dd>
          </div>
        </dl>
        {coupon.description ? (
          <>
            <h2>{say.terms}</h2>
            <p class="terms">{coupon.description}</p>
          </>
        ) : null}
        {usable && coupon.used ? <p class="soft">{say.lastUse(when(coupon.used))}</p> : null}
      </article>
      {usable ? (
        <Till coupon={coupon} steps={steps} done={setFresh} changed={reload} />
      ) : null}
      {fresh && coupon.again ? (
        <button
          type="button"
          onClick={async () => {
            await reload();
            setFresh(null);
          }}
        >
          {say.again}
        </button>
      ) : null}
      <nav>
        <a class="quiet" href={pageUrl("coupons")}>
          {say.all}
        </a>
        <a class="quiet" href={pageUrl("card")}>
          {say.card}
        </a>
      </nav>
    </main>
  );
}

type Unusable = "not_started" | "expired" | "sold_out";

function Unusable(props: { state: Unusable }) {
  const [mark, text] = choose(words)[props.state];
  return (
    <div class="stamp">
      <p class="mark">{mark}</p>
      <p>{text}</p>
    </div>
  );
}

/** Large, with when and where, and a clock that runs: a picture of the screen has none. */
function Used(props: { use: CouponUse; ahead: number; fresh: boolean }) {
  const say = choose(words);
  const mark = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => {
    if (props.fresh) mark.current?.focus();
  }, [props.fresh]);
  return (
    <div class="stamp used">
      <p class="mark" ref={mark} tabIndex={-1}>
        {say.redeemed}
      </p>
      <p class="when">{when(props.use)}</p>
      <Clock ahead={props.ahead} />
    </div>
  );
}

function Clock(props: { ahead: number }) {
  const say = choose(words);
  const [now, setNow] = useState(Date.now() + props.ahead);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() + props.ahead), 1_000);
    return () => clearInterval(timer);
  }, [props.ahead]);
  return (
    <p class="clock" role="timer" aria-live="off">
      <span class="soft">{say.now}</span> <span>{written(now, { timeStyle: "medium" })}</span>
    </p>
  );
}
