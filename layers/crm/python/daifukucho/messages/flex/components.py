"""The components of Flex Messages, as a table (Messaging API reference, Component).

Where LINE's reference is silent (how deep boxes nest, how long a text is, how large ``flex`` may be) nothing is asked
for; the size of the whole sets a limit to all of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from daifukucho.kernel.errors import Fault, Wrong
from daifukucho.kernel.rules import Flag
from daifukucho.kernel.shape import below
from daifukucho.messages.flex.sizes import (
    ANGLE,
    BORDER,
    COLOUR,
    FONT,
    IMAGE_WIDTH,
    LENGTH,
    LINE_SPACING,
    OFFSET,
    PADDING,
    POSITION,
    RADIUS,
    SPACE,
    AspectRatio,
)
from daifukucho.messages.places import FLEX, FLEX_BUTTON, FLEX_VIDEO
from daifukucho.messages.rules import Choice, Data, Items, Kinds, Prose, Rule, Shape, Url, Whole, objects

CHILDREN = {
    "horizontal": ("box", "button", "image", "text", "separator", "filler"),
    "vertical": ("box", "button", "image", "text", "separator", "filler"),
    "baseline": ("icon", "text", "filler"),
}
"""What a box may hold, by its layout (Flex Message layout, Available child components). The ``spacer`` of older samples is no
longer in LINE's documents, nor in its SDKs."""

_IN_SOME_BOX = tuple(dict.fromkeys(kind for kinds in CHILDREN.values() for kind in kinds))

NOT_IN_BASELINE = ("offsetBottom",)
"""Flex Message layout, Unavailable properties. That page names ``gravity``, too, and says elsewhere that it is ignored there;
LINE's own samples and its simulator write it."""

# LINE tells texts apart from blank ones nowhere, and uses " " between spans itself.
_PROSE = Prose(blank=True)
_TYPE: Mapping[str, Rule] = {"type": Data()}
_PLACED: Mapping[str, Rule] = {
    "margin": SPACE,
    "position": Choice(("relative", "absolute")),
    "offsetTop": OFFSET,
    "offsetBottom": OFFSET,
    "offsetStart": OFFSET,
    "offsetEnd": OFFSET,
}
_FLEXIBLE: Mapping[str, Rule] = {**_PLACED, "flex": Whole()}
_GRAVITY = Choice(("top", "bottom", "center"))
_ALIGN = Choice(("start", "end", "center"))
_SHRINK: Mapping[str, Rule] = {"adjustMode": Choice(("shrink-to-fit",)), "scaling": Flag()}
_FACE: Mapping[str, Rule] = {
    "color": COLOUR,
    "size": FONT,
    "weight": Choice(("regular", "bold")),
    "style": Choice(("normal", "italic")),
    "decoration": Choice(("none", "underline", "line-through")),
}
_BACKGROUND = Shape(
    required={"type": Choice(("linearGradient",)), "angle": ANGLE, "startColor": COLOUR, "endColor": COLOUR},
    optional={"centerColor": COLOUR, "centerPosition": POSITION},
)

_NO_COMPONENT = Wrong("コンポーネントをオブジェクト（{{…}}）で指定してください。", "Give a component, as an object.")
_NOT_IN_THIS_BOX = Wrong(
    "次の中から選んでください: {choices}（{layout} のボックスに、ほかのものは入れられません）",
    "Choose one of: {choices}; a {layout} box can hold nothing else.",
)
_NOT_IN_A_BASELINE_BOX = Wrong(
    "baseline のボックスの中のコンポーネントで「{name}」は使えません。削除してください。",
    "A component in a baseline box has no {name!r}; remove it.",
)
_SAYS_NOTHING = Wrong("text か、span を並べた contents を指定してください。", "Give a text, or spans as contents.")


@dataclass(frozen=True, slots=True)
class Component:
    """A component of one of these kinds."""

    kinds: tuple[str, ...]

    def faults(self, value: object, at: str) -> Iterator[Fault]:
        yield from Kinds(_NO_COMPONENT, {kind: COMPONENTS[kind] for kind in self.kinds}).faults(value, at)


