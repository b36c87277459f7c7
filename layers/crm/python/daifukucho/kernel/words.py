"""Words for people, in the two languages of the product."""

from typing import Literal, NamedTuple

Language = Literal["ja", "en"]


class Words(NamedTuple):
    """The same words in both languages; ``getattr(words, lang)`` picks one."""

    ja: str
    en: str
