/** The questions, page by page. A question that the answers hide is not shown, not needed and not sent. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { ApiError, call } from "../api/api";
import type { Survey } from "../api/types";
import { choose, ends, moment } from "../i18n/words";
import { logInAgain } from "../liff/line";
import { useSteps } from "../ui/steps";
import { check, type Checked, isBlank } from "./check";
import { type Draft, begin, keep } from "./draft";
import { type Picture, why } from "./image";
import { Asked, focusOn, type Told } from "./question";
import { course } from "./course";
import type { Given, Question } from "./survey";
import { uploadImage } from "./upload";
import { words } from "./words";

type Failure = "offline" | "busy" | "trouble" | "login";

/** `restored`: since when the draft was kept; `fitted`: of a former version. `cleared`: what was there before. */
export type Note = { restored: number; fitted: boolean } | { cleared: Draft; pictures: Record<string, Picture> } | { changed: true };

type Attention = { to: "faults" | "step" | "failed" | "note" } | { to: "question"; question: Question; told?: Told };

/** What became of it, where the form itself cannot go on. */
export type End = { taken: true } | { taken: false; error: ApiError };

/** `key` in `told` is a question's id; what belongs to none is in `others`. */
export function Form(props: { survey: Survey; first: Draft; note?: Note; end: (end: End) => void; changed: (draft: Draft) => Promise<void> }) {
  const { survey } = props;
  const say = choose(words);
  const [draft, setDraft] = useState(props.first);
  const [pictures, setPictures] = useState<Record<string, Picture>>({});
  const [told, setTold] = useState<Record<string, Told>>({});
  const [others, setOthers] = useState<string[]>([]);
  const [failure, setFailure] = useState<Failure>();
  const [note, setNote] = useState(props.note);
  const [busy, setBusy] = useState(false);
  const [attention, setAttention] = useState<Attention | undefined>(note && "changed" in note ? { to: "note" } : undefined);
  const now = useRef(draft);
  const sending = useRef(false);
  const uploads = useRef<Record<string, Picture>>({});
  useLayoutEffect(() => lookAt(attention), [attention]);

  const checked = check(survey, draft.given);
  const { page, all, sure, following, before, leadsOn } = course(survey, checked, draft.page);
  const asked = checked.shown[page] ?? [];

  const gone = useRef(false);
  useLayoutEffect(() => () => void (gone.current = true), []);
  const put = (more: Partial<Draft>) => {
    if (gone.current) return; // what comes late, as an address that was looked up, would bring back a draft that was taken
    now.current = { ...now.current, ...more };
    setDraft(now.current);
    keep(survey, now.current);
  };
  const set = (id: string, value: Given[string]) => {
    put({ given: { ...now.current.given, [id]: value } });
    setTold(({ [id]: _, ...rest }) => rest);
  };
  /** Another page, with nothing told of the one before. */
  const shown = (to: number) => {
    put({ page: to });
    setTold({});
    setOthers([]);
    setFailure(undefined);
    setNote(undefined);
    setAttention({ to: "step" });
  };
  const pages = useSteps(draft.page, shown);
  useEffect(() => pages.hold(busy), [busy]); // what is being sent is what is to be seen
  const turn = (to: number) => {
    pages.go(to);
    shown(to);
  };
  const turnBack = (to: number) => {
    if (pages.at) return pages.back(); // to the page before
    pages.put(to);
    shown(to);
  };
  /** Another page in the place of this one, with what is told. */
  const jump = (to: number) => {
    pages.put(to);
    put({ page: to });
  };
  const tell = (faults: Record<string, Told>, general: string[] = []) => {
    setTold(faults);
    setOthers(general);
    if (!asked.some((question) => faults[question.id])) {
      const first = checked.shown.findIndex((questions) => questions.some((question) => faults[question.id]));
      if (first >= 0) jump(first);
    }
    setAttention({ to: "faults" });
  };
  const wrong = (questions: Question[]) => faultsOf(survey, checked, questions, uploads.current);
  const go = () => {
    const faults = wrong(following === undefined ? checked.shown.flat() : asked);
    if (Object.keys(faults).length) tell(faults);
    else if (following === undefined) void send();
    else turn(following);
  };
  const send = async () => {
    if (sending.current) return;
    sending.current = true;
    setBusy(true);
    setFailure(undefined);
    setTold({});
    setOthers([]);
    const shown = checked.shown.flat().map((question) => question.id);
    const given = Object.entries(now.current.given).filter(([id, value]) => shown.includes(id) && !isBlank(value));
    const body = { version: survey.version, key: now.current.key, answers: Object.fromEntries(given) };
    try {
      await call(`surveys/${encodeURIComponent(survey.survey_id)}/answers`, body);
      props.end({ taken: true });
    } catch (error) {
      await refused(error instanceof ApiError ? error : new ApiError("internal", 0));
    }
    sending.current = false;
    setBusy(false);
  };
  const refused = async (error: ApiError): Promise<void> => {
    if (error.code === "invalid_answers") {
      const known = new Map(checked.shown.flat().map((question) => [`/${question.id}`, question.id]));
      const here = error.faults.flatMap(({ pointer, message }) => (known.has(pointer) ? [[known.get(pointer), { message }]] : []));
      tell(Object.fromEntries(here), error.faults.flatMap(({ pointer, message }) => (known.has(pointer) ? [] : [message])));
    } else if (error.code === "survey_changed") {
      await props.changed(now.current).catch((other: ApiError) => refused(other));
    } else if (error.status === 401) {
      if (!(await logInAgain())) fail("login");
    } else if (error.code === "offline") {
      fail("offline");
    } else if (error.code === "rate_limited") {
      fail("busy");
    } else if (error.status === 0 || error.status === 429 || error.status >= 500) {
      fail("trouble");
    } else {
      props.end({ taken: false, error });
    }
  };
  const fail = (why: Failure) => {
    setFailure(why);
    setAttention({ to: "failed" });
  };
  const pick = (id: string, file?: File) => {
    set(id, undefined);
    show(id, file && { file, url: URL.createObjectURL(file), state: "sending" });
    const ours = uploads.current[id];
    if (!file || !ours) return;
    uploadImage(file).then(
      (reference) => {
        if (uploads.current[id] !== ours) return; // another picture was chosen since, or none
        set(id, reference);
        show(id, { ...ours, state: "sent" });
      },
      (error: unknown) => {
        if (uploads.current[id] !== ours) return;
        show(id, { ...ours, state: "failed", trouble: error instanceof ApiError ? error.code : undefined });
      },
    );
  };
  const show = (id: string, picture?: Picture) => {
    const { [id]: old, ...rest } = uploads.current;
    if (old && old.url !== picture?.url) URL.revokeObjectURL(old.url);
    uploads.current = picture ? { ...rest, [id]: picture } : rest;
    setPictures(uploads.current);
  };
  const anew = () => {
    const { pictures: shown, draft: gone } = { pictures: uploads.current, draft: now.current };
    uploads.current = {};
    setPictures({});
    setTold({});
    setOthers([]);
    setFailure(undefined);
    pages.home(0);
    put(begin(survey));
    setNote({ cleared: gone, pictures: shown });
  };
  const undo = (gone: Draft, shown: Record<string, Picture>) => {
    uploads.current = shown;
    setPictures(shown);
    pages.put(gone.page);
    put(gone);
    setNote(undefined);
    setAttention({ to: "step" });
  };

  const questions = survey.pages.flatMap((each) => each.questions);
  const faulty = questions.filter((question) => told[question.id]);
  const title = survey.pages[page]?.title;
  const label = busy ? say.sending : following !== undefined || leadsOn ? say.next : failure ? say.again : say.send;
  return (
    <main>
      <h1>{survey.title}</h1>
      {note ? <Noted note={note} unkept={questions.some((q) => q.type === "consent" || q.type === "image")} anew={anew} undo={undo} /> : null}
      {before === undefined ? (
        <>
          {survey.description ? <p class="lines">{survey.description}</p> : null}
          {survey.closes_at ? <p class="soft">{say.until(ends(survey.closes_at))}</p> : null}
        </>
      ) : null}
      <form noValidate onSubmit={(event) => (event.preventDefault(), go())}>
        {faulty.length || others.length ? (
          <Summary faulty={faulty} told={told} others={others} go={(question) => {
            const at = checked.shown.findIndex((each) => each.includes(question));
            if (at >= 0 && at !== page) jump(at);
            setAttention({ to: "question", question, told: told[question.id] });
          }} />
        ) : null}
        <div class="head" id="step" tabIndex={-1}>
          {all > 1 ? (
            <p class="soft">
              {say.step(position(checked, page), all, sure)}
            </p>
          ) : null}
          {title ? <h2>{title}</h2> : null}
        </div>
        {asked.map((question) => (
          <Asked
            key={question.id}
            question={question}
            value={draft.given[question.id]}
            told={told[question.id]}
            today={survey.today}
            picture={pictures[question.id]}
            set={(value) => set(question.id, value)}
            pick={(file) => pick(question.id, file)}
          />
        ))}
        {failure ? (
          <div class="failed" id="failed" tabIndex={-1}>
            <h2>{say.failed[failure].title}</h2>
            <p>{say.failed[failure].text}</p>
          </div>
        ) : null}
        <div class="actions">
          {before === undefined ? null : (
            <button type="button" class="plain" aria-disabled={busy} onClick={() => busy || turnBack(before)}>
              {say.back}
            </button>
          )}
          <button type="submit" aria-disabled={busy}>
            {label}
          </button>
        </div>
        <p class="unseen" role="status">
          {busy ? say.sending : ""}
        </p>
      </form>
    </main>
  );
}

