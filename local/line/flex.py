"""Flex Message containers and components, after the reference (Flex Message)."""

import re
from collections.abc import Iterator
from typing import Any

from local.line.actions import check_action
from local.line.checks import INT32, Problems, json_bytes
from local.line.errors import LineError

BUBBLE_LIMIT = 30 * 1024
CAROUSEL_LIMIT = 50 * 1024
MAX_BUBBLES = 12
BLOCKS = {"header": ("box",), "hero": ("box", "image", "video"), "body": ("box",), "footer": ("box",)}
CHILDREN = {
    "horizontal": ("box", "button", "image", "text", "separator", "filler"),
    "vertical": ("box", "button", "image", "text", "separator", "filler"),
    "baseline": ("icon", "text", "filler"),
}
LABEL_LIMIT = 40
MAX_ANIMATED = 10
VIDEO_SIZES = ("kilo", "mega", "giga")

PX = r"\d+(\.\d+)?px"
KEYWORDS = "none|xs|sm|md|lg|xl|xxl"
FONT_KEYWORDS = "xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl"
COLOR = "#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})"
PADDING = rf"{KEYWORDS}|{PX}|\d+(\.\d+)?%"
LENGTH = rf"{PX}|\d+(\.\d+)?%"
RATIO = r"\d+(\.\d+)?:\d+(\.\d+)?"
PLACED: dict[str, str | type] = {
    "margin": f"{KEYWORDS}|{PX}",
    "position": "relative|absolute",
    **{f"offset{side}": rf"-?({LENGTH})|{KEYWORDS}" for side in ("Top", "Bottom", "Start", "End")},
}
GRAVITY: dict[str, str | type] = {"gravity": "top|bottom|center"}
FACE: dict[str, str | type] = {
    "size": f"{FONT_KEYWORDS}|{PX}",
    "color": COLOR,
    "weight": "regular|bold",
    "style": "normal|italic",
    "decoration": "none|underline|line-through",
}
# What a property's text must match; bool and int are the type that it must have. Objects and lists are looked at below.
PROPERTIES: dict[str, dict[str, str | type]] = {
    "box": {
        **PLACED,
        "layout": "horizontal|vertical|baseline",
        "flex": int,
        "backgroundColor": COLOR,
        "borderColor": COLOR,
        "borderWidth": f"none|light|normal|medium|semi-bold|bold|{PX}",
        "cornerRadius": f"{KEYWORDS}|{PX}",
        **dict.fromkeys(("width", "maxWidth", "height", "maxHeight"), LENGTH),
        "spacing": f"{KEYWORDS}|{PX}",
        **{f"padding{side}": PADDING for side in ("All", "Top", "Bottom", "Start", "End")},
        "justifyContent": "center|flex-start|flex-end|space-between|space-around|space-evenly",
        "alignItems": "center|flex-start|flex-end",
    },
    "button": {
        **PLACED,
        **GRAVITY,
        "flex": int,
        "height": "sm|md",
        "style": "primary|secondary|link",
        "color": COLOR,
        "adjustMode": "shrink-to-fit",
        "scaling": bool,
    },
    "image": {
        **PLACED,
        **GRAVITY,
        "flex": int,
        "align": "start|end|center",
        "size": rf"{FONT_KEYWORDS}|full|{LENGTH}",
        "aspectRatio": RATIO,
        "aspectMode": "cover|fit",
        "backgroundColor": COLOR,
        "animated": bool,
    },
    "video": {"aspectRatio": RATIO},
    "icon": {**PLACED, "size": f"{FONT_KEYWORDS}|{PX}", "scaling": bool, "aspectRatio": RATIO},
    "text": {
        **PLACED,
        **GRAVITY,
        **FACE,
        "flex": int,
        "align": "start|end|center",
        "adjustMode": "shrink-to-fit",
        "scaling": bool,
        "wrap": bool,
        "lineSpacing": PX,
        "maxLines": int,
    },
    "span": FACE,
    "separator": {"margin": f"{KEYWORDS}|{PX}", "color": COLOR},
    "filler": {"flex": int},
    "bubble": {"size": "nano|micro|deca|hecto|kilo|mega|giga", "direction": "ltr|rtl"},
    "style": {"backgroundColor": COLOR, "separator": bool, "separatorColor": COLOR},
    "background": {
        "type": "linearGradient",
        "angle": r"\d+(\.\d+)?deg",
        **dict.fromkeys(("startColor", "endColor", "centerColor"), COLOR),
        "centerPosition": r"\d+(\.\d+)?%",
    },
}
INSIDE: dict[str, tuple[str, ...]] = {
    "box": ("contents", "action", "background"),
    "button": ("action",),
    "image": ("url", "action"),
    "video": ("url", "previewUrl", "altContent", "action"),
    "icon": ("url",),
    "text": ("text", "contents", "action"),
    "span": ("text",),
    "bubble": (*BLOCKS, "styles", "action"),
}


def check_flex(message_path: str, contents: dict[str, Any]) -> None:
    """Raises ``LineError`` 400 whose properties are JSON pointers into the container, as LINE's are for Flex."""
    problems = Problems()
    kind = problems.choice(contents, "", "type", ("bubble", "carousel"))
    if kind == "bubble":
        _bubble(problems, "", contents)
    elif kind == "carousel":
        _known(problems, "", contents, ("type", "contents"))
        bubbles = problems.items(contents, "", "contents", 1, MAX_BUBBLES)
        for path, bubble in bubbles:
            if problems.choice(bubble, path, "type", ("bubble",)):
                _bubble(problems, path, bubble)
                if isinstance(hero := bubble.get("hero"), dict) and hero.get("type") == "video":
                    problems.report(f"{path}.hero", "A video can't be in a carousel")
        if len({str(bubble.get("size", "mega")) for _, bubble in bubbles}) > 1:
            problems.report("", "All bubbles in a carousel must have the same size")
        if json_bytes(contents) > CAROUSEL_LIMIT:
            problems.report("", f"Too large flex message. The maximum size is {CAROUSEL_LIMIT} bytes")
    if sum(node.get("animated") is True for node in _nodes(contents)) > MAX_ANIMATED:
        problems.report("", f"At most {MAX_ANIMATED} images can be animated")
    if problems:
        details = [{**problem, "property": _pointer(problem["property"])} for problem in problems]
        raise LineError(400, f"A message ({message_path}) in the request body is invalid", details=details)


