/** "For the staff": the store, its PIN, once more what is to be done, and what came of it. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "../api/api";
import type { CouponUse } from "../api/types";
import { choose, moment } from "../i18n/words";
import type { Steps } from "../ui/steps";
import type { InFull } from "./coupon";
import { lastStore, redeem, rememberStore } from "./redemption";
import { words } from "./words";

export type TillStep = "closed" | "pin" | "sure";
type Said = { title: string; text: string; about?: "store" | "pin" };

/** After these the coupon is another than was shown. */
const CHANGED = /^(coupon_(redeemed|used_up|expired|revoked|not_held|not_started|not_found)|not_a_friend)$/;

export function Till(props: {
  coupon: InFull;
  steps: Steps<TillStep>;
  done: (use: CouponUse) => void;
  changed: () => Promise<void>;
}) {
  const { tills } = props.coupon;
  const { step, go, back, home, hold } = props.steps;
  const say = choose(words);
  const [store, setStore] = useState(() => {
    const last = tills.length === 1 ? tills[0]?.id : lastStore();
    return tills.some((till) => till.id === last) ? (last ?? "") : "";
  });
  const [pin, setPin] = useState("");
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<Said | null>(null);
  /** A request of which nobody knows what became: it may have been used, so nothing here says that it was not. */
  const doubt = useRef(false);
  const told = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  // Before anything is painted: who types at once, types into what is shown.
  useLayoutEffect(() => told.current?.focus(), [said]);
  useLayoutEffect(() => (said ? told : heading).current?.focus(), [step]);
  useEffect(() => {
    if (step !== "closed") return;
    setPin(""); // the phone is the customer's
    setSaid(null);
  }, [step]);

  const problem = (): string => (doubt.current ? say.unknownTitle : say.problem);
  const unused = (text: string): string => (doubt.current ? text : text + say.unused);
  const leave = () => home("closed");
  const check = (event: Event) => {
    event.preventDefault();
    if (!store) return setSaid({ title: problem(), text: say.needStore, about: "store" });
    if (!/^[0-9]{4,8}$/.test(pin)) return setSaid({ title: problem(), text: say.needPin, about: "pin" });
    setSaid(null);
    go("sure");
  };
  const send = async () => {
    if (busy) return;
    if (!navigator.onLine) return setSaid({ title: problem(), text: unused(say.offline) });
    setBusy(true);
    setSaid(null);
    hold(true); // what becomes of it has to be seen first
    try {
      const use = await redeem(props.coupon.id, store, pin);
      doubt.current = false;
      rememberStore(store);
      leave();
      props.done(use);
    } catch (error) {
      hold(false);
      const refused = error instanceof ApiError ? error : new ApiError("internal", 500);
      if (CHANGED.test(refused.code)) {
        doubt.current = false;
        leave();
        await props.changed();
      } else {
        const unknown = refused.code === "offline" || refused.status >= 500;
        if (refused.code === "coupon_use_undone") doubt.current = false;
        doubt.current ||= unknown;
        setSaid(unknown ? { title: say.unknownTitle, text: say.unknown } : { title: problem(), ...refusal(refused, unused) });
        if (!unknown) {
          setPin("");
          back();
        }
      }
    }
    setBusy(false);
  };

  if (!tills.length) return <p class="soft">{say.noTill}</p>;
  if (step === "closed") {
    return (
      <button type="button" class="plain" onClick={() => go("pin")}>
        {say.staffOnly}
      </button>
    );
  }
  const summary = said ? (
    <div class="problem" role="alert" tabIndex={-1} ref={told} id="problem">
      <p>
        <strong>{said.title}</strong>
      </p>
      <p>{said.text}</p>
    </div>
  ) : null;
  if (step === "sure") {
    const name = tills.find((till) => till.id === store)?.name ?? "";
    return (
      <section class="till" aria-labelledby="sure">
        <h2 id="sure" ref={heading} tabIndex={-1}>
          {say.sure}
        </h2>
        {summary}
        <p>{say.sureText(props.coupon.title, name)}</p>
        <button type="button" disabled={busy} onClick={send}>
          {busy ? say.busy : say.confirm}
        </button>
        <button type="button" class="plain" disabled={busy} onClick={back}>
          {say.back}
        </button>
      </section>
    );
  }
  const at = (field: string) => (said?.about === field ? { "aria-invalid": true, "aria-describedby": "problem" } : {});
  return (
    <section class="till" aria-labelledby="staff">
      <h2 id="staff" ref={heading} tabIndex={-1}>
        {say.staff}
      </h2>
      {summary}
      <p>{say.staffText}</p>
      <form onSubmit={check} noValidate autocomplete="off">
        <label for="store">{say.store}</label>
        <select id="store" value={store} onChange={(event) => setStore(event.currentTarget.value)} required {...at("store")}>
          <option value="">{say.choose}</option>
          {tills.map((till) => (
            <option key={till.id} value={till.id}>
              {till.name}
            </option>
          ))}
        </select>
        <label for="pin">
          {say.pin} <span class="soft">{say.pinHint}</span>
        </label>
        <input
          id="pin"
          class="pin"
          type="text"
          inputMode="numeric"
          autocomplete="off"
          spellcheck={false}
          maxLength={8}
          required
          value={pin}
          onInput={(event) => setPin(digits(event.currentTarget.value))}
          {...at("pin")}
        />
        <button type="submit">{say.next}</button>
        <button type="button" class="plain" onClick={leave}>
          {say.close}
        </button>
      </form>
    </section>
  );
}

/** What a refusal means that leaves the coupon as it was. */
function refusal(error: ApiError, unused: (text: string) => string): Omit<Said, "title"> {
  const say = choose(words);
  const { tries_left: left, locked_until: until } = error.problem;
  switch (error.code) {
    case "pin_wrong":
    case "pin_locked":
      return { text: typeof until === "string" ? say.locked(moment(Date.parse(until))) : say.wrong(Number(left)), about: "pin" };
    case "coupon_other_store":
      return { text: say.otherStore, about: "store" };
    case "store_closed":
    case "pin_not_set":
      return { text: say.closed, about: "store" };
    case "coupon_use_undone":
      return { text: say.undone };
    case "rate_limited":
      return { text: unused(say.tooMany) };
    case "id_token_invalid":
    case "id_token_missing":
      return { text: unused(say.login) };
    default:
      return { text: unused(say.failed) };
  }
}

/** Digits alone, those of a Japanese keyboard included. */
function digits(text: string): string {
  return text.normalize("NFKC").replace(/[^0-9]/g, "");
}
