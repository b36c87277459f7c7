"""What templates have in common (Messaging API reference, Template messages)."""

from collections.abc import Callable, Iterator, Mapping

from daifukucho.kernel.errors import Fault, Wrong
from daifukucho.messages.lengths import Unit
from daifukucho.messages.places import TEMPLATE
from daifukucho.messages.rules import Choice, Data, Items, Prose, Rule, Url, length_beyond
from daifukucho.messages.template import has_variable

TYPE: Mapping[str, Rule] = {"type": Data()}
IMAGE_STYLE: Mapping[str, Rule] = {
    "imageAspectRatio": Choice(("rectangle", "square")),
    "imageSize": Choice(("cover", "contain")),
}
TEXT_BESIDE_IMAGE = 60

_NO_COLOUR = Wrong("色を #RRGGBB の形で書いてください。", "Write a colour as #RRGGBB.")
_TOO_LONG = Wrong(
    "短くしてください。画像かタイトルがあるときの LINE の上限は {most:,} 文字ですが、{length:,} 文字あります。",
    "Shorten this: beside an image or a title, LINE takes {most:,} characters at most, and it has {length:,}.",
)
_MAY_BECOME_TOO_LONG = Wrong(
    "短くしてください。画像かタイトルがあるときの LINE の上限は {most:,} 文字ですが、"
    "{length:,} 文字になることがあります。",
    "Shorten this: beside an image or a title, LINE takes {most:,} characters at most, and it can become {length:,}.",
)


def decorated(given: Mapping[str, object]) -> bool:
    """Whether there is an image or a title, beside which less text fits."""
    return "thumbnailImageUrl" in given or "title" in given


def card(text_most: int, actions_most: int) -> tuple[Mapping[str, Rule], Mapping[str, Rule]]:
    """What is required of a card with a text and buttons, and what it may have besides."""
    return (
        {"text": Prose(text_most, Unit.CLUSTERS), "actions": Items(TEMPLATE, 1, actions_most)},
        {
            "thumbnailImageUrl": Url(),
            "imageBackgroundColor": Data(pattern="#[0-9A-Fa-f]{6}", says=_NO_COLOUR),
            "title": Prose(40, Unit.CLUSTERS),
            "defaultAction": TEMPLATE,
        },
    )


def text_beside_image(text_most: int) -> Callable[[Mapping[str, object], str], Iterator[Fault]]:
    """The lower limit of a text beside an image or a title, where the higher one does not refuse it already."""

    def also(given: Mapping[str, object], at: str) -> Iterator[Fault]:
        text = given.get("text")
        if not isinstance(text, str) or any("\ud800" <= c <= "\udfff" for c in text) or not decorated(given):
            return
        length = length_beyond(text, TEXT_BESIDE_IMAGE, Unit.CLUSTERS)
        if length is not None and length <= text_most:
            wrong = _MAY_BECOME_TOO_LONG if has_variable(text) else _TOO_LONG
            yield wrong.at(f"{at}/text", most=TEXT_BESIDE_IMAGE, length=length)

    return also
