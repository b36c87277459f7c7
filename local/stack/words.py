"""What a person at the terminal reads, in Japanese or English."""

import os
import sys


def say(ja: str, en: str) -> None:
    """Print a line in the language of the terminal (LC_ALL, LC_MESSAGES, LANG)."""
    print(choose(ja, en), file=sys.stderr, flush=True)


def choose(ja: str, en: str) -> str:
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return ja if locale.startswith("ja") else en