const position = (checked: Checked, page: number) => checked.shown.slice(0, page + 1).filter((questions) => questions.length).length;

/** What is wrong with the answers to some questions, in words. */
function faultsOf(survey: Survey, checked: Checked, questions: Question[], uploads: Record<string, Picture>): Record<string, Told> {
  const say = choose(words);
  const found: Record<string, Told> = {};
  for (const question of questions) {
    const fault = checked.faults[question.id];
    const picture = uploads[question.id];
    if (picture?.state === "sending") found[question.id] = { message: say.imageFaults.wait };
    else if (picture?.state === "failed") found[question.id] = { message: why(picture) };
    else if (fault) found[question.id] = { message: say.faults(question, fault, survey.today), part: fault.part };
  }
  return found;
}

function Noted(props: { note: Note; unkept: boolean; anew: () => void; undo: (draft: Draft, pictures: Record<string, Picture>) => void }) {
  const { note } = props;
  const say = choose(words);
  if ("changed" in note)
    return (
      <div class="failed" id="note" tabIndex={-1}>
        <h2>{say.changed.title}</h2>
        <p>{say.changed.text}</p>
      </div>
    );
  const restored = "restored" in note;
  return (
    <div class="note" role="status">
      <p>{restored ? [say.restored(moment(note.restored)), note.fitted && say.fitted, props.unkept && say.unkept].filter(Boolean).join(" ") : say.cleared}</p>
      <button type="button" class="plain" onClick={() => (restored ? props.anew() : props.undo(note.cleared, note.pictures))}>
        {restored ? say.anew : say.undo}
      </button>
    </div>
  );
}

function Summary(props: { faulty: Question[]; told: Record<string, Told>; others: string[]; go: (question: Question) => void }) {
  const say = choose(words);
  return (
    <div class="failed" id="faults" tabIndex={-1} role="group" aria-labelledby="faults-title">
      <h2 id="faults-title">{say.summary(props.faulty.length + props.others.length)}</h2>
      <ul>
        {props.others.map((message) => (
          <li key={message}>{message}</li>
        ))}
        {props.faulty.map((question) => (
          <li key={question.id}>
            <a href={`#ask-${question.id}`} onClick={(event) => (event.preventDefault(), props.go(question))}>
              {question.label}
            </a>
            <div>{props.told[question.id]?.message}</div>
          </li>
        ))}
      </ul>
      <p class="soft">{say.kept}</p>
    </div>
  );
}

function lookAt(attention?: Attention): void {
  if (!attention) return;
  if (attention.to === "question") return focusOn(attention.question, attention.told);
  const element = document.getElementById(attention.to);
  element?.focus({ preventScroll: true });
  if (attention.to === "step") scrollTo(0, 0);
  else element?.scrollIntoView({ block: "nearest" });
}
