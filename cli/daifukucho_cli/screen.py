"""What the commands say, in Japanese or English."""

import os
import re
import sys
from enum import StrEnum
from typing import NoReturn

import typer
from rich.console import Console


class Language(StrEnum):
    JA = "ja"
    EN = "en"


_UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

_state = {"language": Language.EN}


def use(language: Language | None) -> None:
    """Speak a language; without one, that of the environment (``LC_ALL``, ``LC_MESSAGES``, ``LANG``)."""
    _state["language"] = language or _of_environment()


def choose(*, ja: str, en: str) -> str:
    """The words in the language that is spoken."""
    return ja if _state["language"] is Language.JA else en


def say(*, ja: str, en: str) -> None:
    """Print to standard output."""
    Console(highlight=False, soft_wrap=True).print(printable(choose(ja=ja, en=en)), markup=False)


def warn(*, ja: str, en: str) -> None:
    """Print to standard error."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(printable(choose(ja=ja, en=en)), markup=False)


def fail(*, ja: str, en: str, code: int = 1) -> NoReturn:
    """Print to standard error and end the command with an exit code."""
    warn(ja=ja, en=en)
    raise typer.Exit(code)


def confirm(*, ja: str, en: str) -> None:
    """Ask before something that cannot be taken back.

    Ends the command if the answer is no (1), or if nobody is there to answer (2).
    """
    if not _somebody_is_there():
        warn(ja=ja, en=en)
        fail(
            ja="答える人がいないため、何もしませんでした。実行するには --yes を付けてください。",
            en="Nobody is there to answer, so nothing was done. Say --yes to do it.",
            code=2,
        )
    if not typer.confirm(printable(choose(ja=ja, en=en)), err=True):
        fail(ja="何もしませんでした。", en="Nothing was done.")


def _somebody_is_there() -> bool:
    return sys.stdin.isatty()


def printable(text: str) -> str:
    """Text that somebody else wrote, without what a terminal would take as a command or what turns its direction."""
    return _UNPRINTABLE.sub("\ufffd", text)


def _of_environment() -> Language:
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return Language.JA if locale.startswith("ja") else Language.EN
