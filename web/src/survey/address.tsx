/** An address: its postal code fills in what it tells, and clears that when it changes; never what was typed. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { AddressQuestion } from "../api/types";
import { choose } from "../i18n/words";
import { postalCode, readable } from "./check";
import { addressOf, type Place } from "./postal";
import { type Address, type AddressPart, ADDRESS_PARTS } from "./survey";
import { words } from "./words";

const TOKENS: Record<AddressPart, string> = {
  postal_code: "postal-code",
  prefecture: "address-level1",
  city: "address-level2",
  street: "address-line1",
  building: "address-line2",
};

const FILLED = ["prefecture", "city", "street"] as const;
const AGAIN = 5_000;

export function AddressLines(props: {
  id: string;
  question: AddressQuestion;
  value: Address;
  set: (value: Address) => void;
  told?: { part?: string };
  faultId: string;
}) {
  const { id, question, told } = props;
  const say = choose(words);
  const [said, setSaid] = useState("");
  const now = useRef(props.value);
  now.current = props.value;
  const asked = useRef("");
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  /** Of each line what was filled in, as long as it still begins so: it goes with the code. */
  const ours = useRef<Partial<Place>>({});
  /** What the friend had typed behind that. */
  const left = useRef<Partial<Place>>({});
  const put = (lines: Address) => {
    now.current = { ...now.current, ...lines };
    props.set(now.current);
  };
  useEffect(() => {
    const code = postalCode(now.current.postal_code ?? "");
    asked.current = code ?? "";
    // A draft, or a page that the friend has come back to: what the code says now is what was filled in then.
    if (code) void addressOf(code).then((place) => asked.current === code && (ours.current = place ?? {}), () => undefined);
    return () => {
      asked.current = "";
      clearTimeout(timer.current);
    };
  }, []);
  const takeAway = () => {
    const lines: Address = {};
    for (const part of FILLED) {
      const [filled, line] = [ours.current[part], now.current[part] ?? ""];
      if (filled && line.startsWith(filled)) lines[part] = left.current[part] = line.slice(filled.length);
    }
    ours.current = {};
    put(lines);
  };
  const lookUp = async (code: string) => {
    const place = await addressOf(code).catch(() => "offline" as const);
    if (asked.current !== code) return; // another code was typed since
    if (place === "offline") {
      setSaid(say.unreachable);
      timer.current = setTimeout(() => void lookUp(code), AGAIN);
      return;
    }
    if (!place) return setSaid(say.unknown);
    const lines: Address = {};
    for (const part of FILLED) {
      const line = now.current[part] ?? "";
      if (!place[part] || (line && line !== left.current[part])) continue;
      ours.current[part] = place[part];
      lines[part] = place[part] + line;
    }
    left.current = {};
    put(lines);
    setSaid(Object.keys(lines).length ? say.filled : "");
  };
  const note = (part: AddressPart, text: string) => {
    put({ [part]: text });
    if (part !== "postal_code") return;
    const code = postalCode(text) ?? "";
    if (code === asked.current) return;
    if (asked.current) takeAway();
    clearTimeout(timer.current);
    asked.current = code;
    setSaid(code ? say.looking : "");
    if (code) void lookUp(code);
  };
  return (
    <div class="address">
      {ADDRESS_PARTS.map((part) => {
        const wrong = told ? (told.part ?? part) === part && part !== "building" : false;
        const field = {
          id: `${id}-${part}`,
          name: part,
          autocomplete: TOKENS[part],
          value: props.value[part] ?? "",
          "aria-required": question.required && part !== "building",
          "aria-invalid": wrong,
          "aria-describedby": wrong ? props.faultId : undefined,
        };
        return (
          <div key={part}>
            <label for={field.id}>{say.parts[part]}</label>
            {part === "prefecture" ? (
              <select {...field} onChange={(event) => note(part, event.currentTarget.value)}>
                <option value="">{say.choose}</option>
                {question.prefectures.map((name) => (
                  <option key={name} value={name}>
                    {name}
                  </option>
                ))}
              </select>
            ) : (
              <input
                {...field}
                type="text"
                class={part === "postal_code" ? "short" : undefined}
                inputMode={part === "postal_code" ? "numeric" : undefined}
                onInput={(event) => note(part, readable(event.currentTarget.value, false))}
              />
            )}
            {part === "postal_code" ? (
              <p class="soft said" role="status">
                {said}
              </p>
            ) : null}
          </div>
        );
      })}
    </div>
  );
}
