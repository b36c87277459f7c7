"""What the commands say, in Japanese or English."""

import os
import re
import sys
from enum import StrEnum
from typing import NoReturn

import typer


class Language(StrEnum):
    JA = "ja"
    EN = "en"


_UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

_YES = ("y", "yes", "はい")

_state = {"language": Language.EN}


def use(language: Language | None) -> None:
    """Speak a language; without one, that of the environment (``LC_ALL``, ``LC_MESSAGES``, ``LANG``)."""
    _state["language"] = language or _of_environment()


def language() -> Language:
    """The language that is spoken."""
    return _state["language"]


def choose(*, ja: str, en: str) -> str:
    """The words in the language that is spoken."""
    return ja if _state["language"] is Language.JA else en


def spoken(words: str) -> str:
    """Of ``日本語 / English``, as helps are written, the half that is spoken, paragraph by paragraph; what has no halves
    is for everybody."""
    paragraphs = (" ".join(paragraph.split()).partition(" / ") for paragraph in words.split("\n\n"))
    return "\n\n".join(choose(ja=ja, en=en if both else ja) for ja, both, en in paragraphs)


def say(*, ja: str, en: str) -> None:
    """Print to standard output."""
    typer.echo(printable(choose(ja=ja, en=en)))


def warn(*, ja: str, en: str) -> None:
    """Print to standard error."""
    typer.echo(printable(choose(ja=ja, en=en)), err=True)


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
    question = printable(choose(ja=ja, en=en))
    answer = typer.prompt(f"{question} [y/N]", default="", show_default=False, err=True)
    if answer.strip().lower() not in _YES:
        fail(ja="何もしませんでした。", en="Nothing was done.")


def _somebody_is_there() -> bool:
    return sys.stdin.isatty()


def printable(text: str) -> str:
    """Text that somebody else wrote, without what a terminal would take as a command or what turns its direction."""
    return _UNPRINTABLE.sub("\ufffd", text)


def _of_environment() -> Language:
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return Language.JA if locale.startswith("ja") else Language.EN
