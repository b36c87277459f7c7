"""What the shop has named, as every page gets it."""

from typing_extensions import TypedDict

from daifukucho.kernel.words import Words


class Named(TypedDict):
    """What the shop has named, in both languages."""

    ja: str
    en: str


def named(words: Words) -> Named:
    return {"ja": words.ja, "en": words.en}
