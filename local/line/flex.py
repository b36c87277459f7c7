"""Flex Message containers and components, after the reference (Flex Message)."""

from typing import Any

from local.line.actions import check_action
from local.line.checks import Problems, json_bytes
from local.line.errors import LineError

BUBBLE_LIMIT = 30 * 1024
CAROUSEL_LIMIT = 50 * 1024
MAX_BUBBLES = 12
BLOCKS = {"header": ("box",), "hero": ("box", "image", "video"), "body": ("box",), "footer": ("box",)}
COMPONENTS = ("box", "button", "image", "video", "icon", "text", "span", "separator", "filler")
LABEL_LIMIT = 40


def check_flex(message_path: str, contents: dict[str, Any]) -> None:
    """Raises ``LineError`` 400 whose properties are JSON pointers into the container, as LINE's are for Flex."""
    problems = Problems()
    kind = problems.choice(contents, "", "type", ("bubble", "carousel"))
    if kind == "bubble":
        _bubble(problems, "", contents)
    elif kind == "carousel":
        for path, bubble in problems.items(contents, "", "contents", 1, MAX_BUBBLES):
            if problems.choice(bubble, path, "type", ("bubble",)):
                _bubble(problems, path, bubble)
        if json_bytes(contents) > CAROUSEL_LIMIT:
            problems.report("", f"Too large flex message. The maximum size is {CAROUSEL_LIMIT} bytes")
    if problems:
        details = [{**problem, "property": _pointer(problem["property"])} for problem in problems]
        raise LineError(400, f"A message ({message_path}) in the request body is invalid", details=details)


def _bubble(problems: Problems, path: str, bubble: dict[str, Any]) -> None:
    if json_bytes(bubble) > BUBBLE_LIMIT:
        problems.report(path, f"Too large flex message. The maximum size of a bubble is {BUBBLE_LIMIT} bytes")
    blocks = [name for name in BLOCKS if bubble.get(name) is not None]
    if not blocks:
        problems.report(path, "At least one block must be specified")
    for name in blocks:
        block = problems.object(bubble, path, name)
        if block is not None:
            _component(problems, f"{path}.{name}", block, BLOCKS[name])
    if bubble.get("action") is not None:
        check_action(problems, path, bubble, label_limit=LABEL_LIMIT, label_required=False)


def _component(problems: Problems, path: str, node: dict[str, Any], allowed: tuple[str, ...] = COMPONENTS) -> None:
    kind = problems.choice(node, path, "type", allowed)
    match kind:
        case "box":
            problems.choice(node, path, "layout", ("horizontal", "vertical", "baseline"))
            for at, child in problems.items(node, path, "contents", 0, 1000):
                _component(problems, at, child)
        case "text":
            spans = problems.items(node, path, "contents", 0, 1000)
            problems.text(node, path, "text", BUBBLE_LIMIT, required=not spans)
            for at, span in spans:
                _component(problems, at, span, ("span",))
        case "span":
            problems.text(node, path, "text", BUBBLE_LIMIT)
        case "image" | "icon":
            problems.url(node, path, "url")
        case "video":
            problems.url(node, path, "url")
            problems.url(node, path, "previewUrl")
            alternative = problems.object(node, path, "altContent")
            if alternative is not None:
                _component(problems, f"{path}.altContent", alternative, ("box", "image"))
    if kind == "button" or node.get("action") is not None:
        check_action(problems, path, node, label_limit=LABEL_LIMIT, label_required=kind == "button")


def _pointer(path: str) -> str:
    """``.body.contents[0].text`` as ``/body/contents/0/text``."""
    return "/" + path.replace("[", ".").replace("]", "").replace(".", "/").lstrip("/")
