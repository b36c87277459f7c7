"""What capabilities declare of a friend, and what has to agree with it."""

import importlib
from dataclasses import fields, is_dataclass
from pathlib import Path

import daifukucho
from daifukucho.friends import edit
from daifukucho.friends.friend import ATTRIBUTES, DECLARED, Friend
from daifukucho.kernel.declared import declarations

ROOMS = sorted(file.parent.name for file in Path(daifukucho.__path__[0]).glob("*/attributes.py"))


def test_a_friend_is_all_that_is_declared():
    found = {}
    for room in ROOMS:
        module = importlib.import_module(f"daifukucho.{room}.attributes")
        own = [each for each in vars(module).values() if is_dataclass(each) and each.__module__ == module.__name__]
        assert own and all(issubclass(Friend, each) for each in own)
        for each in own:
            declared = declarations(each)
            assert not found.keys() & declared  # no two of them declare the same
            found |= declared
    assert found.keys() | {"name_index"} == DECLARED.keys()
    assert {field.name for field in fields(Friend)} <= DECLARED.keys()


def test_what_is_not_known_of_a_friend_is_what_its_kind_says():
    new = Friend("U1")
    unknown = {name: said.kind.unknown for name, said in DECLARED.items() if name != "friend_id"}
    assert {name: getattr(new, name) for name in unknown} == unknown


def test_people_are_offered_all_that_segments_may_ask():
    assert ATTRIBUTES.keys() == {name for name, said in DECLARED.items() if said.asked}
    assert all(name == attribute.name and attribute.ja and attribute.en for name, attribute in ATTRIBUTES.items())


def test_what_people_may_set_is_checked():
    assert edit._CHECKS.keys() == {name for name, said in DECLARED.items() if said.settable}


def test_the_ids_in_a_friend_refer_to_definitions_of_these_kinds():
    kinds = {name: attribute.refers_to for name, attribute in ATTRIBUTES.items() if attribute.refers_to}
    assert kinds == {
        "first_route": "inflow",
        "last_route": "inflow",
        "rank": "rank",
        "assignee": "staff",
        "stores": "store",
        "favourite_store": "store",
    }
