"""Random friends, segments and moments, drawn near each other and near the ends of days, months and years.

Everything is drawn through ``choose``, which takes one of some options: ``Random.choice``, or one of Hypothesis'.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from hypothesis import strategies as st

from daifukucho.friends.facts import facts_of
from daifukucho.friends.friend import ATTRIBUTES, Friend
from daifukucho.kernel.attribute import Attribute, AttributeType
from daifukucho.kernel.time import LeapDay, start_of
from daifukucho.nine_segments.segment import ALL, BOUGHT
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Form
from daifukucho.segments.operators import OPERATORS
from daifukucho.segments.operators.weekday_is import WEEKDAYS

ITEM_OPERATORS = [o for o in OPERATORS.values() if any(a.type in o.types for a in ATTRIBUTES.values())]
"""Those that ask attributes of the friend's item; what happened is drawn in ``tests.support.happened``."""

T = TypeVar("T")
Choose = Callable[[Sequence[T]], T]

NOW = 1_772_290_799_999  # 2026-02-28 23:59:59.999 in Japan
CONTEXT = Context(NOW)

TAGS = ["vip", "new", "春", "a b", "it's", "a.b", "a[0]", "#n0", ":v0", "tags"]
TEXTS = ["花子", "山田花子", "花", "ja", "en", ":v0", "#n0", "it's", "100%", "a_b", "𠮷野家", "店頭POP"]
PRODUCTS = ["daifuku", "yokan"]
PRODUCT_SETS = [[], ["daifuku"], ["daifuku"], PRODUCTS]
SALTS = ["holdout", "it's", "春/夏"]
NUMBERS: list[int | float] = [-1, 0, 1, 2, 3, 2.5, 999_999_999_999_999]
_DERIVED = ("friend_id", "kana_index")
DAYS = [0, 1, 2, 7, 28, 29, 30, 31, 59, 60, 90, 182, 364, 365]
MANY_DAYS = [*DAYS, 366, 730, 1_461, 36_500]
MONTHS = [0, 1, 2, 3, 6, 11, 12, 13, 24, 36, 48, 1_200]

_TODAYS = [
    "2026-02-28",
    "2026-03-01",
    "2026-08-31",
    "2026-11-22",
    "2026-11-30",
    "2026-12-31",
    "2027-01-01",
    "2027-02-27",
    "2027-02-28",
    "2027-03-01",
    "2028-02-28",
    "2028-02-29",
    "2028-03-01",
]
CUTOFFS = [0, 1, 120, 300, 719]


def draw_context(choose: Choose) -> Context:
    """Some moment: often the first or the last of a shop's day."""
    cutoff = choose(CUTOFFS)
    begin = start_of(date.fromisoformat(choose(_TODAYS)), cutoff)
    return Context(begin + choose([0, 1, 43_200_000, 86_399_999]), cutoff, choose(list(LeapDay)))


def draw_day(choose: Choose, context: Context) -> date:
    """Some day: often close to today, or to today's month and day in another year, or to the end of February."""
    today = context.today
    match choose(["near", "near", "month", "year", "leap", "far"]):
        case "near":
            return context.day(choose([-1, 1]) * choose(DAYS) + choose([-1, 0, 0, 1]))
        case "month":
            month = choose(range(1, 13))
            longest = (date(2000, month % 12 + 1, 1) - timedelta(days=1)).day
            return _safe(today.year - choose([0, 1, 2]), month, choose([1, min(today.day, longest), 28, longest]))
        case "year":
            near = today + timedelta(days=choose([0, 1, 7, 30, 364, 365]) + choose([-1, 0, 1]))
            return _safe(near.year - choose([0, 1, 2, 3, 4, 30]), near.month, near.day)
        case "leap":
            return _safe(choose([1988, 1990, 2024, 2026, 2028]), 2, 27) + timedelta(days=choose(range(4)))
    return date(1930, 1, 1) + timedelta(days=choose(range(40_000)))


