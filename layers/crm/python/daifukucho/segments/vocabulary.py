"""What a segment may ask, for those who build one: the console, and a developer."""

from collections.abc import Iterable

from daifukucho.kernel.attribute import Attribute
from daifukucho.segments.fields import all_fields
from daifukucho.segments.operator import Operator
from daifukucho.segments.operators import OPERATORS, offered_for
from daifukucho.segments.sentence import sentence
from daifukucho.segments.tree import parse


def vocabulary(own: Iterable[Attribute] = ()) -> dict[str, list[dict[str, object]]]:
    """Every field (``own``: the shop's) with the operators that may ask it and their forms, and every operator with an example in words."""
    return {
        "fields": [_field(attribute) for attribute in (*all_fields().values(), *own)],
        "operators": [_operator(operator) for operator in OPERATORS.values()],
    }


def _field(attribute: Attribute) -> dict[str, object]:
    return {
        "name": attribute.name,
        "type": str(attribute.type),
        "label": {"ja": attribute.ja, "en": attribute.en},
        "choices": [{"value": str(choice.value), "label": choice.label._asdict()} for choice in attribute.choices],
        "operators": [{"op": o.key, "form": str(o.form(attribute))} for o in offered_for(attribute)],
    }


def _operator(operator: Operator) -> dict[str, object]:
    example = parse(operator.example.leaf)
    return {
        "op": operator.key,
        "label": operator.label._asdict(),
        "description": operator.description._asdict(),
        "example": dict(operator.example.leaf),
        "sentence": {"ja": sentence(example, "ja"), "en": sentence(example, "en")},
    }
