import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { ApiError, call } from "../api/api";
import type { Survey } from "../api/types";
import { choose, language } from "../i18n/words";
import { Notice, Trouble } from "../ui/notice";
import { show } from "../ui/page";
import { begin, type Draft, fitting, forget, keep, kept } from "./draft";
import { type End, Form, type Note } from "./form";
import { words } from "./words";

const surveyId = decodeURIComponent(location.pathname.split("/").filter(Boolean).at(-1) ?? "");

const load = () => call<Survey>(`surveys/${encodeURIComponent(surveyId)}/${language()}`);

let loads = 0;

show<Survey | "unknown">({
  title: () => choose(words).page,
  load: () => {
    loads += 1;
    return load().catch((error: unknown) => {
      if (error instanceof ApiError && error.code === "survey_not_found") return "unknown" as const;
      throw error;
    });
  },
  view: (survey, reload) => (survey === "unknown" ? <Closed state="unknown" /> : <Answering key={loads} first={survey} reload={reload} />),
});

type Closing = Exclude<Survey["state"], "open"> | "unknown";

const STATES: Record<string, Closing> = {
  survey_not_yet_open: "not_yet",
  survey_closed: "closed",
  survey_full: "full",
  survey_answered: "answered",
  survey_not_found: "unknown",
};

/** `nth`: a new form for each answer, and for each version that is shown. */
type Stage =
  | { at: "form"; survey: Survey; draft: Draft; note?: Note; nth: number }
  | { at: "closed"; state: Closing; survey: Survey }
  | { at: "taken"; survey: Survey; before: boolean }
  | { at: "trouble"; error: ApiError };

function Answering(props: { first: Survey; reload: () => Promise<void> }) {
  const [stage, setStage] = useState(() => opening(props.first));
  const survey = useRef(props.first);
  const nth = useRef(0);
  useEffect(() => {
    document.title = survey.current.title;
    document.getElementById("page")?.removeAttribute("aria-live"); // from here on what changes is said where it changes
  }, []);
  const fresh = (next: Stage) => {
    nth.current += 1;
    setStage(next.at === "form" ? { ...next, nth: nth.current } : next);
  };
  const end = (what: End) => {
    const { current } = survey;
    const closing = what.taken ? undefined : STATES[what.error.code];
    const before = !what.taken && what.error.code === "idempotency_key_reused";
    if (what.taken || before || closing === "answered") forget(surveyId);
    if (what.taken || before) fresh({ at: "taken", survey: current, before });
    else if (closing) fresh({ at: "closed", state: closing, survey: current });
    else fresh({ at: "trouble", error: what.error });
  };
  const changed = async (draft: Draft) => {
    survey.current = await load();
    if (survey.current.state !== "open") return fresh({ at: "closed", state: survey.current.state, survey: survey.current });
    const fits = { ...draft, version: survey.current.version, page: 0, given: fitting(survey.current, draft.given) };
    keep(survey.current, fits);
    fresh({ at: "form", survey: survey.current, draft: fits, note: { changed: true }, nth: 0 });
  };
  switch (stage.at) {
    case "form":
      return <Form key={stage.nth} survey={stage.survey} first={stage.draft} note={stage.note} end={end} changed={changed} />;
    case "closed":
      return <Closed state={stage.state} survey={stage.survey} />;
    case "taken":
      return <Taken survey={stage.survey} before={stage.before} again={() => fresh({ at: "form", survey: stage.survey, draft: begin(stage.survey), nth: 0 })} />;
    case "trouble":
      return <Trouble error={stage.error} retry={props.reload} />;
  }
}

function opening(survey: Survey): Stage {
  if (survey.state !== "open") {
    if (survey.state === "answered" || survey.state === "closed") forget(surveyId);
    return { at: "closed", state: survey.state, survey };
  }
  const draft = kept(survey);
  if (!draft) return { at: "form", survey, draft: begin(survey), nth: 0 };
  const note = { restored: draft.at, fitted: draft.version !== survey.version };
  return { at: "form", survey, draft: { ...draft, version: survey.version }, note, nth: 0 };
}

function Closed(props: { state: Closing; survey?: Survey }) {
  const { title, text } = choose(words).states[props.state];
  const instant = props.state === "not_yet" ? props.survey?.opens_at : props.survey?.closes_at;
  return (
    <Notice title={title} text={text(instant ?? null)}>
      {props.survey ? <p class="soft">{props.survey.title}</p> : null}
    </Notice>
  );
}

function Taken(props: { survey: Survey; before: boolean; again: () => void }) {
  const { survey } = props;
  const say = choose(words);
  const top = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    top.current?.focus();
    scrollTo(0, 0);
  }, []);
  return (
    <main class="notice">
      <div ref={top} tabIndex={-1}>
        <h1>{say.thanks}</h1>
        {props.before ? <p>{say.before}</p> : null}
        {survey.thanks ? <p class="lines">{survey.thanks}</p> : null}
      </div>
      {survey.repeats === "many" ? (
        <button type="button" class="plain" onClick={props.again}>
          {say.more}
        </button>
      ) : null}
    </main>
  );
}
