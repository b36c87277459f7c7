/** What was done in this store lately, and can be taken back: each with a reason. */
import type { CardView } from "../api/types";
import { choose, moment } from "../i18n/words";
import { act, undo } from "./act";
import { standing } from "./sale";
import type { Act, Chosen, Desk, Outcome } from "./steps";
import { words } from "./words";

type Row = { id: string; what: string; at: number; path: string; of: Record<string, string>; after?: number; keyed: boolean };

export function Mend(props: { desk: Desk; chosen: Chosen; ask: (act: Act) => void }) {
  const { read } = props.desk;
  const say = choose(words);
  const rows = rowsOf(read).sort((a, b) => b.at - a.at);
  if (!rows.length) return null;
  const taken = (row: Row) => (view: CardView): Outcome => ({
    title: say.mend.done(row.what),
    lines: standing(read, view),
    before: { at: "card", ...props.desk, read: { ...read, ...view }, chosen: props.chosen },
  });
  const back = (row: Row) =>
    (row.keyed ? act : undo)<CardView>({
      path: row.path,
      body: { slip: read.slip, ...row.of },
      button: say.undo,
      says: [say.mend.will(row.what, moment(row.at))],
      notes: row.after === undefined ? [] : [say.balance(row.after)],
      reason: true,
      after: taken(row),
    });
  return (
    <details>
      <summary>{say.mend.title}</summary>
      <ul class="rows">
        {rows.map((row) => (
          <li key={row.id}>
            <p>
              {row.what} <span class="soft">{moment(row.at)}</span>
            </p>
            <button type="button" class="second" onClick={() => props.ask(back(row))}>
              {say.undo}
              <span class="unseen">
                {" "}
                {row.what} {moment(row.at)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

function rowsOf({ card, movements, stamped, used, redeemed }: CardView): Row[] {
  const say = choose(words).mend;
  const rows: Row[] = movements.map(({ movement_id, at, kind, points }) => ({
    id: movement_id,
    what: say.what(kind, points),
    at,
    path: "staff/refunds",
    of: { movement_id },
    after: card.points + (kind === "grant" ? -points : points),
    keyed: true,
  }));
  if (stamped) {
    const { stamp_id, at, stamps } = stamped;
    rows.push({ id: stamp_id, what: say.stamps(stamps), at, path: "staff/stamps/undo", of: { stamp_id }, keyed: true });
  }
  for (const { use_id, at, name } of used)
    rows.push({ id: use_id, what: say.ticket(name ? choose(name) : ""), at, path: "staff/tickets/undo", of: { use_id }, keyed: true });
  for (const { coupon_id, use_id, at, title } of redeemed)
    rows.push({ id: use_id, what: say.coupon(title), at, path: "staff/coupons/undo", of: { coupon_id, use_id }, keyed: false });
  return rows;
}
