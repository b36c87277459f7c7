"""The segment operators, one a module. To add one: a module here with its ``OPERATOR``, and its place in ``_ORDER``."""

from daifukucho.kernel.attribute import Attribute, AttributeType
from daifukucho.kernel.registry import Registry
from daifukucho.segments.operator import Operator

_ORDER = (
    "any_of",
    "all_of",
    "none_of",
    "added_within",
    "is",
    "is_any_of",
    "is_not",
    "contains",
    "starts_with",
    "eq",
    "ne",
    "gte",
    "gt",
    "lte",
    "lt",
    "between",
    "on",
    "before",
    "after",
    "within_last",
    "within_next",
    "days_since",
    "months_since",
    "month_is",
    "month_ahead",
    "weekday_is",
    "anniversary_within",
    "declared_is",
    "observed_is",
    "conflict",
    "cohort",
    "blank",
    "did",
    "did_not",
    "answered",
    "received",
    "no_reaction",
    "state_is",
    "expires_within",
    "bought",
    "not_bought",
    "no_purchase_for",
)
"""In which order people are offered them."""

OPERATORS: Registry[Operator] = Registry(__name__, __path__, "OPERATOR", Operator, _ORDER)  # type: ignore[type-abstract]


def operators_for(kind: AttributeType) -> list[Operator]:
    """The operators that may ask an attribute of a type."""
    return [operator for operator in OPERATORS.values() if kind in operator.types]


def offered_for(attribute: Attribute) -> list[Operator]:
    """Those of them that people are offered: of a birthday, none that asks who is born next week."""
    return [operator for operator in operators_for(attribute.type) if operator.offered(attribute)]
