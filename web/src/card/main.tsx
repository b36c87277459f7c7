import { ApiError, call } from "../api/api";
import { choose, count, ends } from "../i18n/words";
import { keepForLater } from "../ui/offline";
import { show } from "../ui/page";
import { Card } from "./card";
import { type CardData, forget, keep, kept } from "./kept";
import { words } from "./words";

let told = false;

/** A browser takes its time over its first number and its first date: it may do that while we wait for our server. */
function warm(): void {
  count(0);
  ends(0);
}

show<CardData>({
  title: () => choose(words).page,
  load: async () => {
    const asked = call<CardData>("card");
    warm();
    const card = await asked;
    keep(card);
    if (!told) {
      told = true;
      // Nobody waits for it, and the next opening says it again.
      void call("card/opened", undefined, "POST").catch(() => undefined);
      keepForLater();
    }
    return card;
  },
  fallback: (error) => {
    if (error instanceof ApiError && error.code === "offline") return kept();
    if (error instanceof ApiError && error.status === 403) forget();
    return undefined;
  },
  view: (card, reload) => <Card card={card} reload={reload} />,
});
