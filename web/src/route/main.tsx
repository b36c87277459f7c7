/** By which inflow route somebody came: noted first; then the page leads to following, or to the card. */
import { useEffect } from "preact/hooks";
import { ApiError, call } from "../api/api";
import type { IsFriend, NoFriend } from "../api/types";
import { choose } from "../i18n/words";
import { idInPath, pageUrl } from "../ui/link";
import { Notice } from "../ui/notice";
import { show } from "../ui/page";
import { words } from "./words";

type Friendship = IsFriend | NoFriend;

const PAUSES = [1_000, 2_000, 3_000];
const WELCOME = 2_500;

let noted = false;

show<IsFriend>({
  title: () => choose(words).page,
  load: async () => {
    const said = noted ? await followed() : await visit();
    if (!said.friend) throw new ApiError("not_a_friend", 403, said);
    return said;
  },
  view: () => <Welcome />,
});

async function visit(): Promise<Friendship> {
  const said = await call<Friendship>(`visits/${idInPath()}`, undefined, "POST");
  noted = true;
  return said;
}

/** After LINE's sheet: the shop learns of the follow a moment later, from LINE's webhook. */
async function followed(): Promise<Friendship> {
  let said = await call<Friendship>("friendship");
  for (const pause of PAUSES) {
    if (said.friend) break;
    await new Promise((done) => setTimeout(done, pause));
    said = await call<Friendship>("friendship");
  }
  return said;
}

function Welcome() {
  const say = choose(words);
  const card = pageUrl("card");
  useEffect(() => {
    const timer = setTimeout(() => location.replace(card), WELCOME); // not to come back here by the way
    return () => clearTimeout(timer);
  }, []);
  return (
    <Notice title={say.title} text={say.text}>
      <a class="button" href={card}>
        {say.go}
      </a>
    </Notice>
  );
}
