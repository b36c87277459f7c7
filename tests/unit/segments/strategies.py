"""Random friends and random segments, drawn from few values so that they meet often."""

from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from daifukucho.friends.attributes import ATTRIBUTES, AttributeType, Status
from daifukucho.friends.facts import facts_of
from daifukucho.friends.friend import Friend
from daifukucho.kernel.time import DAY
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Form
from daifukucho.segments.operators import operators_for

NOW = 1_772_290_799_999  # 2026-02-28 23:59:59.999 in Japan
CONTEXT = Context(NOW)

TAGS = ["vip", "new", "春", "a b", "it's"]
TEXTS = ["花子", "ja", "en", ":v0", "#n0"]
DAYS = [0, 1, 2, 30, 36_500]
DATES = ["1990-02-28", "2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02", "2028-02-29"]
INSTANTS = [NOW + offset for offset in (-30 * DAY, -DAY - 1, -DAY, -DAY + 1, -1, 0, 1, DAY, DAY + 1, 30 * DAY)]
NUMBERS = [-1, 0, 1, 2, 3, 2.5, 999_999_999_999_999]


def checks(examples: int = 100) -> settings:
    """Settings of a property test: so many examples, and no limit on their time."""
    return settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def random_friends(count: int, seed: int = 7) -> list[Friend]:
    """The same friends for the same seed; what may be missing is missing in a third of them."""
    random = Random(seed)

    def perhaps(values):
        return random.choice(values) if random.random() < 2 / 3 else None

    return [
        Friend(
            friend_id=f"U{i:032x}",
            status=random.choice(list(Status)),
            display_name=perhaps(TEXTS),
            alias=perhaps(TEXTS),
            language=perhaps(TEXTS),
            birthday=perhaps(DATES),
            tags=frozenset(random.sample(TAGS, random.randrange(4))),
            do_not_send=random.random() < 0.5,
            in_progress=random.random() < 0.5,
            first_seen_at=perhaps(INSTANTS),
            followed_at=perhaps(INSTANTS),
            blocked_at=perhaps(INSTANTS),
            last_seen_at=perhaps(INSTANTS),
            follows=random.randrange(4),
            messages_received=random.randrange(4),
        )
        for i in range(count)
    ]


FACTS = [facts_of(friend) for friend in random_friends(40)]


def values(form: Form, choices: tuple[str, ...]) -> st.SearchStrategy:
    match form:
        case Form.TAGS:
            return st.lists(st.sampled_from(TAGS), min_size=1, max_size=3)
        case Form.TEXT:
            return st.sampled_from(TEXTS)
        case Form.CHOICE:
            return st.sampled_from([str(choice) for choice in choices])
        case Form.FLAG:
            return st.booleans()
        case Form.NUMBER:
            return st.sampled_from(NUMBERS)
        case Form.NUMBER_RANGE:
            return st.tuples(st.sampled_from(NUMBERS), st.sampled_from(NUMBERS)).map(sorted)
        case Form.DAYS:
            return st.sampled_from(DAYS)


@st.composite
def leaf(draw) -> dict:
    attribute = draw(st.sampled_from(list(ATTRIBUTES.values())))
    operator = draw(st.sampled_from(operators_for(AttributeType(attribute.type))))
    value = draw(values(operator.form(attribute), attribute.choices))
    return {"field": attribute.name, "op": operator.key, "value": value}


def trees(max_leaves: int = 12) -> st.SearchStrategy[dict]:
    """Segments as JSON, at most a few levels deep."""
    return st.recursive(
        leaf(),
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=4).map(lambda children: {"all": children}),
            st.lists(inner, min_size=1, max_size=4).map(lambda children: {"any": children}),
            inner.map(lambda child: {"not": child}),
        ),
        max_leaves=max_leaves,
    ).filter(lambda tree: depth(tree) <= 8)


def depth(tree: dict) -> int:
    if "not" in tree:
        return 1 + depth(tree["not"])
    children = tree.get("all") or tree.get("any") or ()
    return 1 + max(map(depth, children), default=0)
