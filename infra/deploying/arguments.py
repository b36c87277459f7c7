"""The words of the command line. Those that are not for ``make deploy`` go on to ``cdk``."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from infra.config import OPTIONS
from infra.deploying.words import Refused


@dataclass(frozen=True, slots=True)
class Arguments:
    """``given``: the context, by name; an empty value takes a choice back. ``confirmed``: options whose dangerous change
    is meant. ``adopt``: the stage was deployed by a version that kept no options, and all of them are given.
    ``diff``: show what would change, and deploy nothing. ``approval``: when ``cdk`` asks, of which it may be told only
    once. ``rest``: for ``cdk``."""

    given: Mapping[str, str]
    profile: str | None = None
    confirmed: frozenset[str] = frozenset()
    adopt: bool = False
    diff: bool = False
    approval: str | None = None
    rest: tuple[str, ...] = ()


def read(words: Sequence[str]) -> Arguments:
    """Raises Refused for a word that cannot be right."""
    parser = argparse.ArgumentParser(prog="make deploy", add_help=False, allow_abbrev=False)
    parser.add_argument("-c", "--context", action="append", default=[])
    parser.add_argument("--profile")
    parser.add_argument("--confirm", action="append", default=[])
    parser.add_argument("--adopt", action="store_true")
    parser.add_argument("--diff", action="store_true")
    parser.add_argument("--require-approval")
    known, rest = parser.parse_known_args(words)
    given = dict(_pair(text) for text in known.context)
    for name in given:
        if name not in ("stage", *OPTIONS) and not name.startswith("@aws-cdk/"):
            _refuse_unknown(name)
    for name in known.confirm:
        if name not in OPTIONS:
            _refuse_unknown(name)
    return Arguments(
        given,
        known.profile,
        frozenset(known.confirm),
        known.adopt,
        known.diff,
        known.require_approval,
        tuple(rest),
    )


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise Refused(f"-c {text} には「=値」が必要です。", f"-c {text} needs '=value'.")
    return name, value


def _refuse_unknown(name: str) -> None:
    names = ", ".join(("stage", *OPTIONS))
    raise Refused(
        f"「{name}」という設定はありません。設定: {names}", f"There is no option {name!r}. There are: {names}."
    )
