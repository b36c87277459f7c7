"""``answered``: the friend's latest answers to a survey say one of these to a question."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from daifukucho.kernel.attribute import Attribute, AttributeType
from daifukucho.kernel.time import to_iso
from daifukucho.kernel.words import Language, Words
from daifukucho.ledger.entry import Entry
from daifukucho.segments.condition import Condition
from daifukucho.segments.context import Context
from daifukucho.segments.history import Need
from daifukucho.segments.operator import Example, Form, Mention, named
from daifukucho.segments.operators._events import body_of, counted, of_did
from daifukucho.segments.operators._history import MAX_ID, Facts, HistoryOperator, members, quoted
from daifukucho.segments.operators._values import called, text
from daifukucho.segments.operators._where import Plain, compared, listed, some

_KIND = "answered"


@dataclass(frozen=True, slots=True)
class Answer:
    """One of some values to a question of a survey."""

    survey_id: str
    question: str
    any_of: tuple[Plain, ...]

    def latest(self, entries: Iterable[Entry], context: Context) -> tuple[Entry, dict[str, Any]] | None:
        """The friend's latest answers to the survey: by time, then by id."""
        for entry in sorted(entries, key=lambda entry: entry.version, reverse=True):
            if entry.kind == _KIND and entry.at <= context.until:
                body = body_of(entry)
                if body.get("survey_id") == self.survey_id:
                    return entry, body.get("answers", {})
        return None


def _id(value: object) -> str:
    return text(value, MAX_ID)


def _entry(event_id: str, answer: str) -> Entry:
    body = f'{{"survey_id":"S1","answers":{{"taste":"{answer}"}}}}'
    return Entry(_KIND, 1_795_200_000_000, event_id, "U1", body=body, folded=True)


_DID = {_KIND: {"n": 2, "first": 1_795_200_000_000, "last": 1_795_200_000_000}}


class Answered(HistoryOperator):
    key = "answered"
    types = (AttributeType.EVENTS,)
    label = Words("回答フォームに答えた", "answered a survey")
    description = Words(
        "回答フォームの質問に、いちばん新しい回答でこのいずれかを選んだ友だち（複数選べる質問では、1つでも選んだ友だち）",
        "Friends whose latest answers to the survey say one of these to the question; where several can be chosen, one of "
        "them is enough.",
    )
    example = Example(
        leaf={
            "field": "events",
            "op": "answered",
            "value": {"survey_id": "S1", "question": "taste", "any_of": ["sweet", "plain"]},
        },
        matches={"did": _DID, "events": (_entry("a", "bitter"), _entry("b", "sweet"))},
        differs={"did": _DID, "events": (_entry("a", "sweet"), _entry("b", "bitter"))},
    )

    def form(self, attribute: Attribute) -> Form:
        return Form.ANSWER

    def parse(self, value: object, attribute: Attribute) -> Answer:
        needed = {"survey_id": _id, "question": _id, "any_of": some}
        return Answer(**members(value, needed, {}, '{"survey_id": "…", "question": "taste", "any_of": ["sweet"]}'))

    def mentions(self, attribute: Attribute, value: Answer) -> Iterable[Mention]:
        return [Mention("survey", value.survey_id, "/survey_id")]

    def reads(self, attribute: Attribute) -> frozenset[str]:
        return frozenset({"did"})

    def by_item(self, value: Answer, facts: Facts, context: Context) -> bool | None:
        n, first, _ = counted(facts, _KIND)
        return None if n and first <= context.until else False

    def need(self, value: Answer, facts: Facts, context: Context) -> Need:
        n, first, _ = counted(facts, _KIND)
        return Need({_KIND: first}) if n else Need()

    def predicate(self, value: Answer, fact: tuple[Entry, ...], context: Context) -> bool:
        found = value.latest(fact, context)
        return found is not None and compared("any_of", found[1].get(value.question), value.any_of)

    def filter(self, attribute: Attribute, value: Answer, context: Context) -> Condition:
        return of_did(_KIND, "first", "<=", context.until)

    def saw(self, value: Answer, history: tuple[Entry, ...], context: Context) -> Any:
        """What the friend answered last, and when."""
        found = value.latest(history, context)
        return found and {"answered_at": to_iso(found[0].at), "answer": found[0].data["answers"].get(value.question)}

    def sentence(self, attribute: Attribute, value: Answer, lang: Language) -> str:
        name, survey = named(attribute, lang), called(value.survey_id, attribute, lang, "survey")
        question, answers = quoted(value.question, lang), listed(value.any_of, lang)
        many = len(value.any_of) > 1
        if lang == "ja":
            return f"{name}のうち回答フォーム{survey}の質問{question}への最新の回答が{answers}{'のいずれか' if many else ''}である"
        said = f"{'any of ' if many else ''}{answers}"
        return f"{name} include an answer to the survey {survey}, the latest saying {said} to {question}"


OPERATOR = Answered()
