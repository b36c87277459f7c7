"""The tree of a segment, and reading it from JSON."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from daifukucho.friends.attributes import ATTRIBUTES, Attribute
from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.segments.operator import Operator
from daifukucho.segments.operators import OPERATORS, operators_for

MAX_DEPTH = 8
"""Nodes on the longest way from the root to a condition, both counted."""

MAX_LEAVES = 100
MAX_CHILDREN = 100


@dataclass(frozen=True, slots=True)
class And:
    """Every child matches."""

    children: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """At least one child matches."""

    children: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """The child does not match."""

    child: "Node"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One condition: an attribute, an operator, and the value as the operator has parsed it."""

    attribute: Attribute
    operator: Operator
    value: Any


Node: TypeAlias = And | Or | Not | Leaf


def leaves(node: Node) -> Iterator[Leaf]:
    """The conditions of a tree, from left to right."""
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from leaves(child)
        case Not(child):
            yield from leaves(child)
        case Leaf():
            yield node


def parse(where: object) -> Node:
    """Read a segment's tree from what ``json.loads`` made of it.

    A node is one of ``{"all": [...]}``, ``{"any": [...]}``, ``{"not": …}`` and ``{"field", "op", "value"}``.
    Raises Invalid (``invalid_segment``) with every fault found, each pointing into the tree.
    """
    parser = _Parser()
    node = parser.node(where, "", depth=1)
    if parser.faults or node is None:
        raise Invalid("The segment has faults.", code="invalid_segment", faults=parser.faults)
    return node


_SHAPES = '{"all": [...]}, {"any": [...]}, {"not": {...}} or {"field": ..., "op": ..., "value": ...}'
_GROUPS = ("all", "any", "not")
_LEAF = ("field", "op", "value")


class _Parser:
    """Walks a tree and gathers its faults. A method returns ``None`` after having noted at least one."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._leaves = 0

    def _fault(self, pointer: str, message: str) -> None:
        self.faults.append(Fault(pointer, message))

    def node(self, where: object, pointer: str, depth: int) -> Node | None:
        if depth > MAX_DEPTH:
            self._fault(pointer, f"nested too deeply: {MAX_DEPTH} levels are allowed")
            return None
        if not isinstance(where, dict):
            self._fault(pointer, f"must be an object: {_SHAPES}")
            return None
        groups = [key for key in _GROUPS if key in where]
        if len(groups) > 1:
            self._fault(pointer, f"has {' and '.join(groups)}: use one, and nest the other inside it")
            return None
        if not groups and not any(key in where for key in _LEAF):
            self._fault(pointer, f"must be one of {_SHAPES}")
            return None
        self._refuse_others(where, groups or _LEAF, pointer)
        if not groups:
            return self._leaf(where, pointer)
        if groups == ["not"]:
            child = self.node(where["not"], f"{pointer}/not", depth + 1)
            return None if child is None else Not(child)
        return self._group(groups[0], where[groups[0]], f"{pointer}/{groups[0]}", depth)

    def _refuse_others(self, where: dict[str, object], known: tuple[str, ...] | list[str], pointer: str) -> None:
        for key in where:
            if key not in known:
                escaped = str(key).replace("~", "~0").replace("/", "~1")
                self._fault(f"{pointer}/{escaped}", f"is not known here: leave it out (known: {', '.join(known)})")

    def _group(self, kind: str, items: object, pointer: str, depth: int) -> Node | None:
        if not isinstance(items, list) or not items:
            self._fault(pointer, "must be a list of at least one condition or group")
            return None
        if len(items) > MAX_CHILDREN:
            self._fault(pointer, f"has {len(items)} members: {MAX_CHILDREN} are allowed")
            return None
        children = [self.node(item, f"{pointer}/{i}", depth + 1) for i, item in enumerate(items)]
        whole = tuple(child for child in children if child is not None)
        if len(whole) < len(children):
            return None
        return And(whole) if kind == "all" else Or(whole)

    def _leaf(self, where: dict[str, object], pointer: str) -> Leaf | None:
        self._leaves += 1
        if self._leaves > MAX_LEAVES:
            if self._leaves == MAX_LEAVES + 1:
                self._fault(pointer, f"is one condition too many: a segment may have {MAX_LEAVES}")
            return None
        missing = [key for key in _LEAF if key not in where]
        for key in missing:
            self._fault(pointer, f'"{key}" is missing')
        attribute = self._attribute(where, pointer)
        operator = self._operator(where, attribute, pointer)
        if missing or attribute is None or operator is None:
            return None
        try:
            return Leaf(attribute, operator, operator.parse(where["value"], attribute))
        except Invalid as error:
            self.faults += [Fault(f"{pointer}/value{fault.pointer}", fault.message) for fault in error.faults]
            return None

    def _attribute(self, where: dict[str, object], pointer: str) -> Attribute | None:
        name = where.get("field")
        if isinstance(name, str) and name in ATTRIBUTES:
            return ATTRIBUTES[name]
        if "field" in where:
            self._fault(f"{pointer}/field", f"is not a field: use one of {', '.join(ATTRIBUTES)}")
        return None

    def _operator(self, where: dict[str, object], attribute: Attribute | None, pointer: str) -> Operator | None:
        key = where.get("op")
        operator = OPERATORS.get(key) if isinstance(key, str) else None
        usable = OPERATORS if attribute is None else [o.key for o in operators_for(attribute.type)]
        if operator is not None and operator.key in usable:
            return operator
        if "op" in where:
            what = "is not an operator" if attribute is None else f"is not an operator of {attribute.name}"
            self._fault(f"{pointer}/op", f"{what}: use one of {', '.join(usable)}")
        return None
