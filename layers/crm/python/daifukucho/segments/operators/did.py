"""``did``: something happened with the friend, at least so many times, within so many days, with such properties."""

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.words import Language, Words
from daifukucho.ledger.entry import Entry
from daifukucho.segments.condition import Condition
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, named
from daifukucho.segments.operators._events import (
    EventOperator,
    Happening,
    by_item,
    kind_called,
    perhaps,
    perhaps_not,
)
from daifukucho.segments.operators._history import Facts, quoted
from daifukucho.segments.operators._where import said

_TAPS = (
    Entry("postback", 1_795_200_000_000, "a", "U1", body='{"postback":{"data":"menu=reserve"}}', folded=True),
    Entry("postback", 1_795_300_000_000, "b", "U1", body='{"postback":{"data":"menu=access"}}', folded=True),
)
_DID = {"postback": {"n": 2, "first": 1_795_200_000_000, "last": 1_795_300_000_000}}


class Did(EventOperator):
    key = "did"
    label = Words("あった", "happened")
    description = Words(
        "選んだできごとが、N日前から今日までに（今日を含む）、決めた回数以上あった友だち。内容（押したボタンなど）でも絞れる",
        "Friends with whom this has happened at least so many times, from N days ago to today, today included; also by "
        "what it was, such as the button that was tapped.",
    )
    example = Example(
        leaf={
            "field": "events",
            "op": "did",
            "value": {
                "kind": "postback",
                "within": 30,
                "where": [{"property": "postback.data", "op": "is", "value": "menu=reserve"}],
            },
        },
        matches={"did": _DID, "events": _TAPS},
        differs={"did": _DID, "events": _TAPS[1:]},
    )

    def by_item(self, value: Happening, facts: Facts, context: Context) -> bool | None:
        return by_item(value, facts, context)

    def predicate(self, value: Happening, fact: tuple[Entry, ...], context: Context) -> bool:
        return len(value.among(fact, context)) >= value.times

    def filter(self, attribute: Attribute, value: Happening, context: Context) -> Condition | None:
        return perhaps(value, context)

    def unless(self, attribute: Attribute, value: Happening, context: Context) -> Condition | None:
        return perhaps_not(value, context)

    def sentence(self, attribute: Attribute, value: Happening, lang: Language) -> str:
        name, kind = named(attribute, lang), quoted(kind_called(attribute, value.kind, lang), lang)
        when = value.window.said(lang)
        if lang == "ja":
            where = f"（{'、'.join(said(attribute, c, lang) for c in value.where)}）" if value.where else ""
            return f"{name}{kind}{where}が{when}{f'{value.times:,}回以上' if value.times > 1 else ''}ある"
        where = f", where {' and '.join(said(attribute, c, lang) for c in value.where)}" if value.where else ""
        times = f" at least {value.times:,} times" if value.times > 1 else ""
        return f"{name} include {kind}{times}{when}{where}"


OPERATOR = Did()
