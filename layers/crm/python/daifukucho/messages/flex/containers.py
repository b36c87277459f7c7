"""The containers of Flex Messages: a bubble, or a carousel of them (Messaging API reference, Container)."""

from collections.abc import Iterator, Mapping

from daifukucho.kernel.errors import Fault, Wrong
from daifukucho.kernel.rules import Flag
from daifukucho.kernel.shape import below
from daifukucho.messages.flex.components import Component
from daifukucho.messages.flex.sizes import COLOUR
from daifukucho.messages.lengths import json_bytes
from daifukucho.messages.places import FLEX
from daifukucho.messages.rules import Choice, Data, Items, Kinds, Rule, Shape, objects
from daifukucho.messages.template import widest

MOST_BYTES = {"bubble": 30_000, "carousel": 50_000}
"""30 KB and 50 KB of JSON. LINE does not say how it counts, nor whether its KB has 1,000 bytes or 1,024: the compact
UTF-8 form and the smaller one, because a run that LINE refuses half-way is worse than a bubble that is asked to shrink."""

BLOCKS = {"header": ("box",), "hero": ("box", "image", "video"), "body": ("box",), "footer": ("box",)}
WITH_VIDEO = ("kilo", "mega", "giga")
USUAL_SIZE = "mega"
ANIMATED = 10

_NO_BUBBLE = Wrong("バブルをオブジェクト（{{…}}）で指定してください。", "Give a bubble, as an object.")
_NO_CONTAINER = Wrong("コンテナーをオブジェクト（{{…}}）で指定してください。", "Give a container, as an object.")
_TOO_LARGE = Wrong(
    "短くしてください。LINE の上限は JSON で {most:,} バイトですが、{size:,} バイトになることがあります。",
    "Shorten this: LINE takes {most:,} bytes of JSON at most, and it can become {size:,}.",
)
_NO_BLOCK = Wrong(
    "バブルに header、hero、body、footer のどれかを入れてください。",
    "Give the bubble a block: a header, hero, body or footer.",
)
_ABSOLUTE_BLOCK = Wrong(
    "relative にするか、省いてください。ブロックの最初のコンポーネントは absolute にできません。",
    "Write relative, or leave this out: the first component of a block cannot be absolute.",
)
_NOT_WITH_VIDEO = Wrong(
    "動画のあるバブルの大きさを次の中から選んでください: {choices}",
    "Choose the size of a bubble with a video, one of: {choices}.",
)
_SIZES_DIFFER = Wrong(
    "カルーセルのバブルの大きさは、すべて最初のものと同じにしてください。",
    "Give every bubble of a carousel the same size as the first.",
)
_VIDEO_IN_CAROUSEL = Wrong(
    "カルーセルに動画を入れないでください。動画は単独のバブルでだけ使えます。",
    "Leave the video out: it can stand in a bubble of its own, not in a carousel.",
)

_TYPE: Mapping[str, Rule] = {"type": Data()}
_BLOCK_STYLE = Shape(optional={"backgroundColor": COLOUR, "separator": Flag(), "separatorColor": COLOUR})


def _too_large(container: Mapping[str, object], at: str) -> Iterator[Fault]:
    most = MOST_BYTES[str(container["type"])]
    size = json_bytes(widest(container))
    if size > most:
        yield _TOO_LARGE.at(at, most=most, size=size)


def _bubble(bubble: Mapping[str, object], at: str) -> Iterator[Fault]:
    # The reference calls each block optional; LINE refuses a bubble without any.
    if not any(name in bubble for name in BLOCKS):
        yield _NO_BLOCK.at(f"{at}/body")
    for name in BLOCKS:
        block = bubble.get(name)
        if isinstance(block, Mapping) and block.get("position") == "absolute":
            yield _ABSOLUTE_BLOCK.at(f"{at}/{name}/position")
    if _has_video(bubble) and bubble.get("size", USUAL_SIZE) not in WITH_VIDEO:
        yield _NOT_WITH_VIDEO.at(f"{at}/size", choices=", ".join(WITH_VIDEO))
    yield from _too_large(bubble, at)


def _has_video(bubble: Mapping[str, object]) -> bool:
    hero = bubble.get("hero")
    return isinstance(hero, Mapping) and hero.get("type") == "video"


def _carousel(carousel: Mapping[str, object], at: str) -> Iterator[Fault]:
    bubbles = objects(carousel.get("contents"))
    for i, bubble in bubbles:
        here = below(f"{at}/contents", i)
        if bubble.get("size", USUAL_SIZE) != bubbles[0][1].get("size", USUAL_SIZE):
            yield _SIZES_DIFFER.at(f"{here}/size")
        if _has_video(bubble):
            yield _VIDEO_IN_CAROUSEL.at(f"{here}/hero/type")
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
CAROUSEL = Shape(required={**_TYPE, "contents": Items(Kinds(_NO_BUBBLE, {"bubble": BUBBLE}), 1, 12)}, also=_carousel)
CONTAINER = Kinds(_NO_CONTAINER, {"bubble": BUBBLE, "carousel": CAROUSEL})


def animated_images(value: object) -> int:
    """How many images in a container are animated."""
    if isinstance(value, Mapping):
        return (value.get("animated") is True) + sum(map(animated_images, value.values()))
    return sum(map(animated_images, value)) if isinstance(value, list) else 0
