"""What goes wrong with a local stack."""

from local.stack.words import choose


class StackError(Exception):
    """The stack did not come up, or did not stay up. Its text, in the language of the terminal, says what happened and
    what to do about it."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(choose(ja, en))
