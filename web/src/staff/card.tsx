/** A member card that was read: the customer's name, what is on the card, and everything that can be done. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Me } from "../api/types";
import { choose, ends, moment } from "../i18n/words";
import { Mend } from "./mend";
import { Alarm, Field, Heading } from "./parts";
import { counted, MOST_STAMPS, saleOf, type Wrong } from "./sale";
import type { Act, Chosen, Desk } from "./steps";
import { words } from "./words";

type Sale = { desk: Desk; me: Me; chosen: Chosen; change: (chosen: Chosen) => void; ask: (act: Act) => void };

export function CardDesk(props: Sale & { scan: () => void }) {
  const { me, desk } = props;
  const { card } = desk.read;
  const say = choose(words);
  const over = useOver(desk.expires);
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
            {`${card.stamps.count}\u00a0/\u00a0${card.stamps.goal}`}
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
      ) : (
        <>
          {me.rights.length ? <SaleForm {...props} /> : null}
          <Mend desk={desk} chosen={props.chosen} ask={props.ask} />
          <button type="button" class="second" onClick={props.scan}>
            {say.next}
          </button>
        </>
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

function SaleForm(props: Sale) {
  const { desk, me, chosen } = props;
  const { card, coupons } = desk.read;
  const say = choose(words);
  const [wrong, setWrong] = useState<Wrong>({});
  const set = (more: Partial<Chosen>) => {
    setWrong({});
    props.change({ ...chosen, ...more });
  };
  const send = () => {
    const found = counted(desk.read, chosen).wrong;
    setWrong(found);
    if (!Object.keys(found).length) props.ask(saleOf(desk, chosen));
  };
  const moves = me.rights.includes("grant_points");
  const redeems = me.rights.includes("redeem");
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {moves ? <Grant desk={desk} chosen={chosen} set={set} wrong={wrong.grant} /> : null}
      {moves && card.points > 0 ? (
        <Field id="use" label={say.use.points} hint={say.use.has(card.points)} value={chosen.use} change={(use) => set({ use })} wrong={wrong.use} number />
      ) : null}
      {moves && card.stamps ? <Stamps next={card.stamps.next_at} chosen={chosen} set={set} wrong={wrong.stamps} /> : null}
      {redeems ? (
        <>
          <Choices
            title={say.sale.coupons}
            all={coupons.map(({ coupon_id, title, until }) => ({ id: coupon_id, title, until }))}
            chosen={chosen.coupons}
            change={(coupons) => set({ coupons })}
          />
          <Choices
            title={say.sale.tickets}
            all={card.tickets.map(({ ticket, name, until }) => ({ id: ticket, title: choose(name), until }))}
            chosen={chosen.tickets}
            change={(tickets) => set({ tickets })}
          />
        </>
      ) : null}
      {wrong.all ? <Alarm>{wrong.all}</Alarm> : null}
      <button type="submit">{say.on}</button>
    </form>
  );
}

type Part = { chosen: Chosen; set: (more: Partial<Chosen>) => void; wrong?: string | undefined };

function Grant(props: Part & { desk: Desk }) {
  const { chosen, set } = props;
  const { worth } = props.desk.read;
  const say = choose(words).grant;
  const { points } = counted(props.desk.read, chosen);
  return (
    <>
      {chosen.byPoints || !worth ? (
        <Field id="grant" label={say.points} value={chosen.points} change={(points) => set({ points })} wrong={props.wrong} number />
      ) : (
        <Field
          id="grant"
          label={say.yen}
          hint={say.worth(worth.yen_per_point, worth.percent)}
          value={chosen.yen}
          change={(yen) => set({ yen })}
          wrong={props.wrong}
          number
        />
      )}
      {worth ? (
        <>
          <p class="sum" role="status">
            {!chosen.byPoints && points ? say.makes(points) : ""}
          </p>
          <label class="choice">
            <input type="checkbox" checked={chosen.byPoints} onChange={() => set({ byPoints: !chosen.byPoints })} />
            {say.byPoints}
          </label>
        </>
      ) : null}
    </>
  );
}

/** Most often it is one more. */
function Stamps(props: Part & { next: number | null }) {
  const { chosen, set } = props;
  const say = choose(words).stamp;
  if (props.next) return <p class="soft">{say.later(moment(props.next))}</p>;
  const more = (n: number) => {
    const stamps = Math.min(Math.max((Number(chosen.stamps.normalize("NFKC")) || 0) + n, 0), MOST_STAMPS);
    set({ stamps: stamps ? String(stamps) : "" });
  };
  return (
    <div class="stepped">
      <Field id="stamps" label={say.count} value={chosen.stamps} change={(stamps) => set({ stamps })} wrong={props.wrong} number />
      <button type="button" class="second" aria-label={say.less} onClick={() => more(-1)}>
        −
      </button>
      <button type="button" class="second" aria-label={say.more} onClick={() => more(1)}>
        ＋
      </button>
    </div>
  );
}

function Choices(props: { title: string; all: { id: string; title: string; until: number | null }[]; chosen: string[]; change: (chosen: string[]) => void }) {
  if (!props.all.length) return null;
  const toggle = (id: string) => props.change(props.chosen.includes(id) ? props.chosen.filter((each) => each !== id) : [...props.chosen, id]);
  return (
    <fieldset>
      <legend>{props.title}</legend>
      {props.all.map(({ id, title, until }) => (
        <label key={id} class="choice">
          <input type="checkbox" checked={props.chosen.includes(id)} onChange={() => toggle(id)} />
          <span>
            {title}
            {until ? <span class="soft"> {ends(until)}</span> : null}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