def _safe(year: int, month: int, day: int) -> date:
    """The date, or the last of its month."""
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1


def draw_instant(choose: Choose, context: Context) -> int:
    """Some instant: often the first or the last of its day."""
    moment = choose([0, 0, -1, 1, 86_399_999, 60_000 * context.cutoff_minutes, 43_200_000])
    return max(0, context.begin(draw_day(choose, context)) + moment)


def draw_fact(choose: Choose, attribute: Attribute, context: Context) -> Any:
    """What may be known of a friend; ``None`` if nothing is, which is not always possible."""
    if (
        attribute.type in (AttributeType.TEXT, AttributeType.NUMBER, AttributeType.DATE, AttributeType.INSTANT)
        and choose(range(4)) == 0
    ):
        return None
    match attribute.type:
        case AttributeType.TEXT:
            return choose(TEXTS)
        case AttributeType.CHOICE:
            return choose([choice.value for choice in attribute.choices])
        case AttributeType.IMAGE:
            return "https://example.com/1.jpg"
        case AttributeType.NUMBER:
            return choose(range(4))
        case AttributeType.FLAG:
            return choose([True, False])
        case AttributeType.INSTANT:
            return draw_instant(choose, context)
        case AttributeType.DATE:
            day = draw_day(choose, context)
            return f"--{day:%m-%d}" if choose(range(4)) == 0 else day.isoformat()
        case AttributeType.FRIEND_ID:
            return f"U{choose(range(5_000)):032x}"
        case AttributeType.NINE_SEGMENTS:
            return {product: draw_standing(choose, context) for product in choose(PRODUCT_SETS)} or None
        case AttributeType.TAGS:
            return {choose(TAGS): draw_instant(choose, context) for _ in range(choose(range(4)))} or None


def draw_standing(choose: Choose, context: Context) -> dict[str, Any]:
    """What may be noted of a product: an answer that may have expired at this very instant, purchases, or both."""
    at = context.now - choose([0, 1, 86_400_000])
    said = {
        "declared": choose([segment.key for segment in ALL]),
        "declared_at": at,
        "declared_until": context.now + choose([-1, 0, 1, 86_400_000]),
    }
    bought = {"observed": str(choose(BOUGHT)), "observed_at": at}
    return choose([said, bought, said | bought, said | bought])


def draw_facts(choose: Choose, context: Context) -> dict[str, Any]:
    """Everything that is known of a friend."""
    facts = {name: draw_fact(choose, attribute, context) for name, attribute in ATTRIBUTES.items()}
    return {name: fact for name, fact in facts.items() if fact is not None}


