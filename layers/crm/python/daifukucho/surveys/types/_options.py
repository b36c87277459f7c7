"""What the types have in common that let people choose."""

from collections.abc import Mapping
from typing import Any

from daifukucho.kernel.errors import Wrong
from daifukucho.kernel.rules import Key
from daifukucho.kernel.shape import Each, Label, Shape
from daifukucho.kernel.words import Language
from daifukucho.surveys.effects import EFFECTS
from daifukucho.surveys.question import MOST_OPTIONS, Option, Question

_LABEL = 200

_VALUE_TAKEN = Wrong(
    "別の値を付けてください。ほかの選択肢がこの値を使っています。", "Take another value; another option has this one."
)


OPTIONS = Each(
    Shape({"value": Key(), "label": Label(_LABEL)}, {"effects": EFFECTS}, make=Option),
    MOST_OPTIONS,
    2,
    key="value",
    taken=_VALUE_TAKEN,
)


def show_options(question: Question, lang: Language) -> Mapping[str, Any]:
    return {"options": [{"value": option.value, "label": getattr(option.label, lang)} for option in question.options]}


def label_of(question: Question, value: str, lang: Language) -> str:
    """What people call a value; the value itself if it is no longer to be chosen."""
    return next((getattr(o.label, lang) for o in question.options if o.value == value), value)
