"""The tree of a segment, and reading it from JSON."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from daifukucho.kernel.attribute import FIELD_PREFIX, Attribute
from daifukucho.kernel.errors import Fault, Invalid, Wrong
from daifukucho.segments import refusals
from daifukucho.segments.fields import all_fields, field_named
from daifukucho.segments.frozen import FROZEN, thawed
from daifukucho.segments.operator import MENTIONED, Operator
from daifukucho.segments.operators import OPERATORS, offered_for

MAX_DEPTH = 8
"""Nodes on the longest way from the root to a condition, both counted."""

MAX_LEAVES = 100
"""Conditions of one definition, references to other segments included."""

MAX_CHILDREN = 100
ID_LIMIT = 64


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


@dataclass(frozen=True, slots=True)
class Reference:
    """The friend is in another segment. Once it is expanded, its ``name`` and its tree are known."""

    segment_id: str
    name: str | None = None
    node: "Node | None" = None

    @property
    def expanded(self) -> "Node":
        """The tree of the segment. Raises ValueError unless it has been expanded."""
        if self.node is None:
            raise ValueError(f"segment {self.segment_id} has not been expanded")
        return self.node


Node: TypeAlias = And | Or | Not | Leaf | Reference

Known = Callable[[str], Attribute | None]
"""An attribute by its name, as it is defined now; ``None``: there is none. By the name of an ``operator.Mention``, what
people call that, as the labels of an attribute. Raises Unavailable."""


def leaves(node: Node) -> Iterator[Leaf]:
    """The conditions of an expanded tree, from left to right, those of the segments that it refers to included."""
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from leaves(child)
        case Not(child):
            yield from leaves(child)
        case Reference():
            yield from leaves(node.expanded)
        case Leaf():
            yield node


def parse(where: object, known: Known = field_named) -> Node:
    """Read a segment's tree from what ``json.loads`` made of it, as people write it.

    A node is one of ``{"all": [...]}``, ``{"any": [...]}``, ``{"not": …}``, ``{"segment": id}`` and
    ``{"field", "op", "value"}``. References are not followed (``reference.resolve`` does). ``known``: what may be asked; unless
    said, what is known of every friend, without the shop's own fields.
    Raises Invalid (``invalid_segment``) with every fault found, each pointing into the tree.
    """
    return _parsed(where, _Parser(known))


def parse_expanded(where: object) -> Node:
    """Read a tree that ``reference.expand`` has made: each reference carries the name and the tree of its segment, and
    each condition on a field of the shop's own what it was then. Nothing is looked up.

    Raises Invalid as ``parse`` does.
    """
    return _parsed(where, _ExpandedParser(field_named))


def _parsed(where: object, parser: "_Parser") -> Node:
    node = parser.node(where, "", depth=1)
    if parser.faults or node is None:
        raise refusals.INVALID_SEGMENT(*parser.faults)
    return node


SHAPES = '{"all": [...]}, {"any": [...]}, {"not": {...}}, {"segment": ...}, {"field": ..., "op": ..., "value": ...}'
_KINDS = ("all", "any", "not", "segment")
_LEAF = ("field", "op", "value")


class _Parser:
    """Walks a tree and gathers its faults. A method returns ``None`` after having noted at least one."""

    reference: tuple[str, ...] = ("segment",)
    leaf: tuple[str, ...] = _LEAF
    max_leaves: float = MAX_LEAVES

    def __init__(self, known: Known) -> None:
        self.faults: list[Fault] = []
        self._known = known
        self._leaves = 0

    def _fault(self, pointer: str, wrong: Wrong, **values: object) -> None:
        self.faults.append(wrong.at(pointer, **values))

    def node(self, where: object, pointer: str, depth: int) -> Node | None:
        if depth > MAX_DEPTH:
            self._fault(pointer, refusals.TOO_DEEP, most=MAX_DEPTH)
            return None
        if not isinstance(where, dict):
            self._fault(pointer, refusals.NODE, shapes=SHAPES)
            return None
        kinds = [key for key in _KINDS if key in where]
        if len(kinds) > 1:
            self._fault(pointer, refusals.SEVERAL_KINDS, kinds=", ".join(kinds))
            return None
        if not kinds and not any(key in where for key in _LEAF):
            self._fault(pointer, refusals.NODE, shapes=SHAPES)
            return None
        match kinds:
            case []:
                self._refuse_others(where, self.leaf, pointer)
                return self._leaf(where, pointer) if self._has_room(pointer) else None
            case ["segment"]:
                self._refuse_others(where, self.reference, pointer)
                return self._reference(where, pointer) if self._has_room(pointer) else None
        [kind] = kinds
        self._refuse_others(where, kinds, pointer)
        if kind == "not":
            child = self.node(where["not"], f"{pointer}/not", depth + 1)
            return None if child is None else Not(child)
        return self._group(kind, where[kind], f"{pointer}/{kind}", depth)

    def _refuse_others(self, where: dict[str, object], known: tuple[str, ...] | list[str], pointer: str) -> None:
        for key in where:
            if key not in known:
                escaped = str(key).replace("~", "~0").replace("/", "~1")
                self._fault(f"{pointer}/{escaped}", refusals.UNKNOWN, name=key, known=", ".join(known))

    def _group(self, kind: str, items: object, pointer: str, depth: int) -> Node | None:
        if not isinstance(items, list) or not items:
            self._fault(pointer, refusals.EMPTY_GROUP)
            return None
        if len(items) > MAX_CHILDREN:
            self._fault(pointer, refusals.LARGE_GROUP, most=MAX_CHILDREN, given=len(items))
            return None
        children = [self.node(item, f"{pointer}/{i}", depth + 1) for i, item in enumerate(items)]
        whole = tuple(child for child in children if child is not None)
        if len(whole) < len(children):
            return None
        return And(whole) if kind == "all" else Or(whole)

    def _has_room(self, pointer: str) -> bool:
        self._leaves += 1
        if self._leaves == self.max_leaves + 1:
            self._fault(pointer, refusals.TOO_MANY_LEAVES, most=MAX_LEAVES)
        return self._leaves <= self.max_leaves

    def _reference(self, where: dict[str, object], pointer: str) -> Reference | None:
        segment_id = where["segment"]
        if not isinstance(segment_id, str) or not 1 <= len(segment_id) <= ID_LIMIT:
            self._fault(f"{pointer}/segment", refusals.SEGMENT_ID)
            return None
        return Reference(segment_id)

    def _leaf(self, where: dict[str, object], pointer: str) -> Leaf | None:
        missing = [key for key in _LEAF if key not in where]
        for key in missing:
            self._fault(pointer, refusals.MISSING, name=key)
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
        if isinstance(name, str) and not name.startswith(MENTIONED):
            attribute = self._known(name)
            if attribute is not None:
                return attribute
        if isinstance(name, str) and name.startswith(FIELD_PREFIX):
            self._fault(f"{pointer}/field", refusals.NO_OWN_FIELD)
        elif "field" in where:
            names = ", ".join((*all_fields(), f"{FIELD_PREFIX}<key>"))
            self._fault(f"{pointer}/field", refusals.NO_FIELD, names=names)
        return None

    def _operator(self, where: dict[str, object], attribute: Attribute | None, pointer: str) -> Operator | None:
        key = where.get("op")
        operator = OPERATORS.get(key) if isinstance(key, str) else None
        if operator is not None and (attribute is None or attribute.type in operator.types):
            return operator
        if "op" in where:
            if attribute is None:
                self._fault(f"{pointer}/op", refusals.NO_STAFF_MEMBER, keys=", ".join(OPERATORS))
            else:
                keys = ", ".join(operator.key for operator in offered_for(attribute))
                self._fault(f"{pointer}/op", refusals.NO_OPERATOR_OF_FIELD, field=attribute.name, keys=keys)
        return None


class _ExpandedParser(_Parser):
    """Reads what has been read, limited and expanded before."""

    reference = ("segment", "name", "where")
    leaf = (*_LEAF, FROZEN)
    max_leaves = math.inf

    def _attribute(self, where: dict[str, object], pointer: str) -> Attribute | None:
        return thawed(where) if FROZEN in where else super()._attribute(where, pointer)

    def _reference(self, where: dict[str, object], pointer: str) -> Reference | None:
        found = super()._reference(where, pointer)
        node, name = self.node(where.get("where"), f"{pointer}/where", depth=1), where.get("name")
        if not isinstance(name, str):
            self._fault(f"{pointer}/name", refusals.SEGMENT_NAME)
            return None
        return None if found is None or node is None else Reference(found.segment_id, name, node)
