/** One coupon: what it gives, its code for the till, and what the staff need to redeem it here. */
import { ApiError, call } from "../api/api";
import { choose, moment } from "../i18n/words";
import { paint } from "../ui/accent";
import { idInPath, pageUrl } from "../ui/link";
import { Notice } from "../ui/notice";
import { show } from "../ui/page";
import { Coupon, type InFull } from "./coupon";
import { words } from "./words";

/** `refused`: it is not hers to see. */
type Shown = { coupon: InFull } | { refused: ApiError };

let last: InFull | undefined;

show<Shown>({
  title: () => choose(words).page,
  load: async () => {
    const said = await call<InFull>(`coupons/${idInPath()}/open`, undefined, "POST");
    last = { ...said, ahead: said.at - Date.now() };
    return { coupon: last };
  },
  fallback: (error) => {
    if (!(error instanceof ApiError)) return undefined;
    if (error.code === "offline" && last) return { coupon: { ...last, kept: true } };
    return error.code in words.ja.gone || error.code === "coupon_not_started" ? { refused: error } : undefined;
  },
  view: (shown, reload) => {
    if ("refused" in shown) return <Refused error={shown.refused} />;
    if (shown.coupon.accent) paint(shown.coupon.accent);
    return <Coupon coupon={shown.coupon} reload={reload} />;
  },
});

function Refused(props: { error: ApiError }) {
  const say = choose(words);
  const { code, problem } = props.error;
  const gone = say.gone[code as keyof typeof say.gone];
  const [title, text] = gone ?? [say.notStarted, say.notStartedText(moment(Date.parse(String(problem.starts_at))))];
  return (
    <Notice title={title ?? ""} text={text ?? ""}>
      <a class="button" href={pageUrl("coupons")}>
        {say.all}
      </a>
    </Notice>
  );
}
