"""The segment operators, one a module, in the order in which people are offered them.

To add one: write its module here, and add its ``OPERATOR`` to the list below.
"""

from daifukucho.friends.attributes import AttributeType
from daifukucho.segments.operator import Operator
from daifukucho.segments.operators import (
    added_within,
    after,
    all_of,
    anniversary_within,
    any_of,
    before,
    between,
    blank,
    contains,
    days_since,
    eq,
    gt,
    gte,
    is_,
    is_not,
    lt,
    lte,
    month_is,
    months_since,
    ne,
    none_of,
    on,
    starts_with,
    within_last,
    within_next,
)

OPERATORS: dict[str, Operator] = {
    module.OPERATOR.key: module.OPERATOR
    for module in (
        any_of,
        all_of,
        none_of,
        added_within,
        is_,
        is_not,
        contains,
        starts_with,
        eq,
        ne,
        gte,
        gt,
        lte,
        lt,
        between,
        on,
        before,
        after,
        within_last,
        within_next,
        days_since,
        months_since,
        month_is,
        anniversary_within,
        blank,
    )
}


def operators_for(kind: AttributeType) -> list[Operator]:
    """The operators that may ask an attribute of a type."""
    return [operator for operator in OPERATORS.values() if kind in operator.types]
