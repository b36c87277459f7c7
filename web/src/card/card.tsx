import type { StampCard, StampSign } from "../api/types";
import { choose, count, ends, moment } from "../i18n/words";
import { pageUrl } from "../ui/link";
import { svg } from "../ui/svg";
import { QrCode, sizeOf } from "./code";
import type { CardData } from "./kept";
import { words } from "./words";

export function Card(props: { card: CardData; reload: () => void }) {
  const { card } = props;
  const say = choose(words);
  return (
    <main>
      {card.kept ? (
        <div class="offline" role="status">
          <p>{say.kept(moment(card.at))}</p>
          <button type="button" onClick={props.reload}>
            {say.reload}
          </button>
        </div>
      ) : null}
      <section class="card" aria-labelledby="title">
        {card.image_url ? (
          <img
            class="picture"
            src={card.image_url}
            alt=""
            referrerpolicy="no-referrer"
            onError={(event) => (event.currentTarget.style.visibility = "hidden")} // it keeps its place
          />
        ) : null}
        <div class="head">
          <h1 id="title">{choose(card.title)}</h1>
          {card.rank ? (
            <p class="rank">
              <span class="unseen">{say.rank} </span>
              {choose(card.rank)}
            </p>
          ) : null}
        </div>
        {card.name ? <p class="holder">{say.of(card.name)}</p> : null}
        <Points card={card} />
        <div class="codes">
          <QrCode first={card} kept={card.kept ?? false} number={card.barcode !== null} refused={props.reload} />
          {card.barcode ? <img class="barcode" src={svg(card.barcode)} alt={say.barcode} {...sizeOf(card.barcode)} /> : null}
          <p class="number">
            <span class="soft">{say.number}</span> <span>{card.member_no.replace(/^(.)(.{6})(.{6})$/, "$1 $2 $3")}</span>
          </p>
          <p class="soft">{say.show}</p>
        </div>
      </section>
      {card.stamps ? <Stamps stamps={card.stamps} /> : null}
      <a class="quiet" href={pageUrl("coupons")}>
        {say.coupons}
      </a>
    </main>
  );
}

function Points(props: { card: CardData }) {
  const { card } = props;
  const say = choose(words);
  return (
    <div class="points">
      <p class="balance">
        <span class="soft">{say.points}</span>{" "}
        <span>
          <strong>{count(card.points)}</strong> {say.unit}
        </span>
      </p>
      {card.expiring.map((lot) => (
        <p key={lot.on} class="soft">
          {say.expiring(lot.points, ends(lot.on))}
        </p>
      ))}
      {card.next ? <p class="next">{say.next(choose(card.next.rank), card.next.missing, card.next.measure)}</p> : null}
    </div>
  );
}

/** What a stamp shows: the shop's own sign; a card that was kept before there were signs has none. A picture that does not
 * come leaves the red circle. */
function Sign({ sign }: { sign?: StampSign | null }) {
  if (!sign?.image_url) return <>{sign?.text ?? "福"}</>;
  return <img src={sign.image_url} alt="" width="44" height="44" referrerpolicy="no-referrer" />;
}

function Stamps(props: { stamps: StampCard }) {
  const { stamps } = props;
  const say = choose(words);
  const rewarded = new Set(stamps.rewards.map((reward) => reward.at));
  const places = Array.from({ length: stamps.goal }, (_, i) => i + 1);
  return (
    <section class="card stamps" aria-labelledby="stamps">
      <div class="head">
        <h2 id="stamps">{choose(stamps.name)}</h2>
        <p>{say.stamps(stamps.count, stamps.goal)}</p>
      </div>
      <div class="places" aria-hidden="true">
        {places.map((n) => (
          <span key={n} class={n <= stamps.count ? "place full" : rewarded.has(n) ? "place gift" : "place"}>
            {n <= stamps.count ? <Sign sign={stamps.sign} /> : rewarded.has(n) ? "★" : n}
          </span>
        ))}
      </div>
      <ul>
        {stamps.rewards.map((reward) => (
          <li key={reward.at}>{say.reward(reward.at, choose(reward.name))}</li>
        ))}
      </ul>
      {stamps.expires_at ? <p class="soft">{say.stampsUntil(ends(stamps.expires_at))}</p> : null}
      {stamps.tickets.length ? (
        <>
          <h3>{say.tickets}</h3>
          <ul>
            {stamps.tickets.map((ticket, i) => (
              <li key={i}>
                {choose(ticket.name)}
                {ticket.until ? <span class="soft"> {ends(ticket.until)}</span> : null}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}
