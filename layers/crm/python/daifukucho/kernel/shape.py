"""The shape of what people define and programs send: a table that says what each member is.

From the one table come the check, the value as the core keeps it, its forms as JSON, and the JSON Schema of the API's description.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from functools import partial
from typing import Any

from daifukucho.kernel.errors import Fault, Wrong
from daifukucho.kernel.refusals import LIST, NEEDED, OBJECT, TAKEN, TWICE, UNKNOWN, WORDS
from daifukucho.kernel.rules import NULL, Rule, Schema, Text
from daifukucho.kernel.words import Words


def below(at: str, name: object) -> str:
    """The JSON pointer (RFC 6901) of a member of what ``at`` points to."""
    return f"{at}/{str(name).replace('~', '~0').replace('/', '~1')}"


@dataclass(frozen=True, slots=True)
class Label:
    """Words for people: Japanese, and English if it is said (whoever reads English sees Japanese otherwise). Kept as Words."""

    longest: int
    lines: bool = False
    says: Words | None = None

    @property
    def asks(self) -> Words:
        return WORDS.words()

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        yield from self._shape.faults(given, at)

    def kept(self, given: Mapping[str, str]) -> Words:
        read: _Said = self._shape.kept(given)
        return Words(read.ja, read.en or read.ja)

    def stored(self, kept: Words) -> dict[str, str]:
        return kept._asdict()

    def restored(self, stored: Mapping[str, str]) -> Words:
        return Words(**stored)

    shown = stored

    def schema(self) -> Schema:
        japanese, english = Text(self.longest, self.lines), Text(self.longest, self.lines, blank=True)
        return {
            "type": "object",
            "properties": {"ja": japanese.schema(), "en": english.schema()},
            "required": ["ja"],
            "additionalProperties": False,
        }

    @property
    def _shape(self) -> "Shape":
        text = Text(self.longest, self.lines)
        return Shape({"ja": text}, {"en": Text(self.longest, self.lines, blank=True)}, make=_Said)


@dataclass(frozen=True, slots=True)
class _Said:
    ja: str
    en: str = ""


@dataclass(frozen=True, slots=True)
class Each:
    """A list, each of whose members keeps a rule. It is kept as a tuple. ``unique``: none is given twice. ``key``: the member by
    which each object is known, so that no two have the same; ``taken`` says so. ``rule``: the sentence that asks for it."""

    of: Rule
    most: int
    least: int = 0
    unique: bool = False
    key: str | None = None
    taken: Wrong = TAKEN
    says: Words | None = None
    rule: Wrong = LIST

    @property
    def asks(self) -> Words:
        return self.rule.words(least=self.least, most=self.most)

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        if not isinstance(given, list) or not self.least <= len(given) <= self.most:
            yield Fault(at, self.asks)
        seen: list[Any] = []
        for index, item in enumerate(given[: self.most] if isinstance(given, list) else ()):
            here = below(at, index)
            wrong = [*self.of.faults(item, here)]
            yield from wrong
            if self.unique and not wrong:
                kept = self.of.kept(item)
                if kept in seen:
                    yield TWICE.at(here)
                seen.append(kept)
            elif self.key and isinstance(item, Mapping) and self.key in item:
                known, there = item[self.key], below(here, self.key)
                if known in seen and there not in [fault.pointer for fault in wrong]:
                    yield self.taken.at(there, name=self.key)
                seen.append(known)

    def kept(self, given: list[Any]) -> tuple[Any, ...]:
        return tuple(map(self.of.kept, given))

    def stored(self, kept: Iterable[Any]) -> list[Any]:
        return list(map(self.of.stored, kept))

    def restored(self, stored: list[Any]) -> tuple[Any, ...]:
        return tuple(map(self.of.restored, stored))

    def shown(self, kept: Iterable[Any]) -> list[Any]:
        return list(map(self.of.shown, kept))

    def schema(self) -> Schema:
        bounds = {"maxItems": self.most} | ({"minItems": self.least} if self.least else {})
        return {"type": "array", "items": described(self.of), **bounds} | ({"uniqueItems": True} if self.unique else {})


def nothing_more(members: Mapping[str, Any], at: str) -> Iterable[Fault]:
    return ()


@dataclass(frozen=True, slots=True)
class Shape:
    """An object with these members and no others.

    ``also`` sees to what concerns several members at once: once each is fine, it is given all of them, as they are kept;
    ``at_once``: even before, and then it is given those that are fine. ``make``: a
    dataclass that takes the members as they are kept; what is not given is left to its defaults, and where that is
    ``None``, null is as good as nothing. Without it, the object is kept as a dictionary. ``rule``: the sentence that asks for it.
    """

    required: Mapping[str, Rule] = field(default_factory=dict)
    optional: Mapping[str, Rule] = field(default_factory=dict)
    also: Callable[[Mapping[str, Any], str], Iterable[Fault]] = nothing_more
    at_once: bool = False
    make: Callable[..., Any] = dict
    says: Words | None = None
    rule: Wrong = OBJECT

    @property
    def rules(self) -> Mapping[str, Rule]:
        return {**self.required, **self.optional}

    @property
    def asks(self) -> Words:
        return self.rule.words()

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        yield from self.read(given, at)[0]

    def read(self, given: Any, at: str = "") -> tuple[list[Fault], dict[str, Any]]:
        """Everything that is wrong with it, and the members with which nothing is, as they are kept: for who has to see to more
        than a shape can say, and would say all of it at once."""
        if not isinstance(given, Mapping):
            return [Fault(at, self.asks)], {}
        faults: list[Fault] = []
        fine: dict[str, Any] = {}
        for name, rule in self.rules.items():
            wrong = [*self._of_member(name, rule, given, at)]
            faults += wrong
            if not wrong and self._is_given(name, given):
                fine[name] = rule.kept(given[name])
        more = self.also(fine, at) if self.at_once or not faults else ()
        known = ", ".join(self.rules)
        faults += (UNKNOWN.at(below(at, name), name=name, known=known) for name in given if name not in self.rules)
        return [*faults, *more], fine

    def kept(self, given: Mapping[str, Any]) -> Any:
        members = {name: rule.kept(given[name]) for name, rule in self.rules.items() if self._is_given(name, given)}
        return self.make(**members)

    def stored(self, kept: Any) -> dict[str, Any]:
        return self._each(kept, lambda rule, value: rule.stored(value))

    def restored(self, stored: Mapping[str, Any]) -> Any:
        needed = {name for name, value in stored.items() if value is not None or name in self.required}
        return self.make(**{name: rule.restored(stored[name]) for name, rule in self.rules.items() if name in needed})

    def shown(self, kept: Any) -> dict[str, Any]:
        return self._each(kept, lambda rule, value: rule.shown(value))

    def schema(self) -> Schema:
        properties = {name: described(rule) for name, rule in self.required.items()}
        defaults = defaults_of(self.make)
        for name, rule in self.optional.items():
            if name not in defaults:
                properties[name] = described(rule)
            elif defaults[name] is None:
                properties[name] = described(rule, null=True) | {"default": None}
            else:
                properties[name] = described(rule) | {"default": rule.shown(defaults[name])}
        needed = {"required": list(self.required)} if self.required else {}
        return {"type": "object", "properties": properties, **needed, "additionalProperties": False}

    def _of_member(self, name: str, rule: Rule, given: Mapping[str, Any], at: str) -> Iterator[Fault]:
        if self._is_given(name, given):
            yield from rule.faults(given[name], below(at, name))
        elif name in self.required:
            needed, asks = NEEDED.words(), rule.asks
            yield Fault(below(at, name), Words(f"{needed.ja}{asks.ja}", f"{needed.en} {asks.en}"))

    def _is_given(self, name: str, given: Mapping[str, Any]) -> bool:
        if name not in given:
            return False
        null_is_nothing = name in self.optional and defaults_of(self.make).get(name, ...) is None
        return given[name] is not None or not null_is_nothing

    def _each(self, kept: Any, form: Callable[[Rule, Any], Any]) -> dict[str, Any]:
        values = kept if isinstance(kept, Mapping) else {name: getattr(kept, name) for name in self.rules}
        return {
            name: None if values[name] is None else form(rule, values[name])
            for name, rule in self.rules.items()
            if name in values
        }


@dataclass(frozen=True, slots=True)
class OneOf:
    """An object that has one of several shapes. Which, its member ``by`` says, whose rule stores the shape's key. ``always``: the
    rules of the members that are looked at even if nobody can tell which; that of ``by`` is among them."""

    by: str
    always: Mapping[str, Rule]
    of: Mapping[str, Shape]
    says: Words | None = None

    @property
    def asks(self) -> Words:
        return OBJECT.words()

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        yield from self.read(given, at)[0]

    def read(self, given: Any, at: str = "") -> tuple[list[Fault], dict[str, Any]]:
        """As ``Shape.read``."""
        if not isinstance(given, Mapping):
            return [Fault(at, self.asks)], {}
        which: Any = given.get(self.by)
        if [*self.always[self.by].faults(which, at)]:
            return Shape(self.always).read(
                {name: given[name] for name in self.always if name in given} | {self.by: which}, at
            )
        return self.of[which].read(given, at)

    def kept(self, given: Mapping[str, Any]) -> Any:
        return self.of[given[self.by]].kept(given)

    def stored(self, kept: Any) -> dict[str, Any]:
        return self._shape_of(kept).stored(kept)

    def restored(self, stored: Mapping[str, Any]) -> Any:
        return self.of[stored[self.by]].restored(stored)

    def shown(self, kept: Any) -> dict[str, Any]:
        return self._shape_of(kept).shown(kept)

    def schema(self) -> Schema:
        return {"oneOf": [shape.schema() for shape in self.of.values()]}

    def _shape_of(self, kept: Any) -> Shape:
        which = kept[self.by] if isinstance(kept, Mapping) else getattr(kept, self.by)
        return self.of[self.always[self.by].stored(which)]


def described(rule: Rule, *, null: bool = False) -> Schema:
    """The schema of a rule, with what it means; ``null``: it may be null instead."""
    schema = rule.schema()
    if null and schema != NULL:
        schema = {"anyOf": [schema, NULL]}
    return {**schema, **({"description": rule.says.en} if rule.says else {})}


def defaults_of(make: Callable[..., Any]) -> Mapping[str, Any]:
    """The defaults of a dataclass's fields, as they are kept; of ``partial``, what it says as well."""
    if isinstance(make, partial):
        return {**defaults_of(make.func), **make.keywords}
    if not is_dataclass(make):
        return {}
    found = {f.name: f.default for f in fields(make) if f.default is not MISSING}
    return found | {f.name: f.default_factory() for f in fields(make) if f.default_factory is not MISSING}
