"""What a message may say of a friend: what is known and stands, in the friend's language, and nothing else."""

from dataclasses import fields, replace
from decimal import Decimal

import pytest

from daifukucho.campaigns.campaign import define
from daifukucho.friends.friend import ATTRIBUTES, Friend
from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.errors import Invalid
from daifukucho.messages.check import message_faults
from daifukucho.messages.template import uses, values_for
from daifukucho.messages.variables import VARIABLES
from tests.support.speech import SPEECH, SPOKEN

HANAKO = Friend(
    "U1",
    display_name="はな",
    alias="常連の花子さん",
    family_name="山田",
    given_name="花子",
    points=1_230,
    point_lots={"2026-11-21": 30, "2026-12-31": 200, "none": 1_000},
    points_expire_on="2026-11-21",
    rank="gold",
    fields={
        "taste": {"v": "sweet", "at": 1, "by": "x"},
        "wedding": {"v": "2015-04-01", "at": 1, "by": "x"},
        "size": {"v": Decimal("23.5"), "at": 1, "by": "x"},
        "mail-ok": {"v": False, "at": 1, "by": "x"},
    },
)
SAID = {
    "name": "はな",
    "real_name": "山田 花子",
    "family_name": "山田",
    "given_name": "花子",
    "alias": "常連の花子さん",
    "points": "1,200",  # thirty expired yesterday
    "points_expire_on": "2026年12月31日",
    "rank": "ゴールド",
    "fields.taste": "甘口",
    "fields.wedding": "2015年4月1日",
    "fields.size": "23.5",
    "fields.mail-ok": "いいえ",
}


def text(words: str) -> list[dict[str, object]]:
    return [{"type": "text", "text": words}]


def value(name: str, friend: Friend, default: str = "") -> str | None:
    words = f"{{{{ {name}{default} }}}}"
    assert message_faults(text(words), "") == []
    values = values_for(friend, uses(text(words), SPEECH))
    return None if values is None else values.get(name, "")


def test_each_is_said():
    assert SAID.keys() == VARIABLES.keys() | SPOKEN.keys() - {"rank"}
    assert {name: value(name, HANAKO) for name in SAID} == SAID


def test_in_the_language_of_the_friends_line():
    guest = replace(HANAKO, language="en")
    said = {name: value(name, guest) for name in ("rank", "points_expire_on", "fields.taste", "fields.mail-ok")}
    assert said == {"rank": "Gold", "points_expire_on": "2026-12-31", "fields.taste": "sweet", "fields.mail-ok": "no"}


@pytest.mark.parametrize("name", SAID)
def test_what_is_not_known_has_the_default_or_skips(name):
    assert value(name, Friend("U1")) is None
    assert value(name, Friend("U1"), " | default: 'x'") == ""  # the default is said


def test_what_has_expired_or_has_no_name_any_more_is_not_known():
    spent = replace(HANAKO, point_lots={"2026-11-21": 30}, points=30)
    assert value("points_expire_on", spent) is None and value("points", spent) == "0"
    assert value("rank", replace(HANAKO, rank="platinum")) is None
    assert value("fields.taste", replace(HANAKO, fields={"taste": {"v": "sour"}})) is None
    assert value("fields.other", replace(HANAKO, fields={"other": {"v": "x"}})) is None


def test_they_read_attributes_of_a_friend():
    known = {field.name for field in fields(Friend)}
    assert all(set(said.reads) <= known for said in VARIABLES.values())


def test_a_field_that_there_is_not_refuses_the_campaign():
    given = {"name": "春", "where": {"field": "follows", "op": "gte", "value": 1}}
    assert define({**given, "messages": text("{{ fields.taste | default: '甘口' }}")}, 1, known=known)
    for name in ("fields.gone", "fields.", "points_expired", "fields.a.b"):
        with pytest.raises(Invalid) as refused:
            define({**given, "messages": text(f"{{{{ {name} }}}}")}, 1, known=known)
        assert all(fault.pointer.startswith("/messages") for fault in refused.value.faults)


def known(name: str) -> Attribute | None:
    return (ATTRIBUTES | SPOKEN).get(name)
