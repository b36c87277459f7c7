"""A resource: one declaration of what people define, from which all follows that is the same for every kind of definition."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

from daifukucho.kernel.errors import Fault, Refusal
from daifukucho.kernel.rules import Rule
from daifukucho.kernel.shape import Shape
from daifukucho.kernel.words import Words

D = TypeVar("D")


def nothing_else(says: Any, before: Any) -> Iterable[Fault]:
    return ()


def as_sent(given: Any, before: Any) -> Any:
    return given


def _title(name: str) -> str:
    return "".join(word.capitalize() for word in name.split())


class Form(Protocol):
    """How a definition is stored as JSON. A shape is one."""

    def stored(self, kept: Any) -> Mapping[str, Any]: ...

    def restored(self, stored: Mapping[str, Any]) -> Any: ...


@dataclass(frozen=True, slots=True)
class Kept(Generic[D]):
    """How definitions of a kind are kept in the catalog. ``missing``: the refusal where there is none;
    ``named``: the member of the body that people know one by; ``taken``: the refusal to make a second one of a key, where people
    choose keys."""

    kind: str
    missing: Refusal
    stored: Callable[[D], Mapping[str, Any]]
    restored: Callable[[Mapping[str, Any]], D]
    named: str = "name"
    taken: Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Generic[D]):
    """What people define, change and delete, each with an id and versions.

    ``kind``: in the catalog. ``path``: under ``/v1``. ``id_name``: what its id is called. ``name``: one of them, for people.
    ``several``: some of them in English, where that is not with an s. ``shape``: what is sent. ``secret``: the members of it that are
    never shown. ``kept``: the form in which a definition is stored, if that is
    not the shape's. ``named``: the member of it that people know one by. ``missing``: the refusal where there is
    none. ``invalid``: the refusal to save one that is at fault. ``taken``: the refusal to make a second one of a key, where people
    choose keys. ``example``: one as it is sent; it is also the resource's test.
    """

    kind: str
    path: str
    id_name: str
    name: Words
    shape: Shape
    missing: Refusal
    invalid: Refusal
    example: Mapping[str, Any]
    secret: frozenset[str] = frozenset()
    kept: Form | None = None
    named: str = "name"
    taken: Refusal | None = None
    several: str = ""

    @property
    def title(self) -> str:
        """Its English name as programs write it, such as ``Store``."""
        return _title(self.name.en)

    @property
    def names(self) -> str:
        """Some of them in English, such as ``stores``."""
        return self.several or f"{self.name.en}s"

    @property
    def titles(self) -> str:
        """The same as programs write it, such as ``Stores``."""
        return _title(self.names)

    @property
    def shown(self) -> Shape:
        """What answers show of a definition."""
        return replace(self.shape, required=self._open(self.shape.required), optional=self._open(self.shape.optional))

    def _open(self, rules: Mapping[str, Rule]) -> Mapping[str, Rule]:
        return {name: rule for name, rule in rules.items() if name not in self.secret}

    def stored(self, says: D) -> Mapping[str, Any]:
        """A definition as JSON that is stored."""
        return (self.kept or self.shape).stored(says)

    def restored(self, body: Mapping[str, Any]) -> D:
        """What was stored."""
        says: D = (self.kept or self.shape).restored(body)
        return says

    def id_of(self, says: D, new: Callable[[], str]) -> str:
        """The id of a new definition: its key, where people choose keys; else a ``new`` one."""
        return str(getattr(says, self.id_name)) if self.taken else new()

    @property
    def in_catalog(self) -> Kept[D]:
        return Kept(self.kind, self.missing, self.stored, self.restored, self.named, self.taken)

    def definer(
        self,
        checks: Callable[[Any, D | None], Iterable[Fault]] = nothing_else,
        finish: Callable[[Any, D | None], D] = as_sent,
    ) -> Callable[[object, D | None], D]:
        """What reads a definition that a person sends, given what was there before (``None``: it is new).

        It raises ``invalid`` with every fault of the shape or, if there is none, of the ``checks``, which may ask others.
        ``finish`` makes the definition of what was sent, where that is not the same.
        """

        def define(given: object, before: D | None) -> D:
            if faults := [*self.shape.faults(given, "")]:
                raise self.invalid(*faults)
            sent = self.shape.kept(given)  # type: ignore[arg-type]  # an object, for it has no faults
            if faults := [*checks(sent, before)]:
                raise self.invalid(*faults)
            return finish(sent, before)

        return define


@dataclass(frozen=True, slots=True, kw_only=True)
class Input(Generic[D]):
    """What is sent to do one thing, such as to write a memo.

    ``title``: what programs call it, such as ``Memo``. ``shape``: what is sent. ``invalid``: the refusal of what is at fault.
    ``examples``: some as they are sent; they are also its test.
    """

    title: str
    shape: Shape
    invalid: Refusal
    examples: tuple[Mapping[str, Any], ...]

    def read(self, given: object, more: Callable[[Mapping[str, Any]], Iterable[Fault]] = lambda fine: ()) -> D:
        """What a person or a program sends. ``more``: what has to be looked at besides, given the members with which nothing is
        wrong, as they are kept. Raises ``invalid`` with every fault."""
        faults, fine = self.shape.read(given)
        if faults := [*faults, *more(fine)]:
            raise self.invalid(*faults)
        value: D = self.shape.make(**fine)
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Generic[D]):
    """What a shop sets up once, such as its points, with all of its versions.

    ``kind``: in the catalog. ``path``: under ``/v1/settings``. ``title``: what programs call it, such as ``PointSettings``. ``name``: what people
    do. ``shape``: what is sent, all of it. ``default``: what holds until something is saved, as it would be sent. ``invalid``: the
    refusal to save what is at fault.
    """

    kind: str
    path: str
    title: str
    name: Words
    shape: Shape
    default: Mapping[str, Any]
    invalid: Refusal

    def read(self, given: Mapping[str, Any]) -> D:
        """What was checked when it was saved."""
        value: D = self.shape.kept(given)
        return value

    def define(self, given: object, checks: Callable[[D], Iterable[Fault]] = lambda value: ()) -> D:
        """Check what a person sends. Raises ``invalid`` with every fault of the shape or, if there is none, of the ``checks``."""
        faults = [*self.shape.faults(given, "")]
        if faults:
            raise self.invalid(*faults)
        value = self.read(given)  # type: ignore[arg-type]  # an object, for it has no faults
        if faults := [*checks(value)]:
            raise self.invalid(*faults)
        return value
