"""Random histories of a friend."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import Any, Protocol

from hypothesis import strategies as st

from daifukucho.book.book import FriendBook
from daifukucho.book.fold import fold
from daifukucho.book.folding import Folding
from daifukucho.book.kinds import EVENTS
from daifukucho.book.parse import parse
from daifukucho.book.past import FoldedEntries
from daifukucho.friends.edit import Edit
from daifukucho.friends.friend import Friend
from daifukucho.friends.repository import BookWriter, FriendReader
from daifukucho.ledger.entry import Entry
from daifukucho.ledger.repository import LedgerReader, LedgerWriter
from tests.support.book import no_pause

FRIEND = "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"
FOLDED_KINDS = sorted(event.key for event in EVENTS.values() if event.fold and not event.recorded)
EVERY_KIND = sorted(event.key for event in EVENTS.values() if event.fold)


def _standing(**told: Any) -> dict[str, Any]:
    return {"nine_segment": {"product": "daifuku", "before": None, **told}}


def _told(until: int, segment: str) -> dict[str, Any]:
    return _standing(source="declared", segment=segment, until=until, move=None, half_move=None)


def _moved(kind: str, lots: dict[str, int], **more: Any) -> dict[str, Any]:
    return {"kind": kind, "points": sum(map(abs, lots.values())), "lots": lots, "on": "2026-11-22", **more}


def _card(count: int, **tickets: int) -> dict[str, Any]:
    return {"stamps": 1, "after": {"card": 0, "count": count}, "tickets": tickets, "won": []}


BODIES: dict[str, list[dict[str, Any]]] = {
    "answered": [
        {"survey_id": "s", "set": {"birthday": "1990-04-01"}, "tags_add": ["a"], "tags_remove": []},
        {"survey_id": "s", "set": {}, "tags_add": ["b"], "tags_remove": ["a"], **_told(2_000, "positive_loyal")},
    ],
    "backfill": [{"source": "followers"}, {"source": "csv"}],
    "card_numbered": [{"card_no": "00012345", "by": "op"}, {"card_no": None, "by": "op"}],
    "card_issued": [{"member_no": "2012345678900"}, {"member_no": "2012345678917"}],
    "card_opened": [{}],
    "coupon_redeemed": [{"coupon_id": "c"}],
    "coupon_viewed": [{"coupon_id": "c"}],
    "edit": [
        {"set": {"alias": "花", "in_progress": True}, "tags_add": ["a", "b"], "tags_remove": [], "by": "op"},
        {"set": {"alias": None, "note": "窓側"}, "tags_add": [], "tags_remove": ["a"], "by": "op"},
        {
            "set": {"stores": ["s1"], "family_kana": "やまだ"},
            "fields": {"size": 23.5},
            "tags_add": [],
            "tags_remove": [],
            "by": "op",
        },
        {"set": {"stores": []}, "fields": {"size": None}, "tags_add": [], "tags_remove": [], "by": "op"},
        {"set": {"birthday": "--02-29", "do_not_send": True}, "tags_add": ["c"], "tags_remove": ["b"], "by": "op"},
    ],
    "memo": [{"category": "visit", "by": "op"}],
    "memo_edited": [{"of": "m", "category": "call", "by": "op"}],
    "memo_removed": [{"of": "m", "by": "op"}],
    "membership": [{"membership": {"type": "joined"}}, {"membership": {"type": "renewed"}}, {"membership": 3}],
    "observed": [
        _standing(source="observed", tier="loyal", move=None),
        _standing(source="observed", tier="lapsed", move=None),
    ],
    "points": [
        _moved("grant", {"2027-11-30": 32}, counts={"month": "2026-11", "yen": 3_200, "points": 32}),
        _moved("grant", {"none": 5}, counts={"month": "2024-10", "yen": 0, "points": 5}),
        _moved("use", {"2027-11-30": -32}),
    ],
    "profile": [
        {"profile": {"display_name": "花子", "language": "ja"}},
        {"profile": {"display_name": "Hanako", "picture_url": "https://x/1"}},
        {"profile": None},
    ],
    "rank_changed": [{"rank": "gold", "rose": True}, {"rank": "silver", "rose": False}],
    "route": [{"route": "店頭POP"}, {"route": "Instagram"}, {"route": "チラシ"}],
    "purchase": [dict(EVENTS["purchase"].example)],
    "purchases_settled": [dict(EVENTS["purchases_settled"].example)],
    "stamp": [_card(1), _card(5, **{"coffee.1": 9_000})],
    "stamp_undone": [_card(0), _card(4, **{"tea.1": 9_000})],
    "ticket_used": [{"ticket": "coffee.1"}, {"ticket": "tea.1"}],
    "ticket_undone": [{"ticket": "coffee.1", "until": 9_000}, {"ticket": "tea.1", "until": 0}],
}
"""What may be in the bodies of our own kinds, and what may differ from the example in LINE's events."""

