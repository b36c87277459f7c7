/** What a staff member has chosen for a customer: as it is typed, as it is sent, and in words. */
import { choose, yen } from "../i18n/words";
import { ApiError } from "../api/api";
import type { CardRead, CardView, SalePart, Sold } from "../api/types";
import { act } from "./act";
import { wholeNumber, worthOf } from "./data";
import type { Act, Chosen, Desk, Outcome } from "./steps";
import { refusal, words } from "./words";

export const MOST_POINTS = 10_000_000;
export const MOST_YEN = 100_000_000;
export const MOST_STAMPS = 50;

export const NOTHING: Chosen = { byPoints: false, yen: "", points: "", use: "", stamps: "", tickets: [], coupons: [] };

export type Wrong = Partial<Record<"grant" | "use" | "stamps" | "all", string>>;

/** A part of the sale, and its words: before, on the button, and after it. */
type Line = SalePart & { will: string; button: string; done: string };

export type Counted = { wrong: Wrong; points: number; body: Record<string, unknown>; lines: Line[] };

/** What the sale comes to. `points`: those to give. */
export function counted(read: CardRead, chosen: Chosen): Counted {
  const say = choose(words);
  const { card, worth } = read;
  const name = say.of(card.name);
  const wrong: Wrong = {};
  const lines: Line[] = [];
  const number = (text: string, most: number, field: keyof Wrong, said = say.number(most)) => {
    if (!text.trim()) return undefined;
    const found = wholeNumber(text, most);
    if (found === undefined) wrong[field] = said;
    return found;
  };
  for (const { coupon_id, title } of read.coupons.filter((each) => chosen.coupons.includes(each.coupon_id)))
    lines.push({ act: "coupon", of: coupon_id, will: say.coupon.will(title), button: say.coupon.redeem, done: say.coupon.was(title) });
  for (const { ticket, name: named } of card.tickets.filter((each) => chosen.tickets.includes(each.ticket))) {
    const title = choose(named);
    lines.push({ act: "ticket", of: ticket, will: say.ticket.will(title), button: say.ticket.button, done: say.ticket.done(title) });
  }
  const use = number(chosen.use, card.points, "use", say.use.tooMany(card.points));
  if (use) lines.push({ act: "use", of: "", will: say.use.will(name, use), button: say.use.button(use), done: say.use.done(use) });
  const stamps = number(chosen.stamps, MOST_STAMPS, "stamps");
  if (stamps) lines.push({ act: "stamps", of: "", will: say.stamp.will(name, stamps), button: say.stamp.button(stamps), done: say.stamp.done(stamps) });
  const bought = worth && !chosen.byPoints;
  const spent = bought ? number(chosen.yen, MOST_YEN, "grant") : undefined;
  const given = bought ? undefined : number(chosen.points, MOST_POINTS, "grant");
  const points = worth && spent ? worthOf(spent, worth) : (given ?? 0);
  if (points) {
    const will = say.grant.will(name, points) + (spent ? say.grant.purchase(yen(spent)) : "");
    lines.push({ act: "grant", of: "", will, button: say.grant.button(points), done: say.grant.done(points) });
  }
  if (!lines.length && !Object.keys(wrong).length) wrong[spent ? "grant" : "all"] = spent ? say.grant.tooLittle : say.sale.empty;
  const of = (act: SalePart["act"]) => lines.filter((line) => line.act === act).map((line) => line.of);
  const body = { coupons: of("coupon"), tickets: of("ticket"), use, stamps, ...(points ? { points, amount_yen: spent } : {}) };
  return { wrong, points, body, lines };
}

/** The sale as one act. */
export function saleOf(desk: Desk, chosen: Chosen): Act {
  const say = choose(words);
  const { read } = desk;
  const { body, lines, points } = counted(read, chosen);
  const [only] = lines;
  const after = read.card.points + points - ((body.use as number | undefined) ?? 0);
  return act<Sold>({
    path: "staff/sales",
    body: { slip: read.slip, ...body },
    button: lines.length === 1 && only ? only.button : say.sale.button,
    says: lines.map((line) => line.will),
    notes: after === read.card.points ? [] : [say.balance(after)],
    after: (sold) => outcome(desk, chosen, lines, sold),
  });
}

function outcome(desk: Desk, chosen: Chosen, lines: Line[], sold: Sold): Outcome {
  const say = choose(words);
  const { done, refused, ...view } = sold;
  const read = { ...desk.read, ...view };
  const is = (part: SalePart) => (line: Line) => line.act === part.act && line.of === part.of;
  const were = lines.filter((line) => done.some((part) => is(part)(line)));
  const told = [...were.map((line) => line.done), ...standing(desk.read, read)];
  if (!refused) {
    const [title, ...rest] = were.length === 1 ? told : [say.sale.done, ...told];
    return { title: title ?? say.sale.done, lines: rest, before: { at: "card", ...desk, read, chosen: NOTHING } };
  }
  const error = new ApiError(refused.code, 409, refused);
  const left = lines.slice(were.length + 1).map((line) => line.will);
  const trouble = [say.sale.refused(lines.find(is(refused))?.will ?? ""), refusal(error), ...(left.length ? [say.sale.left, ...left] : [])];
  return { title: say.sale.half, lines: told, trouble: trouble.join("\n"), lost: error, before: { at: "card", ...desk, read, chosen: without(chosen, done) } };
}

/** What is still to be done: nothing that was typed is lost. */
function without(chosen: Chosen, done: SalePart[]): Chosen {
  const has = (act: SalePart["act"], of = "") => done.some((part) => part.act === act && part.of === of);
  return {
    ...chosen,
    coupons: chosen.coupons.filter((id) => !has("coupon", id)),
    tickets: chosen.tickets.filter((ticket) => !has("ticket", ticket)),
    use: has("use") ? "" : chosen.use,
    stamps: has("stamps") ? "" : chosen.stamps,
  };
}

/** What has changed with a card: its balance, its stamps, and what they have won. */
export function standing(before: CardView, { card }: CardView): string[] {
  const say = choose(words);
  const had = new Set(before.card.tickets.map((ticket) => ticket.ticket));
  const won = card.tickets.filter((ticket) => !had.has(ticket.ticket));
  const { stamps } = card;
  const stamped = stamps && (stamps.count !== before.card.stamps?.count || stamps.name.ja !== before.card.stamps.name.ja);
  return [
    ...(card.points === before.card.points ? [] : [say.balance(card.points)]),
    ...(stamped ? [say.stamp.stands(choose(stamps.name), stamps.count, stamps.goal)] : []),
    ...won.map((ticket) => say.stamp.won(choose(ticket.name))),
  ];
}
