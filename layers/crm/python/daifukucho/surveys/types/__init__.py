"""The types of questions, one module each. A module dropped in here is a type; one that begins with ``_`` is shared."""

from daifukucho.kernel.registry import Registry
from daifukucho.surveys.question import QuestionType

TYPES: Registry[QuestionType] = Registry(__name__, __path__, "TYPE", QuestionType)
"""Every type by its key."""
