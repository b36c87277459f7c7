/** A member card that was read: who she is, what she has, and what can be done with it. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { choose, ends, moment, yen } from "../i18n/words";
import { act } from "./act";
import { type Acted, type CardRead, type Me, type MemberCard, type Movement, type Stamped, type Ticket, wholeNumber, worthOf } from "./data";
import { Alarm, Field, Heading } from "./parts";
import type { Step } from "./till";
import { words } from "./words";

const MOST_POINTS = 10_000_000;
const MOST_YEN = 100_000_000;
const MOST_STAMPS = 50;

type Desk = { read: CardRead; expires: number; go: (step: Step) => void };

export function CardDesk(props: Desk & { me: Me; scan: () => void }) {
  const { me, read } = props;
  const { card } = read;
  const say = choose(words);
  const over = useOver(props.expires);
  const may = (right: Me["rights"][number]) => !over && me.rights.includes(right);
  return (
    <section class="sheet">
      <Heading>{say.of(card.name)}</Heading>
      <p class="soft">
        {say.card.number} {card.member_no.replace(/^(.)(.{6})(.{6})$/, "$1 $2 $3")}
      </p>
      <dl>
        {card.rank ? <Fact name={say.card.rank}>{choose(card.rank)}</Fact> : null}
        <Fact name={say.card.points}>{say.points(card.points)}</Fact>
        {card.stamps ? (
          <Fact name={choose(card.stamps.name)}>
            {card.stamps.count} / {card.stamps.goal}
          </Fact>
        ) : null}
      </dl>
      {over ? (
        <>
          <Alarm>{say.card.over}</Alarm>
          <button type="button" onClick={props.scan}>
            {say.scan.again}
          </button>
        </>
      ) : null}
      {may("grant_points") ? (
        <>
          <Grant {...props} />
          {card.points > 0 ? <Use {...props} /> : null}
          {card.stamps ? <Stamp {...props} /> : null}
        </>
      ) : null}
      {may("redeem") && card.tickets.length ? <Tickets {...props} /> : null}
      {may("grant_points") && (read.movements.length || read.stamped) ? <Mend {...props} /> : null}
      {over ? null : (
        <button type="button" class="second" onClick={props.scan}>
          {say.next}
        </button>
      )}
    </section>
  );
}

function Fact(props: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

/** Whether the scan is no longer good. */
function useOver(expires: number): boolean {
  const [over, setOver] = useState(Date.now() >= expires);
  useEffect(() => {
    const look = () => setOver(Date.now() >= expires);
    const timer = setTimeout(look, Math.max(0, expires - Date.now()) + 50);
    document.addEventListener("visibilitychange", look); // a phone that slept has let no time pass
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [expires]);
  return over;
}

/** An act's form, folded until it is needed. */
function Folded(props: { title: string; send: () => void; button: string; children: ComponentChildren }) {
  return (
    <details>
      <summary>{props.title}</summary>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          props.send();
        }}
      >
        {props.children}
        <button type="submit">{props.button}</button>
      </form>
    </details>
  );
}

