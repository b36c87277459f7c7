"""What the operators share that compare the day of a date or an instant with one other day."""

from datetime import date
from typing import ClassVar

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.words import Language, Words
from daifukucho.segments.operator import Form, named
from daifukucho.segments.operators._days import DayOperator
from daifukucho.segments.operators._values import dated, day


class DateOperator(DayOperator):
    """``clause`` is the sentence with the attribute as ``{0}`` and the day as ``{1}``."""

    clause: ClassVar[Words]

    def form(self, attribute: Attribute) -> Form:
        return Form.DATE

    def parse(self, value: object, attribute: Attribute) -> date:
        return day(value)

    def sentence(self, attribute: Attribute, value: date, lang: Language) -> str:
        return getattr(self.clause, lang).format(named(attribute, lang), dated(value, lang))
