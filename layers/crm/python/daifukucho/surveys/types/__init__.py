"""The types of questions, one module each. A module dropped in here is a type; one that begins with ``_`` is shared."""

from collections.abc import Iterator, Mapping

from daifukucho.kernel.registry import Registry
from daifukucho.kernel.shape import Shape
from daifukucho.surveys.question import QuestionType

TYPES: Registry[QuestionType] = Registry(__name__, __path__, "TYPE", QuestionType)
"""Every type by its key."""


class Shapes(Mapping[str, Shape]):
    """The shape of a question by its type's key. A type is loaded when it is first asked for."""

    def __getitem__(self, key: str) -> Shape:
        return TYPES[key].shape

    def __iter__(self) -> Iterator[str]:
        return iter(TYPES)

    def __len__(self) -> int:
        return len(TYPES)
