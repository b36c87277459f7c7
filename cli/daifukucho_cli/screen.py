"""What the commands say, in Japanese or English."""

import os
from enum import StrEnum
from typing import NoReturn

import typer
from rich.console import Console


class Language(StrEnum):
    JA = "ja"
    EN = "en"


_state = {"language": Language.EN}


def use(language: Language | None) -> None:
    """Speak a language; without one, that of the environment (``LC_ALL``, ``LC_MESSAGES``, ``LANG``)."""
    _state["language"] = language or _of_environment()


def say(*, ja: str, en: str) -> None:
    """Print to standard output."""
    Console(highlight=False, soft_wrap=True).print(ja if _state["language"] is Language.JA else en, markup=False)


def warn(*, ja: str, en: str) -> None:
    """Print to standard error."""
    text = ja if _state["language"] is Language.JA else en
    Console(stderr=True, highlight=False, soft_wrap=True).print(text, markup=False)


def fail(*, ja: str, en: str, code: int = 1) -> NoReturn:
    """Print to standard error and end the command with an exit code."""
    warn(ja=ja, en=en)
    raise typer.Exit(code)


def _of_environment() -> Language:
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return Language.JA if locale.startswith("ja") else Language.EN
