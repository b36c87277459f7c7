"""``weekday_is``: a date or an instant falls on one of some days of the week."""

from collections.abc import Sequence
from datetime import date

from daifukucho.kernel.attribute import WEEKDAY, Attribute, AttributeType
from daifukucho.kernel.refusals import CHOICE
from daifukucho.kernel.words import Language, Words
from daifukucho.segments import refusals
from daifukucho.segments.condition import Condition, compare, disjunction, exists
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, Form, Operator, named
from daifukucho.segments.operators._days import has_its_year
from daifukucho.segments.operators._values import members, refuse

WEEKDAYS = {
    "mon": Words("月", "Monday"),
    "tue": Words("火", "Tuesday"),
    "wed": Words("水", "Wednesday"),
    "thu": Words("木", "Thursday"),
    "fri": Words("金", "Friday"),
    "sat": Words("土", "Saturday"),
    "sun": Words("日", "Sunday"),
}
"""From Monday on, as Python and ISO 8601 count them."""


class WeekdayIs(Operator):
    """DynamoDB knows no weekdays, so its filter only narrows to those of whom a day is known."""

    key = "weekday_is"
    types = (AttributeType.DATE, AttributeType.INSTANT)
    label = Words("曜日が", "weekday is")
    description = Words(
        "その曜日のいずれかに当たる友だち（年のわからない日付には使えない）",
        "On one of these days of the week; a date without its year has none.",
    )
    example = Example(
        leaf={"field": "followed_at", "op": "weekday_is", "value": ["sat", "sun"]},
        matches={"followed_at": 1_795_316_400_000},
        differs={"followed_at": 1_795_402_800_000},
    )

    def offered(self, attribute: Attribute) -> bool:
        """Not of a birthday: nobody asks who was born on a Sunday."""
        return not attribute.comes_round

    def form(self, attribute: Attribute) -> Form:
        return Form.WEEKDAYS

    def parse(self, value: object, attribute: Attribute) -> tuple[str, ...]:
        """Each once, from Monday on."""
        found = members(value, _weekday, refusals.WEEKDAYS)
        return tuple(day for day in WEEKDAYS if day in found)

    def knows(self, fact: str | int | None) -> bool:
        return has_its_year(fact)

    def filter(self, attribute: Attribute, value: Sequence[str], context: Context) -> Condition:
        if not attribute.worked_out:
            return exists(attribute.name)
        name, days = attribute.asked_for(WEEKDAY), list(WEEKDAYS)
        return disjunction(compare(name, "=", days.index(day)) for day in value)

    def exact(self, attribute: Attribute) -> bool:
        return attribute.worked_out

    def predicate(self, value: Sequence[str], fact: str | int, context: Context) -> bool:
        day = date.fromisoformat(fact) if isinstance(fact, str) else context.day_of(fact)
        return list(WEEKDAYS)[day.weekday()] in value

    def sentence(self, attribute: Attribute, value: Sequence[str], lang: Language) -> str:
        name, days = named(attribute, lang), [getattr(WEEKDAYS[day], lang) for day in value]
        if lang == "ja":
            return f"{name}が{'・'.join(days)}曜日である"
        return f"{name} is on a {' or '.join(days)}"


def _weekday(value: object) -> str:
    if not isinstance(value, str) or value not in WEEKDAYS:
        raise refuse(CHOICE.words(choices=", ".join(WEEKDAYS)))
    return value


OPERATOR = WeekdayIs()
