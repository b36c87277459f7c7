"""What is said to the person who deploys: Japanese and English in one line."""

import sys


class Refused(Exception):
    """The deployment does not go on; the text says what to do."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(ja, en)

    def __str__(self) -> str:
        return " / ".join(self.args)


def say(ja: str, en: str) -> None:
    print(f"{ja} / {en}", flush=True)


def warn(refused: Refused) -> None:
    print(refused, file=sys.stderr, flush=True)
