"""A new attribute of a friend is one declaration: what it then is everywhere, in a copy of the product that has one more."""

import json
import shutil

import pytest

from tests.arch.test_architecture import LAYER, ROOT, in_a_new_python

DECLARATIONS = sorted(LAYER.glob("daifukucho/*/attributes.py"))

PICKUP = '''"""Where a friend picks up what was ordered."""

from dataclasses import dataclass

from daifukucho.kernel.declared import TEXT, Shown, declared


@dataclass(frozen=True, init=False, repr=False, eq=False)
class PickupAttributes:
    """``pickup_store`` is the id of a store."""

    pickup_store: str | None = declared(
        TEXT, "受け取り店舗", "pickup store", refers_to="store", shown=Shown("shibuya", "受け取り店舗: a store's id.")
    )
'''

ASK = """
import json
from daifukucho.book.telling import Told, changes
from daifukucho.friends.facts import facts_of
from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.segments.context import Context
from daifukucho.segments.evaluate import matches
from daifukucho.segments.operators import OPERATORS
from daifukucho.segments.tree import parse
from daifukucho.segments.vocabulary import vocabulary
from daifukucho_aws.dynamo.friends import from_item, to_item
from daifukucho_aws.dynamo.roster import _WANTED
from daifukucho_aws.dynamo.tables import FriendItem
from daifukucho_aws.roster_copy.changes import known
from daifukucho_aws.roster_copy.duck import FACTS
from routes.friends import FriendModel

friend = Friend("U1", pickup_store="shibuya")
item = to_item(FriendItem, friend).serialize()
leaf = parse({"field": "pickup_store", "op": "is", "value": "shibuya"})
told = Told(None, None, lambda ref: Words("渋谷店", "Shibuya") if ref == ("store", "shibuya") else None, {"set": {"pickup_store": "shibuya"}})
print(json.dumps({
    "kept": [item["pickup_store"], "pickup_store" in to_item(FriendItem, Friend("U2")).serialize(), from_item(item) == friend],
    "offered": [field["label"] for field in vocabulary()["fields"] if field["name"] == "pickup_store"],
    "matches": [matches(leaf, facts_of(each), Context(0)) for each in (friend, Friend("U2"))],
    "named": [mention.name for mention in OPERATORS["is"].mentions(leaf.attribute, leaf.value)],
    "copied": [FACTS["pickup_store"], known(item)["pickup_store"], "pickup_store" in _WANTED],
    "shown": FriendModel.of(friend).pickup_store,
    "document": FriendModel.model_json_schema()["properties"]["pickup_store"]["description"],
    "told": changes(told),
}))
"""


def test_a_capability_declares_an_attribute_and_it_is_everywhere(tmp_path):
    """What docs/extending.md says of a new attribute, done."""
    layer, function = tmp_path / "layer", tmp_path / "crm_api"
    shutil.copytree(LAYER, layer)
    shutil.copytree(ROOT / "functions/crm_api", function)
    room = layer / "daifukucho/pickup"
    room.mkdir()
    (room / "__init__.py").touch()
    (room / "attributes.py").write_text(PICKUP, "utf-8")
    friend = layer / "daifukucho/friends/friend.py"
    before = friend.read_text("utf-8")
    after = before.replace("class Friend(\n", "class Friend(\n    PickupAttributes,\n")
    assert after != before
    friend.write_text("from daifukucho.pickup.attributes import PickupAttributes\n" + after, "utf-8")

    assert json.loads(in_a_new_python(ASK, path=[function, layer])) == {
        "kept": [{"S": "shibuya"}, False, True],
        "offered": [{"ja": "受け取り店舗", "en": "pickup store"}],
        "matches": [True, False],
        "named": ["@store/shibuya"],
        "copied": ["VARCHAR", "shibuya", True],
        "shown": "shibuya",
        "document": "受け取り店舗: a store's id.",
        "told": ["受け取り店舗「渋谷店」", "pickup store “Shibuya”"],
    }


@pytest.mark.parametrize("file", DECLARATIONS, ids=lambda file: file.parent.name)
def test_a_declaration_knows_the_kernel_and_its_own_room(file):
    """``Friend`` is put together from the declarations of rooms above it (see the contract in pyproject.toml). So none of them
    may know anybody else."""
    code = """
import importlib, json
importlib.import_module(sys.argv[1])
print(json.dumps(sorted({name.split(".")[1] for name in sys.modules if name.startswith("daifukucho.")})))
"""
    room = file.parent.name
    loaded = json.loads(in_a_new_python(code, f"daifukucho.{room}.attributes", path=[LAYER]))
    assert set(loaded) == {"kernel", room}
