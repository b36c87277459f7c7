/** One coupon: what it gives, its code for the till, and what the staff need to redeem it here. */
import { ApiError, call } from "../api/api";
import type { CouponInFull } from "../api/types";
import { choose } from "../i18n/words";
import { idInPath, pageUrl } from "../ui/link";
import { Notice } from "../ui/notice";
import { show } from "../ui/page";
import { Coupon, type InFull } from "./coupon";
import { words } from "./words";

type Gone = keyof typeof words.ja.gone;

/** `refused`: it is not the friend's to see. */
type Shown = { coupon: InFull } | { refused: Gone };

let last: InFull | undefined;

show<Shown>({
  title: () => choose(words).page,
  load: async () => {
    const said = await call<CouponInFull>(`coupons/${idInPath()}/open`, undefined, "POST");
    last = { ...said, ahead: said.at - Date.now() };
    return { coupon: last };
  },
  fallback: (error) => {
    if (!(error instanceof ApiError)) return undefined;
    if (error.code === "offline" && last) return { coupon: { ...last, kept: true } };
    return error.code in words.ja.gone ? { refused: error.code as Gone } : undefined;
  },
  view: (shown, reload) => {
    if ("refused" in shown) return <Refused code={shown.refused} />;
    return <Coupon coupon={shown.coupon} reload={reload} />;
  },
});

function Refused(props: { code: Gone }) {
  const say = choose(words);
  const [title, text] = say.gone[props.code];
  return (
    <Notice title={title ?? ""} text={text ?? ""}>
      <a class="button" href={pageUrl("coupons")}>
        {say.all}
      </a>
    </Notice>
  );
}
