"""What templates have in common (Messaging API reference, Template messages)."""

from collections.abc import Callable, Iterator, Mapping

from daifukucho.kernel.errors import Fault
from daifukucho.messages.lengths import Unit
from daifukucho.messages.places import TEMPLATE
from daifukucho.messages.rules import Choice, Data, Items, Rule, Url, Words, too_long

TYPE: Mapping[str, Rule] = {"type": Data()}
IMAGE_STYLE: Mapping[str, Rule] = {
    "imageAspectRatio": Choice(("rectangle", "square")),
    "imageSize": Choice(("cover", "contain")),
}
TEXT_BESIDE_IMAGE = 60


def decorated(given: Mapping[str, object]) -> bool:
    """Whether there is an image or a title, beside which less text fits."""
    return "thumbnailImageUrl" in given or "title" in given


def card(text_most: int, actions_most: int) -> tuple[Mapping[str, Rule], Mapping[str, Rule]]:
    """What is required of a card with a text and buttons, and what it may have besides."""
    return (
        {"text": Words(text_most, Unit.CLUSTERS), "actions": Items(TEMPLATE, 1, actions_most)},
        {
            "thumbnailImageUrl": Url(),
            "imageBackgroundColor": Data(pattern="#[0-9A-Fa-f]{6}", says="Write a colour as #RRGGBB."),
            "title": Words(40, Unit.CLUSTERS),
            "defaultAction": TEMPLATE,
        },
    )


def text_beside_image(text_most: int) -> Callable[[Mapping[str, object], str], Iterator[Fault]]:
    """The lower limit of a text beside an image or a title, where the higher one does not refuse it already."""

    def also(given: Mapping[str, object], at: str) -> Iterator[Fault]:
        text = given.get("text")
        readable = isinstance(text, str) and not any("\ud800" <= c <= "\udfff" for c in text)
        if readable and decorated(given) and not [*too_long(text, text_most, Unit.CLUSTERS, at)]:  # type: ignore[arg-type]
            for fault in too_long(text, TEXT_BESIDE_IMAGE, Unit.CLUSTERS, f"{at}/text"):  # type: ignore[arg-type]
                yield Fault(fault.pointer, f"Beside an image or a title: {fault.message}")

    return also
