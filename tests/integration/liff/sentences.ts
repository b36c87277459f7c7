/** Answers on standard output what the pages say: `[tag, phone, now, name, args]` in, a sentence out. The clock stands at `now`. */
import { createInterface } from "node:readline";
import { words as card } from "../../../web/src/card/words";
import { words as coupon } from "../../../web/src/coupon/words";
import { validity } from "../../../web/src/coupons/say";
import { words as coupons } from "../../../web/src/coupons/words";
import { begins, calendar, choose, ends, moment, speak } from "../../../web/src/i18n/words";
import { words as staff } from "../../../web/src/staff/words";
import { words as survey } from "../../../web/src/survey/words";

const pages: Record<string, unknown> = { card, coupon, coupons, staff, survey };
const functions: Record<string, (...args: never[]) => unknown> = { begins, calendar, ends, moment, validity };

/** A sentence by its name, such as `card.expiring` of the card's words. An argument may be one itself: `[name, ...args]`. */
function say(name: string, args: unknown[]): unknown {
  const given = args.map((each) => (Array.isArray(each) ? say(each[0], each.slice(1)) : each)) as never[];
  if (functions[name]) return functions[name](...given);
  const [page = "", ...path] = name.split(".");
  const words = choose(pages[page] as { ja: unknown; en: unknown });
  const found = path.reduce((at, key) => (at as Record<string, unknown>)[key], words);
  return typeof found === "function" ? found(...given) : found;
}

const RealDate = Date;
createInterface({ input: process.stdin }).on("line", (line) => {
  const [tag, phone, now, name, args] = JSON.parse(line);
  globalThis.Date = class extends RealDate {
    constructor(...given: []) {
      super(...((given.length ? given : [now]) as []));
    }
    static now = () => now;
  } as DateConstructor;
  globalThis.document = { documentElement: {} } as Document;
  speak(tag, phone);
  console.log(JSON.stringify(say(name, args)));
});
