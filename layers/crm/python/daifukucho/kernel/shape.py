"""The shape of what people define and programs send: a table that says what each member is.

From the one table come the check, the value as the core keeps it, its forms as JSON, and the JSON Schema of the API's description.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from typing import Any

from daifukucho.kernel.errors import Fault
from daifukucho.kernel.refusals import LIST, NEEDED, OBJECT, TWICE, UNKNOWN, WORDS
from daifukucho.kernel.rules import Rule, Schema, Text
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
    en: str | None = None


@dataclass(frozen=True, slots=True)
class Each:
    """A list, each of whose members keeps a rule. It is kept as a tuple. ``unique``: none is given twice."""

    of: Rule
    most: int
    least: int = 0
    unique: bool = False
    says: Words | None = None

    @property
    def asks(self) -> Words:
        return LIST.words(least=self.least, most=self.most)

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        if not isinstance(given, list) or not self.least <= len(given) <= self.most:
            yield Fault(at, self.asks)
        seen: list[Any] = []
        for index, item in enumerate(given[: self.most] if isinstance(given, list) else ()):
            wrong = [*self.of.faults(item, below(at, index))]
            yield from wrong
            if self.unique and not wrong:
                kept = self.of.kept(item)
                if kept in seen:
                    yield TWICE.at(below(at, index))
                seen.append(kept)

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

    ``also`` sees to what concerns several members at once: once each is fine, it is given all of them, as they are kept. ``make``: a
    dataclass that takes the members as they are kept; what is not given is left to its defaults, and where that is
    ``None``, null is as good as nothing. Without it, the object is kept as a dictionary.
    """

    required: Mapping[str, Rule] = field(default_factory=dict)
    optional: Mapping[str, Rule] = field(default_factory=dict)
    also: Callable[[Mapping[str, Any], str], Iterable[Fault]] = nothing_more
    make: Callable[..., Any] = dict
    says: Words | None = None

    @property
    def rules(self) -> Mapping[str, Rule]:
        return {**self.required, **self.optional}

    @property
    def asks(self) -> Words:
        return OBJECT.words()

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        if not isinstance(given, Mapping):
            yield Fault(at, self.asks)
            return
        wrong = [fault for name, rule in self.rules.items() for fault in self._of_member(name, rule, given, at)]
        yield from wrong
        for name in given:
            if name not in self.rules:
                yield UNKNOWN.at(below(at, name), name=name, known=", ".join(self.rules))
        if not wrong:
            yield from self.also(self._members(given), at)

    def kept(self, given: Mapping[str, Any]) -> Any:
        return self.make(**self._members(given))

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

    def _members(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The members that are given, as they are kept."""
        return {name: rule.kept(given[name]) for name, rule in self.rules.items() if self._is_given(name, given)}

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


def described(rule: Rule, *, null: bool = False) -> Schema:
    """The schema of a rule, with what it means; ``null``: it may be null instead."""
    schema = {"anyOf": [rule.schema(), {"type": "null"}]} if null else rule.schema()
    return {**schema, **({"description": rule.says.en} if rule.says else {})}


def defaults_of(make: Callable[..., Any]) -> Mapping[str, Any]:
    """The defaults of a dataclass's fields, as they are kept."""
    if not is_dataclass(make):
        return {}
    found = {f.name: f.default for f in fields(make) if f.default is not MISSING}
    return found | {f.name: f.default_factory() for f in fields(make) if f.default_factory is not MISSING}
