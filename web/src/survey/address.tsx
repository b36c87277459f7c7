/** An address: its postal code fills in what is known of it, and never what she wrote herself. */
import { useRef, useState } from "preact/hooks";
import { choose } from "../i18n/words";
import { postalCode, readable } from "./check";
import { addressOf } from "./postal";
import { type Address, type AddressPart, type AddressQuestion, ADDRESS_PARTS } from "./survey";
import { words } from "./words";

const TOKENS: Record<AddressPart, string> = {
  postal_code: "postal-code",
  prefecture: "address-level1",
  city: "address-level2",
  street: "address-line1",
  building: "address-line2",
};

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
  /** What was filled in and not changed since; another code may change it again. */
  const ours = useRef<Address>({});
  const put = (lines: Address) => {
    now.current = { ...now.current, ...lines };
    props.set(now.current);
  };
  const lookUp = async (code: string) => {
    asked.current = code;
    setSaid(say.looking);
    const place = await addressOf(code).catch(() => undefined);
    if (asked.current !== code) return; // she has written another one since
    if (!place) return setSaid(say.unknown);
    const lines: Address = {};
    for (const part of ["prefecture", "city", "street"] as const) {
      const theirs = now.current[part];
      if (!theirs || theirs === ours.current[part]) lines[part] = ours.current[part] = place[part];
    }
    put(lines);
    setSaid(Object.values(lines).some(Boolean) ? say.filled : "");
  };
  const note = (part: AddressPart, text: string) => {
    put({ [part]: text });
    if (part !== "postal_code") return;
    const code = postalCode(text);
    if (code === asked.current) return;
    asked.current = "";
    setSaid("");
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
