/** What the steps of this page are made of. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** A step's heading. It takes the focus, so that a screen reader says which step this is. */
export function Heading(props: { children: ComponentChildren; quiet?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (!props.quiet) heading.current?.focus();
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {props.children}
    </h1>
  );
}

/** What went wrong, read out at once. */
export function Alarm(props: { id?: string; children: ComponentChildren }) {
  return (
    <p class="alarm" role="alert" id={props.id}>
      {props.children}
    </p>
  );
}

/** A field with its label, and what is wrong with what is in it. */
export function Field(props: {
  id: string;
  label: string;
  value: string;
  change: (value: string) => void;
  hint?: string;
  wrong?: string | undefined;
  number?: boolean;
  fixed?: boolean;
  longest?: number;
  focus?: boolean;
}) {
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (props.focus) input.current?.focus();
  }, []);
  useLayoutEffect(() => {
    if (!props.wrong) return;
    input.current?.focus();
    input.current?.select(); // what is scanned or typed next takes its place
  }, [props.wrong]);
  const told = [props.hint ? `${props.id}-hint` : "", props.wrong ? `${props.id}-wrong` : ""].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      {props.hint ? (
        <p class="soft" id={`${props.id}-hint`}>
          {props.hint}
        </p>
      ) : null}
      <input
        ref={input}
        id={props.id}
        type="text"
        value={props.value}
        onInput={(event) => props.change(event.currentTarget.value)}
        inputMode={props.number ? "numeric" : "text"}
        maxLength={props.longest ?? 200}
        readOnly={props.fixed ?? false}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        aria-invalid={props.wrong ? "true" : undefined}
        aria-describedby={told || undefined}
      />
      {props.wrong ? <Alarm id={`${props.id}-wrong`}>{props.wrong}</Alarm> : null}
    </div>
  );
}