def _bubble(problems: Problems, path: str, bubble: dict[str, Any]) -> None:
    if json_bytes(bubble) > BUBBLE_LIMIT:
        problems.report(path, f"Too large flex message. The maximum size of a bubble is {BUBBLE_LIMIT} bytes")
    _properties(problems, path, bubble, "bubble")
    blocks = [name for name in BLOCKS if bubble.get(name) is not None]
    if not blocks:
        problems.report(path, "At least one block must be specified")
    for name in blocks:
        block = problems.object(bubble, path, name)
        if block is not None:
            _component(problems, f"{path}.{name}", block, BLOCKS[name])
            if block.get("position") == "absolute":
                problems.report(f"{path}.{name}.position", "invalid property")
            if block.get("type") == "video" and bubble.get("size", "mega") not in VIDEO_SIZES:
                problems.report(f"{path}.size", f"Must be one of {', '.join(VIDEO_SIZES)} with a video")
    styles = problems.object(bubble, path, "styles", required=False)
    if styles is not None:
        _known(problems, f"{path}.styles", styles, tuple(BLOCKS))
        for name in BLOCKS:
            style = problems.object(styles, f"{path}.styles", name, required=False)
            if style is not None:
                _properties(problems, f"{path}.styles.{name}", style, "style")
    if bubble.get("action") is not None:
        check_action(problems, path, bubble, label_limit=LABEL_LIMIT, label_required=False)


def _component(problems: Problems, path: str, node: dict[str, Any], allowed: tuple[str, ...]) -> None:
    kind = problems.choice(node, path, "type", allowed)
    if not kind:
        return
    _properties(problems, path, node, kind)
    match kind:
        case "box":
            _box(problems, path, node)
        case "text":
            spans = problems.items(node, path, "contents", 0, 1000)
            problems.text(node, path, "text", BUBBLE_LIMIT, required=not spans)
            for at, span in spans:
                _component(problems, at, span, ("span",))
        case "span":
            problems.text(node, path, "text", BUBBLE_LIMIT, required=False)
        case "image" | "icon":
            problems.url(node, path, "url")
        case "video":
            problems.url(node, path, "url")
            problems.url(node, path, "previewUrl")
            alternative = problems.object(node, path, "altContent")
            if alternative is not None:
                _component(problems, f"{path}.altContent", alternative, ("box", "image"))
    if kind == "video" and node.get("action") is not None:
        check_action(problems, path, node, allowed=("uri",), label_limit=LABEL_LIMIT, label_required=False)
    elif kind == "button" or node.get("action") is not None:
        check_action(problems, path, node, label_limit=LABEL_LIMIT, label_required=kind == "button")


def _box(problems: Problems, path: str, box: dict[str, Any]) -> None:
    layout = problems.choice(box, path, "layout", tuple(CHILDREN))
    if box.get("contents") is None:
        problems.report(f"{path}.contents", "May not be empty")
    for at, child in problems.items(box, path, "contents", 0, 1000):
        _component(problems, at, child, CHILDREN.get(layout, CHILDREN["vertical"]))
        if layout == "baseline" and "offsetBottom" in child:  # gravity is ignored there, as LINE's own samples have it
            problems.report(f"{at}.offsetBottom", "invalid property")
    background = problems.object(box, path, "background", required=False)
    if background is not None:
        _properties(problems, f"{path}.background", background, "background")
        for name in ("type", "angle", "startColor", "endColor"):
            problems.text(background, f"{path}.background", name, 100)


def _properties(problems: Problems, path: str, node: dict[str, Any], kind: str) -> None:
    properties = PROPERTIES[kind]
    typed = () if kind == "style" else ("type",)
    _known(problems, path, node, (*typed, *properties, *INSIDE.get(kind, ())))
    for name, wanted in properties.items():
        if wanted is bool:
            problems.flag(node, path, name)
        elif wanted is int:
            problems.number(node, path, name, 0, INT32, required=False)
        elif isinstance(wanted, str) and node.get(name) is not None:
            value = node[name]
            if not isinstance(value, str) or not re.fullmatch(wanted, value, re.ASCII):
                problems.report(f"{path}.{name}", "invalid property")
    if "aspectRatio" in properties and isinstance(node.get("aspectRatio"), str):
        width, _, height = node["aspectRatio"].partition(":")
        if re.fullmatch(RATIO, node["aspectRatio"], re.ASCII) and not (
            1 <= float(width) <= 100_000 and 1 <= float(height) <= min(100_000, 3 * float(width))
        ):
            problems.report(f"{path}.aspectRatio", "invalid property")


def _known(problems: Problems, path: str, node: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in node:
        if name not in names:
            problems.report(f"{path}.{name}", "unknown field")


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _nodes(member)


def _pointer(path: str) -> str:
    """``.body.contents[0].text`` as ``/body/contents/0/text``."""
    return "/" + path.replace("[", ".").replace("]", "").replace(".", "/").lstrip("/")
