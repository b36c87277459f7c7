/** By which inflow route somebody came: noted first; then the page leads to following, or to the card. */
import { useEffect } from "preact/hooks";
import { ApiError, call } from "../api/api";
import { choose } from "../i18n/words";
import { idInPath, pageUrl } from "../ui/link";
import { Notice } from "../ui/notice";
import { show } from "../ui/page";
import { words } from "./words";

/** Of who is no friend also the way to become one. */
type Said = { friend: boolean };

const PAUSES = [0, 1_000, 2_000, 3_000];
const WELCOME = 2_500;

let noted = false;

show<Said>({
  title: () => choose(words).page,
  load: async () => {
    const said = noted ? await followed() : await visit();
    if (!said.friend) throw new ApiError("not_a_friend", 403, said);
    return said;
  },
  view: () => <Welcome />,
});

async function visit(): Promise<Said> {
  const said = await call<Said>(`visits/${idInPath()}`, undefined, "POST");
  noted = true;
  return said;
}

/** After LINE's sheet: the shop learns of the follow a moment later, from LINE's webhook. */
async function followed(): Promise<Said> {
  let said: Said = { friend: false };
  for (const pause of PAUSES) {
    await new Promise((done) => setTimeout(done, pause));
    said = await call<Said>("friendship");
    if (said.friend) break;
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