def _children(box: Mapping[str, object], at: str) -> Iterator[Fault]:
    layout = box.get("layout")
    if not isinstance(layout, str) or layout not in CHILDREN:
        return
    for i, child in objects(box.get("contents")):
        here, kind = below(f"{at}/contents", i), child.get("type")
        if kind in _IN_SOME_BOX and kind not in CHILDREN[layout]:
            yield _NOT_IN_THIS_BOX.at(f"{here}/type", layout=layout, choices=", ".join(CHILDREN[layout]))
        if layout == "baseline":
            yield from (
                _NOT_IN_A_BASELINE_BOX.at(below(here, name), name=name) for name in NOT_IN_BASELINE if name in child
            )


def _says_something(text: Mapping[str, object], at: str) -> Iterator[Fault]:
    # LINE's tools write an empty list beside a text.
    if "text" not in text and not text.get("contents"):
        missing = "contents" if "contents" in text else "text"
        yield _SAYS_NOTHING.at(f"{at}/{missing}")


BOX = Shape(
    required={
        **_TYPE,
        "layout": Choice(tuple(CHILDREN)),
        "contents": Items(Component(_IN_SOME_BOX), low=0),
    },
    optional={
        **_FLEXIBLE,
        "backgroundColor": COLOUR,
        "borderColor": COLOUR,
        "borderWidth": BORDER,
        "cornerRadius": RADIUS,
        "width": LENGTH,
        "maxWidth": LENGTH,
        "height": LENGTH,
        "maxHeight": LENGTH,
        "spacing": SPACE,
        "paddingAll": PADDING,
        "paddingTop": PADDING,
        "paddingBottom": PADDING,
        "paddingStart": PADDING,
        "paddingEnd": PADDING,
        "action": FLEX,
        "justifyContent": Choice(("center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly")),
        "alignItems": Choice(("center", "flex-start", "flex-end")),
        "background": _BACKGROUND,
    },
    also=_children,
)
BUTTON = Shape(
    required={**_TYPE, "action": FLEX_BUTTON},
    optional={
        **_FLEXIBLE,
        **_SHRINK,
        "height": Choice(("sm", "md")),
        "style": Choice(("primary", "secondary", "link")),
        "color": COLOUR,
        "gravity": _GRAVITY,
    },
)
IMAGE = Shape(
    required={**_TYPE, "url": Url()},
    optional={
        **_FLEXIBLE,
        "align": _ALIGN,
        "gravity": _GRAVITY,
        "size": IMAGE_WIDTH,
        "aspectRatio": AspectRatio(),
        "aspectMode": Choice(("cover", "fit")),
        "backgroundColor": COLOUR,
        "action": FLEX,
        "animated": Flag(),
    },
)
VIDEO = Shape(
    required={**_TYPE, "url": Url(), "previewUrl": Url(), "altContent": Component(("box", "image"))},
    optional={"aspectRatio": AspectRatio(), "action": FLEX_VIDEO},
)
ICON = Shape(
    required={**_TYPE, "url": Url()},
    optional={**_PLACED, "size": FONT, "scaling": Flag(), "aspectRatio": AspectRatio()},
)
SPAN = Shape(required=_TYPE, optional={"text": _PROSE, **_FACE})
TEXT = Shape(
    required=_TYPE,
    optional={
        "text": _PROSE,
        "contents": Items(Component(("span",)), low=0),
        **_FLEXIBLE,
        **_SHRINK,
        **_FACE,
        "align": _ALIGN,
        "gravity": _GRAVITY,
        "wrap": Flag(),
        "lineSpacing": LINE_SPACING,
        "maxLines": Whole(),
        "action": FLEX,
    },
    also=_says_something,
)
SEPARATOR = Shape(required=_TYPE, optional={"margin": SPACE, "color": COLOUR})
FILLER = Shape(required=_TYPE, optional={"flex": Whole()})

COMPONENTS: dict[str, Shape] = {
    "box": BOX,
    "button": BUTTON,
    "image": IMAGE,
    "video": VIDEO,
    "icon": ICON,
    "text": TEXT,
    "span": SPAN,
    "separator": SEPARATOR,
    "filler": FILLER,
}