function Grant(props: Desk) {
  const { read, go } = props;
  const say = choose(words);
  const { worth } = read;
  const [byPurchase, setByPurchase] = useState(worth !== null);
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<string>();
  const number = wholeNumber(text, byPurchase ? MOST_YEN : MOST_POINTS);
  const points = byPurchase && worth ? worthOf(number ?? 0, worth) : (number ?? 0);
  const send = () => {
    setWrong(undefined);
    if (number === undefined) return setWrong(say.number(byPurchase ? MOST_YEN : MOST_POINTS));
    if (!points) return setWrong(say.grant.tooLittle);
    const purchase = byPurchase ? { amount_yen: number } : {};
    const lines = [say.grant.will(say.of(read.card.name), points), say.balance(read.card.points + points)];
    if (byPurchase) lines.splice(1, 0, say.grant.purchase(yen(number)));
    go({
      at: "ask",
      from: { at: "card", ...kept(props) },
      act: act<Acted<Movement>>({
        path: "staff/points",
        body: { slip: read.slip, kind: "grant", points, ...purchase },
        button: say.grant.button(points),
        says: lines,
        after: (answer) => moved(props, answer, say.grant.done(answer.done.points)),
      }),
    });
  };
  return (
    <Folded title={say.grant.title} send={send} button={say.on}>
      {worth ? (
        <fieldset>
          <legend>{say.grant.by}</legend>
          {([true, false] as const).map((purchase) => (
            <label key={String(purchase)} class="choice">
              <input
                type="radio"
                name="by"
                checked={byPurchase === purchase}
                onChange={() => {
                  setByPurchase(purchase);
                  setWrong(undefined);
                }}
              />
              {purchase ? say.grant.byPurchase : say.grant.byPoints}
            </label>
          ))}
        </fieldset>
      ) : null}
      <Field
        id="grant"
        label={byPurchase ? say.grant.yen : say.grant.points}
        hint={byPurchase && worth ? say.grant.worth(worth.yen_per_point, worth.percent) : undefined}
        value={text}
        change={setText}
        wrong={wrong}
        number
      />
      {byPurchase && points ? <p class="sum">{say.grant.makes(points)}</p> : null}
    </Folded>
  );
}

function Use(props: Desk) {
  const { read, go } = props;
  const say = choose(words);
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<string>();
  const send = () => {
    setWrong(undefined);
    const points = wholeNumber(text, MOST_POINTS);
    if (points === undefined) return setWrong(say.number(read.card.points));
    if (points > read.card.points) return setWrong(say.use.tooMany(read.card.points));
    go({
      at: "ask",
      from: { at: "card", ...kept(props) },
      act: act<Acted<Movement>>({
        path: "staff/points",
        body: { slip: read.slip, kind: "use", points },
        button: say.use.button(points),
        says: [say.use.will(say.of(read.card.name), points), say.balance(read.card.points - points)],
        after: (answer) => moved(props, answer, say.use.done(answer.done.points)),
      }),
    });
  };
  return (
    <Folded title={say.use.title} send={send} button={say.on}>
      <Field
        id="use"
        label={say.use.points}
        hint={say.use.has(read.card.points)}
        value={text}
        change={setText}
        wrong={wrong}
        number
      />
    </Folded>
  );
}

function Stamp(props: Desk) {
  const { read, go } = props;
  const say = choose(words);
  const [text, setText] = useState("1");
  const [wrong, setWrong] = useState<string>();
  const next = read.card.stamps?.next_at;
  if (next) return <p class="soft">{say.stamp.later(moment(next))}</p>;
  const send = () => {
    setWrong(undefined);
    const stamps = wholeNumber(text, MOST_STAMPS);
    if (stamps === undefined) return setWrong(say.number(MOST_STAMPS));
    go({
      at: "ask",
      from: { at: "card", ...kept(props) },
      act: act<Acted<Stamped>>({
        path: "staff/stamps",
        body: { slip: read.slip, stamps },
        button: say.stamp.button(stamps),
        says: [say.stamp.will(say.of(read.card.name), stamps)],
        after: ({ card, done }) =>
          finished(props, say.stamp.done(done.stamps), [...standing(card), ...won(read.card, card)], { card, stamped: done }),
      }),
    });
  };
  return (
    <Folded title={say.stamp.title} send={send} button={say.on}>
      <Field id="stamps" label={say.stamp.count} value={text} change={setText} wrong={wrong} number />
    </Folded>
  );
}

