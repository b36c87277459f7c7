"""``did_not``: something did not happen with the friend, or fewer times than so many: the exact opposite of ``did``."""

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


class DidNot(EventOperator):
    key = "did_not"
    label = Words("なかった", "did not happen")
    description = Words(
        "選んだできごとが、N日前から今日までに（今日を含む）、なかった友だち（回数を決めれば、その回数に満たない友だち）",
        "Friends with whom this has not happened, or fewer than so many times, from N days ago to today, today included.",
    )
    example = Example(
        leaf={"field": "events", "op": "did_not", "value": {"kind": "card_opened", "within": 30}},
        matches={"did": {"card_opened": {"n": 4, "first": 1_780_000_000_000, "last": 1_792_680_000_000}}},
        differs={"did": {"card_opened": {"n": 1, "first": 1_795_200_000_000, "last": 1_795_200_000_000}}},
    )

    def by_item(self, value: Happening, facts: Facts, context: Context) -> bool | None:
        did = by_item(value, facts, context)
        return None if did is None else not did

    def predicate(self, value: Happening, fact: tuple[Entry, ...], context: Context) -> bool:
        return len(value.among(fact, context)) < value.times

    def filter(self, attribute: Attribute, value: Happening, context: Context) -> Condition | None:
        return perhaps_not(value, context)

    def unless(self, attribute: Attribute, value: Happening, context: Context) -> Condition | None:
        return perhaps(value, context)

    def sentence(self, attribute: Attribute, value: Happening, lang: Language) -> str:
        name, kind = named(attribute, lang), quoted(kind_called(attribute, value.kind, lang), lang)
        when = value.window.said(lang)
        if lang == "ja":
            where = f"（{'、'.join(said(attribute, c, lang) for c in value.where)}）" if value.where else ""
            if value.times > 1:
                return f"{name}{kind}{where}が{when}{'、' if when else ''}{value.times:,}回に満たない"
            return f"{name}{kind}{where}が{when}ない"
        where = f", where {' and '.join(said(attribute, c, lang) for c in value.where)}" if value.where else ""
        if value.times > 1:
            return f"{name} include {kind} fewer than {value.times:,} times{when}{where}"
        return f"{name} do not include {kind}{when}{where}"


OPERATOR = DidNot()
