"""``no_reaction``: the friend was not seen to do anything since the n-th last campaign that the friend was sent.

LINE does not tell who has read a message, so this says nothing of that: it is "no observed reaction".
"""

from typing import Any

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.words import Language, Words
from daifukucho.ledger.entry import Entry
from daifukucho.segments.context import Context
from daifukucho.segments.history import Need
from daifukucho.segments.operator import Example, Form, named
from daifukucho.segments.operators._history import Facts, whole
from daifukucho.segments.operators._messages import ACTS, SENT, MessagesOperator, acts, sent

MOST = 10
_TWO = tuple(
    Entry(SENT, at, "e", "U1", body='{"campaign_id":"C1","outcome":"sent"}')
    for at in (1_795_100_000_000, 1_795_200_000_000)
)
_TAP = Entry("postback", 1_795_150_000_000, "t", "U1", folded=True)


class NoReaction(MessagesOperator):
    key = "no_reaction"
    label = Words("最近の配信に反応なし（観測できた反応）", "no observed reaction")
    description = Words(
        "直近N通の配信を受け取ってから、反応（ボタン、メッセージ、会員証やクーポンの表示、回答など）が観測されていない友だち。"
        "既読かどうかはLINEからはわからない",
        "Friends of whom no reaction was observed (a tap, a message, a page of the shop opened, an answer, …) since the "
        "N-th last campaign that they were sent. LINE does not tell who has read a message.",
    )
    example = Example(
        leaf={"field": "messages", "op": "no_reaction", "value": 2},
        matches={"last_seen_at": 1_795_000_000_000, "messages": _TWO},
        differs={"last_seen_at": 1_795_150_000_000, "messages": (*_TWO, _TAP)},
    )

    def form(self, attribute: Attribute) -> Form:
        return Form.MESSAGE_COUNT

    def parse(self, value: object, attribute: Attribute) -> int:
        return whole(1, MOST)(value)

    def reads(self, attribute: Attribute) -> frozenset[str]:
        return frozenset({"last_seen_at"})

    def fact(self, attribute: Attribute, facts: Facts) -> Any:
        """What was read of the page, and when the friend last did something: the item says this, so it is not read."""
        return facts.get(attribute.name, ()), facts.get("last_seen_at")

    def need(self, value: int, facts: Facts, context: Context) -> Need:
        """What the friend was sent since the last act; if the act came after the instant asked for, the acts as
        well."""
        seen = facts.get("last_seen_at")
        if seen is not None and seen > context.until:
            return Need(dict.fromkeys((SENT, *ACTS), 0))
        return Need({SENT: 0 if seen is None else seen + 1})

    def predicate(self, value: int, fact: Any, context: Context) -> bool:
        return _since_last_act(fact, context) >= value

    def saw(self, value: int, history: Any, context: Context) -> Any:
        """How many the friend was sent since the last act that was seen."""
        return {"sent_since_last_reaction": _since_last_act(history, context)}

    def sentence(self, attribute: Attribute, value: int, lang: Language) -> str:
        name = named(attribute, lang)
        if lang == "ja":
            return f"直近{value}通の{name}のあと、反応が観測されていない"
        return f"no reaction was observed to the last {f'{value} ' if value > 1 else ''}{name if value > 1 else 'of the ' + name}"


def _since_last_act(fact: tuple[tuple[Entry, ...], int | None], context: Context) -> int:
    """How many the friend was sent after the last act until the instant asked for."""
    entries, seen = fact
    if seen is not None and seen > context.until:
        seen = max(acts(entries, context), default=None)
    return sum(seen is None or at > seen for at, _ in sent(entries, context))


OPERATOR = NoReaction()
