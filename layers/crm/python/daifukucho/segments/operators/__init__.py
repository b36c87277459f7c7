"""The segment operators, one a module, in the order in which people are offered them.

To add one: write its module here, and add its ``OPERATOR`` to the list below.
"""

from daifukucho.friends.attributes import AttributeType
from daifukucho.segments.operator import Operator
from daifukucho.segments.operators import (
    all_of,
    any_of,
    between,
    eq,
    gt,
    gte,
    is_,
    lt,
    lte,
    ne,
    none_of,
    within_last,
    within_next,
)

OPERATORS: dict[str, Operator] = {
    module.OPERATOR.key: module.OPERATOR
    for module in (
        any_of,
        all_of,
        none_of,
        is_,
        eq,
        ne,
        gte,
        gt,
        lte,
        lt,
        between,
        within_last,
        within_next,
    )
}


def operators_for(kind: AttributeType) -> list[Operator]:
    """The operators that may ask an attribute of a type."""
    return [operator for operator in OPERATORS.values() if kind in operator.types]
