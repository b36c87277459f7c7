"""The types of questions, one module each. A module dropped in here is a type; one that begins with ``_`` is shared."""

import importlib
import pkgutil

from daifukucho.surveys.question import QuestionType

TYPES: dict[str, QuestionType] = {
    found.key: found
    for found in (
        importlib.import_module(f"{__name__}.{module.name}").TYPE
        for module in pkgutil.iter_modules(__path__)
        if not module.name.startswith("_")
    )
}
"""Every type by its key."""
