"""The segment operators, one a module, in the order in which people are offered them.

To add one: write its module here, and add its ``OPERATOR`` to the list below.
"""

from daifukucho.friends.attributes import Attribute, AttributeType
from daifukucho.segments.operator import Operator
from daifukucho.segments.operators import (
    added_within,
    after,
    all_of,
    anniversary_within,
    answered,
    any_of,
    before,
    between,
    blank,
    bought,
    cohort,
    conflict,
    contains,
    days_since,
    declared_is,
    did,
    did_not,
    eq,
    expires_within,
    gt,
    gte,
    is_,
    is_any_of,
    is_not,
    lt,
    lte,
    month_ahead,
    month_is,
    months_since,
    ne,
    no_purchase_for,
    no_reaction,
    none_of,
    not_bought,
    observed_is,
    on,
    received,
    starts_with,
    state_is,
    weekday_is,
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
        is_any_of,
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
        month_ahead,
        weekday_is,
        anniversary_within,
        declared_is,
        observed_is,
        conflict,
        cohort,
        blank,
        did,
        did_not,
        answered,
        received,
        no_reaction,
        state_is,
        expires_within,
        bought,
        not_bought,
        no_purchase_for,
    )
}


def operators_for(kind: AttributeType) -> list[Operator]:
    """The operators that may ask an attribute of a type."""
    return [operator for operator in OPERATORS.values() if kind in operator.types]


def offered_for(attribute: Attribute) -> list[Operator]:
    """Those of them that people are offered: of a birthday, none that asks who is born next week."""
    return [operator for operator in operators_for(attribute.type) if operator.offered(attribute)]
