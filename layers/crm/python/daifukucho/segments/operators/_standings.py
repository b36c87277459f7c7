"""What the operators share that ask where a friend stands towards a product, in the nine segments."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from daifukucho.kernel.attribute import Attribute, AttributeType
from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.kernel.refusals import CHOICE, SHORT_NAME
from daifukucho.kernel.rules import is_key
from daifukucho.kernel.time import to_iso
from daifukucho.kernel.words import Language, Words
from daifukucho.nine_segments.standing import Standing, standing_of
from daifukucho.segments.condition import Condition, Scalar, Term, disjunction
from daifukucho.segments.context import Context
from daifukucho.segments.operator import Operator, named
from daifukucho.segments.operators._values import members, refuse
from daifukucho.segments.refusals import INVALID_VALUE, KEYS, THESE_MEMBERS

Stored = Mapping[str, Mapping[str, str | int]]
Among = tuple[str, tuple[str, ...]]
"""A product, and the keys of which the friend's has to be one."""


class StandingOperator(Operator):
    """A friend's standings are a map from each product to what the friend says of it and buys of it."""

    types = (AttributeType.NINE_SEGMENTS,)

    def product(self, value: Any) -> str:
        """The product that a parsed value names."""
        return str(value[0])

    def standing(self, value: Any, fact: Stored, context: Context) -> Standing:
        """Where the friend stands towards it when it is asked: an expired answer is none."""
        product = self.product(value)
        return standing_of(product, fact.get(product, {}), context.until)

    def seen(self, value: Any, fact: Stored) -> Mapping[str, str] | None:
        """What is noted of the product, with its times; an answer with the time at which it expires."""
        noted = fact.get(self.product(value))
        if noted is None:
            return None
        return {name: to_iso(of) if isinstance(of, int) else of for name, of in noted.items()}


class AmongOperator(StandingOperator):
    """Those that ask for one of some keys. ``keys``: all there are; ``clause`` is the sentence with the attribute as
    ``{0}``, the product as ``{1}`` and the keys' names as ``{2}``."""

    keys: ClassVar[Mapping[str, Words]]
    clause: ClassVar[Words]

    def parse(self, value: object, attribute: Attribute) -> Among:
        given = read(value, ("product", "any_of"))
        try:
            return given["product"], members(given["any_of"], self._key, KEYS)
        except Invalid as error:
            faults = [Fault(f"/any_of{fault.pointer}", fault.message) for fault in error.faults]
            raise INVALID_VALUE(*faults) from error

    def _key(self, member: object) -> str:
        if not isinstance(member, str) or member not in self.keys:
            raise refuse(CHOICE.words(choices=", ".join(self.keys)))
        return member

    def sentence(self, attribute: Attribute, value: Among, lang: Language) -> str:
        product, keys = value
        names = [getattr(self.keys[key], lang) for key in keys]
        if lang == "ja":
            listed = "".join(f"「{name}」" for name in names) + ("のいずれか" if len(names) > 1 else "")
        else:
            listed = ("any of " if len(names) > 1 else "") + ", ".join(f"“{name}”" for name in names)
        return getattr(self.clause, lang).format(named(attribute, lang), product, listed)


def read(value: object, names: Sequence[str]) -> Mapping[str, Any]:
    """An object with just these members, of which ``product`` is a key. Raises Invalid."""
    if not isinstance(value, Mapping) or set(value) != set(names):
        raise refuse(THESE_MEMBERS.words(names=", ".join(names)))
    if not isinstance(value["product"], str) or not is_key(value["product"]):
        raise refuse(SHORT_NAME.words(), "/product")
    return value


def noted(attribute: Attribute, product: str, name: str, symbol: str, value: Scalar) -> Condition:
    """A comparison of what is noted of a product; false if nothing is (but ``<>``, which is then true)."""
    return Term(f"{{0}} {symbol} {{1}}", (attribute.name, product, name), (value,))


def one_of(attribute: Attribute, product: str, name: str, keys: Sequence[str]) -> Condition:
    return disjunction(noted(attribute, product, name, "=", key) for key in keys)


def still_counts(attribute: Attribute, product: str, context: Context) -> Condition:
    """The friend has given an answer, and it has not expired."""
    return noted(attribute, product, "declared_until", ">", context.until)
