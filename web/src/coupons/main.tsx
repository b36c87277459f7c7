/** The friend's wallet: the coupons that can be used, then those that are over. */
import { ApiError, call } from "../api/api";
import type { CouponInShort, Wallet as Told } from "../api/types";
import { choose } from "../i18n/words";
import { useFreshness } from "../ui/again";
import { pageUrl } from "../ui/link";
import { show } from "../ui/page";
import { Kept } from "./kept";
import { validity, when, where, worth } from "./say";
import { words } from "./words";

type Wallet = Told & { kept?: boolean };

let last: Wallet | undefined;

show<Wallet>({
  title: () => choose(words).page,
  load: async () => (last = await call<Wallet>("coupons")),
  fallback: (error) => (error instanceof ApiError && error.code === "offline" && last ? { ...last, kept: true } : undefined),
  view: (wallet, reload) => <Coupons wallet={wallet} reload={reload} />,
});

function Coupons(props: { wallet: Wallet; reload: () => void }) {
  const { wallet, reload } = props;
  const say = choose(words);
  useFreshness(wallet.at, reload);
  const usable = wallet.coupons.filter((coupon) => coupon.state === "usable");
  const later = wallet.coupons.filter((coupon) => coupon.state === "not_started");
  const over = wallet.coupons.filter((coupon) => !usable.includes(coupon) && !later.includes(coupon));
  return (
    <main>
      <h1>{say.page}</h1>
      {wallet.kept ? <Kept at={wallet.at} reload={reload} /> : null}
      {usable.length ? (
        <section aria-labelledby="usable">
          <h2 id="usable">{say.usable}</h2>
          <List coupons={usable} />
        </section>
      ) : (
        <div class="empty">
          <p>{say.none}</p>
          <p class="soft">{say.hint}</p>
        </div>
      )}
      {later.length ? (
        <section aria-labelledby="later">
          <h2 id="later">{say.later}</h2>
          <List coupons={later} />
        </section>
      ) : null}
      {over.length ? (
        <section aria-labelledby="over">
          <h2 id="over">{say.over}</h2>
          <List coupons={over} />
        </section>
      ) : null}
      <p>
        <a class="quiet" href={pageUrl("card")}>
          {say.card}
        </a>
      </p>
    </main>
  );
}

function List(props: { coupons: CouponInShort[] }) {
  const say = choose(words);
  return (
    <ul class="coupons">
      {props.coupons.map((coupon) => (
        <li key={coupon.id}>
          <a class={coupon.state === "usable" ? "coupon" : "coupon over"} href={pageUrl(`c/${coupon.id}`)}>
            <span class="worth">{worth(coupon)}</span>
            <span class="title">{coupon.title}</span>
            <span class="line">
              {coupon.state === "usable" ? null : <strong>{say[coupon.state]}</strong>}{" "}
              {coupon.state === "redeemed" ? coupon.used && when(coupon.used) : coupon.state === "sold_out" ? null : say.valid(validity(coupon))}
            </span>
            {coupon.state === "usable" || coupon.state === "not_started" ? <span class="line soft">{where(coupon)}</span> : null}
          </a>
        </li>
      ))}
    </ul>
  );
}
