"""Registries: a module dropped into the folder is a member, under its own name, loaded when it is asked for."""

import sys
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from daifukucho.book.kinds import EVENTS
from daifukucho.kernel.registry import Registry, module_of
from daifukucho.messages.actions import ACTIONS
from daifukucho.messages.templates import TEMPLATES
from daifukucho.messages.types import MESSAGE_TYPES
from daifukucho.segments.operators import OPERATORS
from daifukucho.surveys.types import TYPES

REGISTRIES = [EVENTS, ACTIONS, TEMPLATES, MESSAGE_TYPES, OPERATORS, TYPES]
_packages = count()


@dataclass(frozen=True)
class Tea:
    key: str


class Teas:
    """A folder with a package of teas; a file is made for each module, and what the registry of the folder is."""

    def __init__(self, folder: Path) -> None:
        self.name = f"teas_{next(_packages)}"
        self.path = folder / self.name
        self.path.mkdir()
        (self.path / "__init__.py").write_text("")

    def add(self, module: str, key: str) -> None:
        (self.path / f"{module}.py").write_text(f"from {__name__} import Tea\nTEA = Tea({key!r})\n")

    def registry(self, *order: str) -> Registry[Tea]:
        return Registry(self.name, [str(self.path)], "TEA", Tea, order)


@pytest.fixture
def teas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Teas:
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(sys.modules, __name__, sys.modules[Teas.__module__])
    return Teas(tmp_path)


@pytest.mark.parametrize("registry", REGISTRIES)
def test_each_member_is_found_under_its_key(registry: Registry) -> None:
    assert len(registry) > 2
    assert len(list(registry)) == len(registry) == len(set(registry))
    assert all(registry[key].key == key and key in registry for key in registry)


@pytest.mark.parametrize("registry", REGISTRIES)
@pytest.mark.parametrize(
    "key", ["", "_", "__init__", "nothing", "is_", "account_link", "../kernel/text", "a.b", "\0", "é"]
)
def test_what_is_no_key_is_not_found(registry: Registry, key: str) -> None:
    assert key not in registry
    assert registry.get(key) is None


def test_a_module_is_named_as_its_key() -> None:
    assert [module_of(key) for key in ("follow", "accountLink", "is", "is_not")] == [
        "follow",
        "account_link",
        "is_",
        "is_not",
    ]


def test_a_member_is_loaded_when_it_is_asked_for(teas: Teas) -> None:
    teas.add("sencha", "sencha")
    teas.add("genmai_cha", "genmaiCha")
    (teas.path / "_shared.py").write_text("raise AssertionError('a shared module is no member')\n")
    registry = teas.registry()
    assert "genmaiCha" in registry
    assert f"{teas.name}.genmai_cha" in sys.modules
    assert f"{teas.name}.sencha" not in sys.modules
    assert list(registry) == ["genmaiCha", "sencha"]


def test_they_come_in_the_order_that_is_given(teas: Teas) -> None:
    for key in ("bancha", "matcha", "sencha"):
        teas.add(key, key)
    assert list(teas.registry("sencha", "bancha", "matcha")) == ["sencha", "bancha", "matcha"]


@pytest.mark.parametrize("order", [("bancha",), ("bancha", "matcha", "sencha")])
def test_an_order_that_forgets_a_module_or_names_none_is_refused(teas: Teas, order: tuple[str, ...]) -> None:
    for key in ("bancha", "matcha"):
        teas.add(key, key)
    with pytest.raises(ValueError, match="the order and the modules differ"):
        teas.registry(*order)


def test_a_key_that_belongs_into_another_file_is_refused(teas: Teas) -> None:
    teas.add("bancha", "hojicha")
    with pytest.raises(ValueError, match=r"belongs into hojicha\.py"):
        list(teas.registry())


def test_what_is_not_of_the_type_is_refused(teas: Teas) -> None:
    (teas.path / "bancha.py").write_text("TEA = 'bancha'\n")
    with pytest.raises(TypeError, match="bancha"):
        list(teas.registry())
