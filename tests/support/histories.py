"""Random histories of a friend."""

import json

from hypothesis import strategies as st

from daifukucho.ledger.entry import Entry
from daifukucho.ledger.events import EVENTS

FRIEND = "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"
FOLDED_KINDS = sorted(event.key for event in EVENTS.values() if event.fold and not event.recorded)
BODIES = {
    "route": [{"route": "店頭POP"}, {"route": "Instagram"}, {"route": "チラシ"}],
    "backfill": [{"source": "followers"}, {"source": "csv"}],
    "membership": [{"membership": {"type": "joined"}}, {"membership": {"type": "renewed"}}, {"membership": 3}],
}


@st.composite
def entries(draw, friend_id: str = FRIEND) -> Entry:
    kind = draw(st.sampled_from(FOLDED_KINDS))
    body = draw(st.sampled_from(BODIES.get(kind, [{}])))
    at = draw(st.integers(1_000, 1_012))  # few, so that times meet
    return Entry(kind, at, f"e{draw(st.integers(0, 30))}", friend_id, body=json.dumps(body))


histories = st.lists(entries(), max_size=14, unique_by=lambda entry: entry.version)
"""Entries of one friend, as they might come in, in any order."""
