"""What the operators share that compare a text with another."""

from typing import ClassVar

from daifukucho.kernel.attribute import Attribute, AttributeType
from daifukucho.kernel.words import Language, Words
from daifukucho.segments.operator import Form, Operator, named
from daifukucho.segments.operators._values import text_of


class TextOperator(Operator):
    """``clause`` is the sentence with the attribute as ``{0}`` and the text as ``{1}``."""

    clause: ClassVar[Words]
    types = (AttributeType.TEXT,)

    def form(self, attribute: Attribute) -> Form:
        return Form.TEXT

    def parse(self, value: object, attribute: Attribute) -> str:
        return text_of(value, attribute)

    def sentence(self, attribute: Attribute, value: str, lang: Language) -> str:
        return getattr(self.clause, lang).format(named(attribute, lang), value)
