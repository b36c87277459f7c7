/** One question with the control of its type. Groups are fieldsets, so that their label is said with each choice. */
import type { ComponentChildren } from "preact";
import type { ChoiceQuestion, ChoicesQuestion, ConsentQuestion, DateQuestion, NumberQuestion, ScaleQuestion } from "../api/types";
import { choose } from "../i18n/words";
import { AddressLines } from "./address";
import { bound, readable } from "./check";
import { ImagePicker, type Picture } from "./image";
import type { Address, Given, Question } from "./survey";
import { words } from "./words";

/** What is told at a question; `part`: of an address, where it is known. */
export type Told = { message: string; part?: string };

type Props<Q extends Question = Question> = {
  question: Q;
  value: Given[string];
  told?: Told;
  set: (value: Given[string]) => void;
};

const GROUPS = new Set<Question["type"]>(["choice", "choices", "scale", "address", "consent", "image"]);
/** As many short options are easier to choose from in the phone's own list. */
const MANY = 12;
const SHORT = 30;

export const idOf = (question: Question) => `q-${question.id}`;

/** Where a fault is mended: the control, or the first of several. */
export function focusOn(question: Question, told?: Told): void {
  const asked = document.getElementById(`ask-${question.id}`);
  const controls = "input, select, textarea, button";
  const part = told?.part && asked?.querySelector<HTMLElement>(`[name="${told.part}"]`);
  const control = part || asked?.querySelector<HTMLElement>(controls);
  control?.focus({ preventScroll: true });
  (part ? control : asked)?.scrollIntoView({ block: part ? "center" : "start" });
}

