/** A coupon that was read: what it promises, and whether it can be redeemed. */
import type { CouponRead } from "../api/types";
import { choose, ends, moment } from "../i18n/words";
import { act, undo } from "./act";
import { Heading } from "./parts";
import type { Act, Outcome } from "./steps";
import { words } from "./words";

export function CouponDesk(props: { read: CouponRead; code: string; ask: (act: Act) => void; scan: () => void }) {
  const { read, code } = props;
  const say = choose(words);
  const open = read.state === "viewed" || read.state === "issued";
  const done = (title: string) => (answer: CouponRead): Outcome => ({
    title,
    lines: [answer.title, say.of(answer.name)],
    before: { at: "coupon", read: answer, code },
  });

  const redeem = () =>
    act<CouponRead>({
      path: "staff/redemptions",
      body: { code },
      button: say.coupon.redeem,
      says: [say.coupon.will(read.title)],
      notes: [say.of(read.name), say.coupon.once],
      after: done(say.coupon.done),
    });
  const takeBack = () =>
    undo<CouponRead>({
      path: "staff/redemptions/undo",
      body: { code, use_id: read.undo },
      button: say.undo,
      says: [say.coupon.willUndo(read.title)],
      notes: [say.of(read.name)],
      reason: true,
      after: done(say.coupon.undone),
    });

  return (
    <section class="sheet">
      <Heading>{read.title}</Heading>
      <p>{say.of(read.name)}</p>
      <p class={open ? "state" : "state closed"}>{say.coupon.state[read.state]}</p>
      {read.description ? <p class="lines">{read.description}</p> : null}
      {read.valid_until ? <p class="soft">{say.coupon.until(ends(read.valid_until))}</p> : null}
      {read.used ? <p class="soft">{say.coupon.used(moment(read.used.at), read.used.store)}</p> : null}
      {open ? (
        <button type="button" onClick={() => props.ask(redeem())}>
          {say.coupon.redeem}
        </button>
      ) : null}
      {read.undo ? (
        <button type="button" class="second" onClick={() => props.ask(takeBack())}>
          {say.coupon.undo}
        </button>
      ) : null}
      <button type="button" class="second" onClick={props.scan}>
        {say.next}
      </button>
    </section>
  );
}
