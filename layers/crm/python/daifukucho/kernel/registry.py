"""A registry: the members of a growing set, one module each in a package. A new module in the package is a new
member."""

import importlib
import keyword
import pkgutil
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, TypeVar


class Member(Protocol):
    """What a registry holds."""

    @property
    def key(self) -> str: ...


M = TypeVar("M", bound=Member)


def module_of(key: str) -> str:
    """The name of the module of a member: its key in small letters (``accountLink``: ``account_link``), and a ``_`` after
    a word of Python's own (``is``: ``is_``)."""
    name = re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", key)
    return f"{name}_" if keyword.iskeyword(name) else name


class Registry(Mapping[str, M]):
    """The members of a package by their keys. A member is loaded when it is first asked for, so that a function loads
    only the members that it needs.

    ``package``: the package's ``__name__`` and ``__path__``. ``member``: the name of the member in each module.
    ``order``: the keys in the order in which people are shown them; without it, the members have the order of their
    modules' names. A module whose name begins with ``_`` is shared by members, and is no member. Raises ValueError if
    ``order`` and the modules differ.
    """

    def __init__(self, name: str, path: Sequence[str], member: str, of: type[M], order: Sequence[str] = ()) -> None:
        self._package, self._member, self._of = name, member, of
        found = [m.name for m in pkgutil.iter_modules(path) if not m.name.startswith("_")]
        ordered = [module_of(key) for key in order]
        if order and sorted(ordered) != sorted(found):
            raise ValueError(f"{name}: the order and the modules differ: {sorted({*ordered} ^ {*found})}")
        self._modules = dict.fromkeys(ordered or sorted(found))
        self._loaded: dict[str, M] = {}

    def __getitem__(self, key: str) -> M:
        module = module_of(key)
        if module in self._modules and (member := self._member_in(module)).key == key:
            return member
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return (self._member_in(module).key for module in self._modules)

    def __len__(self) -> int:
        return len(self._modules)

    def _member_in(self, module: str) -> M:
        """The member of a module, loaded once: every entry that is read asks for a member."""
        if module not in self._loaded:
            self._loaded[module] = self._load(module)
        return self._loaded[module]

    def _load(self, module: str) -> M:
        member = getattr(importlib.import_module(f"{self._package}.{module}"), self._member)
        if not isinstance(member, self._of):
            raise TypeError(f"{self._package}.{module}: {self._member} is not of {self._of.__name__}")
        if module_of(member.key) != module:
            raise ValueError(
                f"{self._package}.{module}: the key {member.key!r} belongs into {module_of(member.key)}.py"
            )
        return member