def draw_value(choose: Choose, form: Form, attribute: Attribute, context: Context) -> Any:
    """A value for an operator, as JSON."""
    match form:
        case Form.TAGS:
            return [choose(TAGS) for _ in range(choose([1, 1, 2, 3]))]
        case Form.TAGS_AND_DAYS:
            return {"tags": draw_value(choose, Form.TAGS, attribute, context), "days": choose(MANY_DAYS)}
        case Form.TEXT:
            return choose([*TEXTS, "子", "山", "店", "_", "%", "it"])
        case Form.CHOICE:
            return choose([str(choice.value) for choice in attribute.choices])
        case Form.FLAG:
            return choose([True, False])
        case Form.NUMBER:
            return choose(NUMBERS)
        case Form.NUMBER_RANGE:
            return sorted([choose(NUMBERS), choose(NUMBERS)])
        case Form.DATE:
            return draw_day(choose, context).isoformat()
        case Form.DATE_RANGE:
            return sorted(draw_day(choose, context).isoformat() for _ in range(2))
        case Form.DAYS:
            return choose(DAYS)
        case Form.MONTHS:
            return choose(MONTHS)
        case Form.MONTH:
            return choose(range(1, 13))
        case Form.MONTHS_AHEAD:
            return choose(range(12))
        case Form.WEEKDAYS:
            return [choose(list(WEEKDAYS)) for _ in range(choose([1, 2, 3]))]
        case Form.TEXTS:
            return [choose(TEXTS) for _ in range(choose([1, 2, 3]))]
        case Form.CHOICES:
            return [str(choose(attribute.choices).value) for _ in range(choose([1, 2]))]
        case Form.PRODUCT_AND_SEGMENTS:
            keys = [segment.key for segment in ALL]
            return {"product": choose(PRODUCTS), "any_of": [choose(keys) for _ in range(choose([1, 3, 6]))]}
        case Form.PRODUCT_AND_TIERS:
            return {"product": choose(PRODUCTS), "any_of": [str(choose(BOUGHT)) for _ in range(choose([1, 2]))]}
        case Form.PRODUCT:
            return {"product": choose(PRODUCTS)}
        case Form.COHORT:
            first = choose([0, 0, 1, 250, 500, 998])
            return {"salt": choose(SALTS), "from": first, "to": choose([first + 1, 500 + first // 2, 999, 1_000])}


def draw_leaf(choose: Choose, context: Context) -> dict[str, Any]:
    operator = choose(ITEM_OPERATORS)
    attribute = choose([a for a in ATTRIBUTES.values() if a.type in operator.types])
    value = draw_value(choose, operator.form(attribute), attribute, context)
    return {"field": attribute.name, "op": operator.key, "value": value}


def draw_tree(
    choose: Choose, context: Context, *, depth: int = 4, width: int = 3, segments: Sequence[str] = ()
) -> dict[str, Any]:
    """A segment at most ``depth`` levels deep. ``segments``: those that it may refer to."""
    kinds = ["leaf", "all", "any", "not"] if depth > 1 else ["leaf"]
    match choose([*kinds, "segment"] if segments else kinds):
        case "segment":
            return {"segment": choose(segments)}
        case "not":
            return {"not": draw_tree(choose, context, depth=depth - 1, width=width, segments=segments)}
        case "all" | "any" as kind:
            members = range(choose(range(1, width + 1)))
            return {
                kind: [draw_tree(choose, context, depth=depth - 1, width=width, segments=segments) for _ in members]
            }
    return draw_leaf(choose, context)


def draw_friend(choose: Choose, context: Context, friend_id: str) -> Friend:
    """A friend of whom something is known."""
    drawn = {name: fact for name, fact in draw_facts(choose, context).items() if name not in _DERIVED}
    return Friend(friend_id=friend_id, **drawn)


def random_friends(count: int, seed: int = 7, context: Context = CONTEXT) -> list[Friend]:
    """The same friends for the same seed."""
    choose = Random(seed).choice
    return [draw_friend(choose, context, f"U{i:032x}") for i in range(count)]


FACTS: list[Mapping[str, object]] = [facts_of(friend) for friend in random_friends(40)]


@st.composite
def leaf(draw) -> dict[str, Any]:
    return draw_leaf(lambda options: draw(st.sampled_from(options)), CONTEXT)


@st.composite
def trees(draw, depth: int = 4, width: int = 3) -> dict[str, Any]:
    """Segments as JSON, asked at ``CONTEXT``."""
    return draw_tree(lambda options: draw(st.sampled_from(options)), CONTEXT, depth=depth, width=width)


def named_segments(choose: Choose, context: Context, count: int = 6) -> dict[str, dict[str, Any]]:
    """Segments by id, each of which may refer to those before it."""
    found: dict[str, dict[str, Any]] = {}
    for n in range(count):
        found[f"s{n}"] = draw_tree(choose, context, depth=3, width=2, segments=list(found))
    return found


def leaves_of(where: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The conditions of a tree as JSON."""
    for key in ("all", "any"):
        for child in where.get(key, ()):
            yield from leaves_of(child)
    if "not" in where:
        yield from leaves_of(where["not"])
    if "field" in where:
        yield where
