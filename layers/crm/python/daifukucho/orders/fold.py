"""What an entry that holds a judgement changes in a friend."""

from dataclasses import replace

from daifukucho.friends.edit import tags_after
from daifukucho.friends.friend import Friend
from daifukucho.ledger.entry import Entry
from daifukucho.nine_segments.standing import taken_in
from daifukucho.orders.judging import taken_from


def judged(friend: Friend, entry: Entry) -> Friend:
    """The friend as judged by the entry. Such entries are recorded, one after the other; the last one stands."""
    told = entry.data
    tags = tags_after(friend.tags, told, entry.at)
    standings = friend.nine_segments
    for observation in told["nine_segments"]:
        standings = taken_in(standings, observation, entry.at)
    facts = taken_from(told["facts"])
    return replace(friend, **facts, tags=tags, nine_segments=standings, recorded_at=entry.at)