export function Asked(props: Props & { today: string; picture?: Picture; pick: (file?: File) => void }) {
  const { question, told } = props;
  const say = choose(words);
  const id = idOf(question);
  const listed = question.type === "choice" && isListed(question);
  const group = GROUPS.has(question.type) && !listed;
  const hint = hintOf(question);
  const radio = question.type === "choice" || question.type === "scale";
  const label = (
    <>
      {question.label}
      {question.required ? <span class="needed">{say.needed}</span> : null}
    </>
  );
  const notes = (
    <>
      {question.help ? (
        <p class="soft lines" id={`${id}-help`}>
          {question.help}
        </p>
      ) : null}
      {hint ? (
        <p class="soft" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {told ? (
        <p class="fault" id={`${id}-fault`}>
          {told.message}
        </p>
      ) : null}
    </>
  );
  const frame = told ? "asked wrong" : "asked";
  if (!group)
    return (
      <div class={frame} id={`ask-${question.id}`}>
        <label class="label" for={id}>
          {label}
        </label>
        {notes}
        <Single {...props} />
      </div>
    );
  return (
    <fieldset
      class={frame}
      id={`ask-${question.id}`}
      aria-describedby={describing(question, told)}
      {...(radio ? { role: "radiogroup", "aria-required": question.required, "aria-invalid": Boolean(told) } : {})}
    >
      <legend class="label">{label}</legend>
      {notes}
      <Group {...props} />
    </fieldset>
  );
}

function hintOf(question: Question): string | undefined {
  const say = choose(words);
  switch (question.type) {
    case "text":
      return question.multiline || question.min_length > 1 || question.max_length < 200 ? say.length(question.min_length, question.max_length) : undefined;
    case "choices":
      return say.choices(question.min_chosen, question.max_chosen, question.options.length);
    case "postal_code":
      return say.postalHint;
    case "phone":
      return say.phoneHint;
    default:
      return undefined;
  }
}

function describing(question: Question, told?: Told): string | undefined {
  const id = idOf(question);
  const ids = [question.help && `${id}-help`, hintOf(question) && `${id}-hint`, told && `${id}-fault`].filter(Boolean);
  return ids.length ? ids.join(" ") : undefined;
}

/** Controls that are one field. */
function Single(props: Props & { today: string }) {
  const { question, set, told } = props;
  const text = typeof props.value === "string" ? props.value : "";
  const common = {
    id: idOf(question),
    name: question.id,
    "aria-required": question.required,
    "aria-invalid": Boolean(told),
    "aria-describedby": describing(question, told),
  };
  const field = {
    ...common,
    value: text,
    onInput: (event: Event) => set(readable((event.currentTarget as HTMLInputElement).value, question.type === "text" && question.multiline)),
  };
  switch (question.type) {
    case "text":
      return question.multiline ? <textarea {...field} rows={4} /> : <input {...field} type="text" autocomplete="off" />;
    case "number":
      return <input {...field} type="text" inputMode={keyboard(question)} autocomplete="off" class="short" />;
    case "postal_code":
      return <input {...field} type="text" inputMode="numeric" autocomplete="postal-code" class="short" />;
    case "phone":
      return <input {...field} type="tel" autocomplete="tel" />;
    case "date":
      return <DateField {...props} question={question} common={common} text={text} />;
    case "choice":
      return <List {...props} question={question} common={common} text={text} />;
    default:
      return null;
  }
}

/** Keyboards of digits have no minus sign. */
function keyboard(question: NumberQuestion): "text" | "decimal" | "numeric" {
  return question.min < 0 ? "text" : question.decimals ? "decimal" : "numeric";
}

/** Half a date has no value yet, but it is no blank either: it is told to be none. */
const HALF = "-";

function DateField(props: Props<DateQuestion> & { today: string; common: object; text: string }) {
  const { question, today } = props;
  const note = (event: Event) => {
    const field = event.currentTarget as HTMLInputElement;
    props.set(field.value || (field.validity.badInput ? HALF : ""));
  };
  return (
    <input
      {...props.common}
      type="date"
      class="short"
      min={bound(question.first, today)}
      max={bound(question.last, today)}
      value={props.text === HALF ? "" : props.text}
      onInput={note}
      onBlur={note}
    />
  );
}

function isListed(question: ChoiceQuestion): boolean {
  return question.options.length > MANY && question.options.every((option) => option.label.length <= SHORT);
}

function List(props: Props<ChoiceQuestion> & { common: object; text: string }) {
  return (
    <select {...props.common} value={props.text} onChange={(event) => props.set(event.currentTarget.value)}>
      <option value="">{choose(words).choose}</option>
      {props.question.options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

/** Controls of several fields. */
function Group(props: Props & { picture?: Picture; pick: (file?: File) => void }) {
  const { question } = props;
  switch (question.type) {
    case "choice":
      return <Choice {...props} question={question} />;
    case "choices":
      return <Choices {...props} question={question} />;
    case "scale":
      return <Scale {...props} question={question} />;
    case "address": {
      const value = typeof props.value === "object" && !Array.isArray(props.value) ? props.value : {};
      return (
        <AddressLines
          id={idOf(question)}
          question={question}
          value={value}
          set={(lines: Address) => props.set(lines)}
          told={props.told}
          faultId={`${idOf(question)}-fault`}
        />
      );
    }
    case "consent":
      return <Consent {...props} question={question} />;
    case "image":
      return <ImagePicker id={idOf(question)} picture={props.picture} pick={props.pick} wrong={Boolean(props.told)} describedBy={describing(question, props.told)} />;
    default:
      return null;
  }
}

function Row(props: { on: boolean; children: ComponentChildren }) {
  return <label class={props.on ? "option on" : "option"}>{props.children}</label>;
}

function Choice(props: Props<ChoiceQuestion>) {
  const { question, value, set } = props;
  return (
    <>
      {question.options.map((option) => (
        <Row key={option.value} on={value === option.value}>
          <input type="radio" name={question.id} value={option.value} checked={value === option.value} onChange={() => set(option.value)} />
          <span>{option.label}</span>
        </Row>
      ))}
      <Clear {...props} />
    </>
  );
}

/** A radio button cannot be taken back by itself. */
function Clear(props: Props) {
  if (props.question.required || props.value === undefined || props.value === "") return null;
  const clear = () => {
    props.set(undefined);
    focusOn(props.question); // the button is gone
  };
  return (
    <button type="button" class="quiet" onClick={clear}>
      {choose(words).clear}
    </button>
  );
}

function Choices(props: Props<ChoicesQuestion>) {
  const { question, set, told } = props;
  const chosen = Array.isArray(props.value) ? props.value : [];
  const toggle = (option: string) => set(chosen.includes(option) ? chosen.filter((each) => each !== option) : [...chosen, option]);
  const limited = question.max_chosen < question.options.length || question.min_chosen > 1;
  return (
    <>
      {question.options.map((option) => (
        <Row key={option.value} on={chosen.includes(option.value)}>
          <input
            type="checkbox"
            name={question.id}
            value={option.value}
            checked={chosen.includes(option.value)}
            aria-invalid={Boolean(told)}
            onChange={() => toggle(option.value)}
          />
          <span>{option.label}</span>
        </Row>
      ))}
      {limited ? (
        <p class="soft" role="status">
          {chosen.length ? choose(words).chosen(chosen.length) : ""}
        </p>
      ) : null}
    </>
  );
}

function Scale(props: Props<ScaleQuestion>) {
  const { question, value, set } = props;
  const { min, max, low, high } = question;
  const steps = Array.from({ length: max - min + 1 }, (_, i) => min + i);
  const end = (step: number) => (step === min ? low : step === max ? high : null);
  return (
    <>
      {low || high ? (
        <div class="ends soft" aria-hidden="true">
          <span>{low ? `${min}: ${low}` : ""}</span>
          <span>{high ? `${max}: ${high}` : ""}</span>
        </div>
      ) : null}
      <div class="steps">
        {steps.map((step) => (
          <label key={step} class={value === step ? "step on" : "step"}>
            <input class="unseen" type="radio" name={question.id} value={step} checked={value === step} onChange={() => set(step)} />
            <span>{step}</span>
            {end(step) ? <span class="unseen"> {end(step)}</span> : null}
          </label>
        ))}
      </div>
      <Clear {...props} />
    </>
  );
}

/** The text scrolls within itself, so a keyboard has to reach it. */
function Consent(props: Props<ConsentQuestion>) {
  const { question, value, set, told } = props;
  const say = choose(words);
  const id = idOf(question);
  return (
    <>
      <div class="terms lines" role="region" aria-label={`${question.label}: ${say.text}`} tabIndex={0}>
        {question.text}
      </div>
      <Row on={value === true}>
        <input
          id={id}
          type="checkbox"
          name={question.id}
          checked={value === true}
          aria-required={question.required}
          aria-invalid={Boolean(told)}
          onChange={(event) => set(event.currentTarget.checked)}
        />
        <span>{say.agree}</span>
      </Row>
    </>
  );
}