function Tickets(props: Desk) {
  const { read, go } = props;
  const say = choose(words);
  const use = (ticket: Ticket) =>
    go({
      at: "ask",
      from: { at: "card", ...kept(props) },
      act: act<Acted<unknown>>({
        path: "staff/tickets",
        body: { slip: read.slip, ticket: ticket.ticket },
        button: say.ticket.button,
        says: [say.ticket.will(say.of(read.card.name), choose(ticket.name)), say.ticket.once],
        // the stamps that won it can no longer be taken back
        after: ({ card }) => finished(props, say.ticket.done(choose(ticket.name)), [], { card, stamped: null }),
      }),
    });
  return (
    <details>
      <summary>{say.ticket.title(read.card.tickets.length)}</summary>
      <ul class="rows">
        {read.card.tickets.map((ticket) => (
          <li key={ticket.ticket}>
            <p>
              {choose(ticket.name)}
              {ticket.until ? <span class="soft"> {ends(ticket.until)}</span> : null}
            </p>
            <button type="button" class="second" onClick={() => use(ticket)}>
              {say.ticket.use}
              <span class="unseen"> {choose(ticket.name)}</span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Mend(props: Desk) {
  const { read, go } = props;
  const say = choose(words);
  const refund = (movement: Movement) =>
    go({
      at: "ask",
      from: { at: "card", ...kept(props) },
      act: act<Acted<Movement>>({
        path: "staff/refunds",
        body: { slip: read.slip, movement_id: movement.movement_id },
        button: say.undo,
        says: [
          say.mend.will(say.mend.what(movement.kind, movement.points), moment(movement.at)),
          say.balance(read.card.points + (movement.kind === "grant" ? -movement.points : movement.points)),
        ],
        after: (answer) => moved(props, answer, say.mend.done(say.mend.what(movement.kind, movement.points))),
      }),
    });
  const unstamp = (stamped: Stamped) =>
    go({
      at: "ask",
      from: { at: "card", ...kept(props) },
      act: act<Acted<unknown>>({
        path: "staff/stamps/undo",
        body: { slip: read.slip, stamp_id: stamped.stamp_id },
        button: say.undo,
        says: [say.mend.will(say.mend.stamps(stamped.stamps), moment(stamped.at))],
        reason: true,
        after: ({ card }) =>
          finished(props, say.mend.done(say.mend.stamps(stamped.stamps)), standing(card), { card, stamped: null }),
      }),
    });
  const row = (key: string, what: string, at: number, act: () => void) => (
    <li key={key}>
      <p>
        {what} <span class="soft">{moment(at)}</span>
      </p>
      <button type="button" class="second" onClick={act}>
        {say.undo}
        <span class="unseen">
          {" "}
          {what} {moment(at)}
        </span>
      </button>
    </li>
  );
  const { stamped } = read;
  return (
    <details>
      <summary>{say.mend.title}</summary>
      <ul class="rows">
        {stamped ? row(stamped.stamp_id, say.mend.stamps(stamped.stamps), stamped.at, () => unstamp(stamped)) : null}
        {read.movements.map((movement) =>
          row(movement.movement_id, say.mend.what(movement.kind, movement.points), movement.at, () => refund(movement)),
        )}
      </ul>
    </details>
  );
}

/** The scan, to come back to. */
function kept(props: Desk): { read: CardRead; expires: number } {
  return { read: props.read, expires: props.expires };
}

/** What is shown after an act, and the scan as it is from then on. */
function finished(props: Desk, title: string, lines: string[], changes: Partial<CardRead>): Step {
  const read = { ...props.read, ...changes };
  return { at: "done", title, lines, next: { at: "card", read, expires: props.expires } };
}

function moved(props: Desk, { done, card }: Acted<Movement>, title: string): Step {
  const before = props.read.movements.filter((movement) => movement.movement_id !== (done.of ?? done.movement_id));
  const movements = done.kind === "refund" ? before : [done, ...before];
  return finished(props, title, [choose(words).balance(card.points)], { card, movements });
}

function standing({ stamps }: MemberCard): string[] {
  return stamps ? [choose(words).stamp.stands(choose(stamps.name), stamps.count, stamps.goal)] : [];
}

function won(before: MemberCard, after: MemberCard): string[] {
  const had = new Set(before.tickets.map((ticket) => ticket.ticket));
  return after.tickets.filter((t) => !had.has(t.ticket)).map((t) => choose(words).stamp.won(choose(t.name)));
}
