"""The containers of Flex Messages: a bubble, or a carousel of them (Messaging API reference, Container)."""

from collections.abc import Iterator, Mapping

from daifukucho.kernel.errors import Fault
from daifukucho.messages.flex.components import Component
from daifukucho.messages.flex.sizes import COLOUR
from daifukucho.messages.lengths import json_bytes
from daifukucho.messages.places import FLEX
from daifukucho.messages.rules import Choice, Data, Flag, Items, Kinds, Rule, Shape, below, objects
from daifukucho.messages.template import widest

MOST_BYTES = {"bubble": 30_000, "carousel": 50_000}
"""30 KB and 50 KB of JSON. LINE does not say how it counts, nor whether its KB has 1,000 bytes or 1,024: the compact
UTF-8 form and the smaller one, because a run that LINE refuses half-way is worse than a bubble that is asked to shrink."""

BLOCKS = {"header": ("box",), "hero": ("box", "image", "video"), "body": ("box",), "footer": ("box",)}
WITH_VIDEO = ("kilo", "mega", "giga")
USUAL_SIZE = "mega"
ANIMATED = 10

_TYPE: Mapping[str, Rule] = {"type": Data()}
_BLOCK_STYLE = Shape(optional={"backgroundColor": COLOUR, "separator": Flag(), "separatorColor": COLOUR})


def _too_large(container: Mapping[str, object], at: str) -> Iterator[Fault]:
    most = MOST_BYTES[str(container["type"])]
    size = json_bytes(widest(container))
    if size > most:
        yield Fault(at, f"LINE takes {most:,} bytes of JSON for this at most; it can become {size:,}.")


def _bubble(bubble: Mapping[str, object], at: str) -> Iterator[Fault]:
    # The reference calls each block optional; LINE refuses a bubble without any.
    if not any(name in bubble for name in BLOCKS):
        yield Fault(f"{at}/body", "A bubble needs a block: a header, hero, body or footer.")
    for name in BLOCKS:
        block = bubble.get(name)
        if isinstance(block, Mapping) and block.get("position") == "absolute":
            yield Fault(f"{at}/{name}/position", "The first component of a block cannot be absolute.")
    if _has_video(bubble) and bubble.get("size", USUAL_SIZE) not in WITH_VIDEO:
        yield Fault(f"{at}/size", f"A bubble with a video is one of: {', '.join(WITH_VIDEO)}.")
    yield from _too_large(bubble, at)


def _has_video(bubble: Mapping[str, object]) -> bool:
    hero = bubble.get("hero")
    return isinstance(hero, Mapping) and hero.get("type") == "video"


def _carousel(carousel: Mapping[str, object], at: str) -> Iterator[Fault]:
    bubbles = objects(carousel.get("contents"))
    for i, bubble in bubbles:
        here = below(f"{at}/contents", i)
        if bubble.get("size", USUAL_SIZE) != bubbles[0][1].get("size", USUAL_SIZE):
            yield Fault(f"{here}/size", "Every bubble of a carousel has the same size as the first.")
        if _has_video(bubble):
            yield Fault(f"{here}/hero/type", "A video can stand in a bubble of its own, not in a carousel.")
    yield from _too_large(carousel, at)


BUBBLE = Shape(
    required=_TYPE,
    optional={
        **{name: Component(kinds) for name, kinds in BLOCKS.items()},
        "size": Choice(("nano", "micro", "deca", "hecto", "kilo", "mega", "giga")),
        "direction": Choice(("ltr", "rtl")),
        "styles": Shape(optional=dict.fromkeys(BLOCKS, _BLOCK_STYLE)),
        "action": FLEX,
    },
    also=_bubble,
)
CAROUSEL = Shape(required={**_TYPE, "contents": Items(Kinds("a bubble", {"bubble": BUBBLE}), 1, 12)}, also=_carousel)
CONTAINER = Kinds("a container", {"bubble": BUBBLE, "carousel": CAROUSEL})


def animated_images(value: object) -> int:
    """How many images in a container are animated."""
    if isinstance(value, Mapping):
        return (value.get("animated") is True) + sum(map(animated_images, value.values()))
    return sum(map(animated_images, value)) if isinstance(value, list) else 0
