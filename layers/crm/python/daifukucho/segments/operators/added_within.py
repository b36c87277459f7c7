"""``added_within``: one of the tags was added today or on one of the N days before."""

from collections.abc import Callable, Mapping
from typing import Any

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.kernel.words import Language, Words
from daifukucho.segments.condition import Condition, between, disjunction
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Example, Form, named
from daifukucho.segments.operators._tags import TagsOperator, quoted
from daifukucho.segments.operators._values import days, refuse, tag_list
from daifukucho.segments.refusals import INVALID_VALUE, TAGS_AND_DAYS

Value = tuple[tuple[str, ...], int]
"""Tags and days."""

_KEYS: Mapping[str, Callable[[object], Any]] = {"tags": tag_list, "days": days}


class AddedWithin(TagsOperator):
    key = "added_within"
    label = Words("過去N日以内に付いた", "added within the last N days")
    description = Words(
        "タグのうち少なくとも1つが、N日前から今日までに付いた友だち（今日を含む。0は今日だけ）",
        "Friends who got at least one of the tags from N days ago to today, today included; 0 means today alone.",
    )
    example = Example(
        leaf={"field": "tags", "op": "added_within", "value": {"tags": ["vip", "gold"], "days": 7}},
        matches={"tags": {"gold": 1_794_668_400_000}},  # 2026-11-15 00:00 in Japan
        differs={"tags": {"gold": 1_794_668_399_999, "new": 1_795_316_400_000}},
    )

    def form(self, attribute: Attribute) -> Form:
        return Form.TAGS_AND_DAYS

    def parse(self, value: object, attribute: Attribute) -> Value:
        if not isinstance(value, dict) or value.keys() != _KEYS.keys():
            raise refuse(TAGS_AND_DAYS.words())
        parsed, faults = [], []
        for key, read in _KEYS.items():
            try:
                parsed.append(read(value[key]))
            except Invalid as error:
                faults += [Fault(f"/{key}{fault.pointer}", fault.message) for fault in error.faults]
        if faults:
            raise INVALID_VALUE(*faults)
        tags, number_of_days = parsed
        return tags, number_of_days

    def tags(self, value: Value) -> tuple[str, ...]:
        return value[0]

    def predicate(self, value: Value, fact: Mapping[str, int], context: Context) -> bool:
        tags, number_of_days = value
        first = context.day(-number_of_days)
        return any(first <= context.day_of(fact[tag]) <= context.today for tag in tags if tag in fact)

    def filter(self, attribute: Attribute, value: Value, context: Context) -> Condition:
        tags, number_of_days = value
        low, high = context.begin(context.day(-number_of_days)), context.end(context.today)
        return disjunction(between(attribute.name, low, high, member=tag) for tag in tags)

    def sentence(self, attribute: Attribute, value: Value, lang: Language) -> str:
        tags, number_of_days = value
        name, listed = named(attribute, lang), quoted(attribute, tags, lang)
        if lang == "ja":
            when = f"{number_of_days:,}日前から今日まで" if number_of_days else "今日"
            return f"{name}{listed}{'のいずれか' if len(tags) > 1 else ''}が付いた日が{when}である"
        when = f"between {number_of_days:,} {'day' if number_of_days == 1 else 'days'} ago and today"
        return (
            f"{name} include {'any of ' if len(tags) > 1 else ''}{listed}, added {when if number_of_days else 'today'}"
        )


OPERATOR = AddedWithin()
