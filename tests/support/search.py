"""How far tests search that draw their cases by chance: with ``--hypothesis-profile=thorough`` twenty times as far as usual
(``make test-thorough``)."""

from typing import Any

from hypothesis import settings

USUAL, THOROUGH = 100, 2_000
"""The number of examples by the profiles (conftest.py)."""


def checks(examples: int = USUAL, **more: Any) -> settings:
    """Settings of a property test: so many examples, in proportion more by the profile."""
    return settings(max_examples=examples * _further(), **more)


def seeds(usual: int, part: int = 0, parts: int = 1) -> range:
    """The seeds that one of ``parts`` equal parts of a search tries: always the same, so that it finds again what it found."""
    count = usual * _further()
    return range(part * count // parts, (part + 1) * count // parts)


def _further() -> int:
    return settings().max_examples // USUAL
