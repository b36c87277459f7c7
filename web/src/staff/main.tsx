import { ApiError, call } from "../api/api";
import { choose } from "../i18n/words";
import { show } from "../ui/page";
import type { Me } from "./data";
import { Join } from "./join";
import { Till } from "./till";
import { words } from "./words";

type Known = { me: Me | null };

show<Known>({
  title: () => choose(words).page,
  load: async () => {
    try {
      return { me: await call<Me>("staff") };
    } catch (error) {
      if (error instanceof ApiError && error.code === "not_an_operator") return { me: null };
      throw error;
    }
  },
  view: ({ me }, reload) => (me ? <Till me={me} /> : <Join joined={reload} />),
});