MADE_UP = {event.key for event in EVENTS.values() if not event.ours} | BODIES.keys()
"""The kinds of which there are made-up entries: LINE's, by their examples, and those above."""


@st.composite
def entries(draw, friend_id: str = FRIEND) -> Entry:
    kind = draw(st.sampled_from(FOLDED_KINDS))
    body = draw(st.sampled_from(BODIES.get(kind, [{}])))
    at = draw(st.integers(1_000, 1_012))  # few, so that times meet
    return Entry(kind, at, f"e{draw(st.integers(0, 30))}", friend_id, body=json.dumps(body))


_FIELDS = {
    "words": st.sampled_from(["花", "はな", None]),
    "size": st.sampled_from([23, Decimal("23.5"), Decimal("0.1"), -1, None]),
    "agreed": st.sampled_from([True, False, None]),
}
edits = st.one_of(
    st.builds(lambda name: Edit({"family_kana": name}), st.sampled_from(["やまだ", "ﾔﾏﾀﾞ", None])),
    st.builds(lambda phone: Edit({"phone": phone}), st.sampled_from(["+819012345678", None])),
    st.builds(lambda stores: Edit({"stores": sorted(stores)}), st.sets(st.sampled_from(["s1", "s2", "s3"]))),
    st.builds(lambda fields: Edit(fields=fields), st.fixed_dictionaries({}, optional=_FIELDS)),
)
"""Changes, as they are once they were checked."""

histories = st.lists(entries(), max_size=14, unique_by=lambda entry: entry.version)
"""Entries of one friend, as they might come in, in any order."""


class Ledger(FoldedEntries, LedgerReader, LedgerWriter, Protocol):
    """The ledger's store."""


@dataclass(frozen=True)
class Stores:
    """Where a friend lives: in memory, or in DynamoDB."""

    friends: FriendReader
    writer: BookWriter
    ledger: Ledger


def live_at_random(chance: Random, stores: Stores, friend_id: str = FRIEND) -> list[Entry]:
    """A friend with whom everything happens at least once that can: LINE's events are delivered out of order, late and more
    than once, and folded in between what is recorded with the friend, by clocks that disagree.

    Returns the entries in the order in which they were folded.
    """
    folding = Folding(stores.friends, stores.writer, no_pause)
    kinds = [*EVERY_KIND, *chance.choices(EVERY_KIND, k=10)]
    chance.shuffle(kinds)
    kinds.sort(key=lambda kind: EVENTS[kind].recorded and chance.random() < 0.5)
    first = next(kind for kind in kinds if not EVENTS[kind].recorded)
    folded: list[Entry] = []
    waiting: list[Entry] = []

    def fold_one() -> None:
        entry = waiting.pop(chance.randrange(len(waiting)))
        folding.fold(entry)
        folded.append(entry)

    for n, kind in enumerate([first, *kinds]):
        at, name = chance.randrange(1_000, 1_030), f"e{chance.randrange(1_000)}-{n}"
        body = chance.choice(BODIES.get(kind, [{}]))
        if EVENTS[kind].recorded:
            book = FriendBook(stores.friends, stores.writer, lambda at=at: at, lambda name=name: name, no_pause)
            recorded = book.record(friend_id, kind, lambda _friend, _at, body=body: body).entry
            assert recorded is not None
            folded.append(recorded)
        else:
            waiting.append(_delivered(stores.ledger, kind, body, at, name, friend_id, chance.choice([1, 1, 2])))
        while waiting and (n == 0 or chance.random() < 0.4):
            fold_one()
        if chance.random() < 0.2:  # the stream delivers again
            folding.fold(chance.choice(folded))
    while waiting:
        fold_one()
    return folded


def _delivered(
    ledger: LedgerWriter, kind: str, body: dict[str, Any], at: int, name: str, friend_id: str, times: int
) -> Entry:
    """An entry that has come in: one of LINE's as its webhook brings it."""
    entry, texts = Entry(kind, at, name, friend_id, body=json.dumps(body)), []
    if not EVENTS[kind].ours:
        source = {"type": "user", "userId": friend_id}
        event = {**EVENTS[kind].example, **body, "source": source, "timestamp": at, "webhookEventId": name}
        parsed = parse(json.dumps({"events": [event]}).encode(), at)
        (entry,), texts = parsed.entries, parsed.texts
        assert (entry.kind, entry.friend_id) == (kind, friend_id)
    for _ in range(times):
        ledger.write([entry], texts)
    return entry


def as_folded(entries: Sequence[Entry], until: int) -> Friend | None:
    """What the entries of a time make of a friend, in the order in which they are given. The revision is 0."""
    friend = None
    for entry in entries:
        friend = fold(friend, entry) if entry.at <= until else friend
    return friend and replace(friend, revision=0)
