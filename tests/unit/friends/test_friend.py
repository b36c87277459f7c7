"""The two ways to make a friend make the same one."""

from dataclasses import fields

import pytest

from daifukucho.friends.attributes import Status
from daifukucho.friends.friend import Friend

KNOWN = [
    {"friend_id": "U1"},
    {"friend_id": "U1", "status": Status.BLOCKED, "tags": {"vip": 1}, "points": 0, "alias": "花子"},
]


@pytest.mark.parametrize("known", KNOWN, ids=len)
def test_a_friend_of_what_is_known_is_the_one_that_the_constructor_makes(known):
    friend = Friend.of(known)
    assert friend == Friend(**known)
    assert list(vars(friend)) == [each.name for each in fields(Friend)]
    assert Friend.of({"friend_id": "U2"}) == Friend("U2")  # it leaves nothing with the next one
