"""What the Messaging API accepts as message objects, after its reference (Message objects)."""

import re
from collections.abc import Callable
from typing import Any

from local.line.actions import LINK_SCHEMES, QUICK_REPLY_ACTIONS, check_action, check_actions
from local.line.checks import INT32, Problems, graphemes
from local.line.errors import body_errors, invalid_property
from local.line.flex import check_flex

PLACEHOLDER = re.compile(r"\{(?P<key>[^{}]*)\}")
UNDOCUMENTED = 10_000  # LINE names no limit for ids
UNIT_NAME = re.compile(r"[A-Za-z0-9_]{1,30}")


def check_messages(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The ``messages`` of a request body: 1 to 5 valid message objects, else ``LineError`` 400 that names each fault."""
    problems = Problems()
    messages = problems.items(body, "", "messages", 1, 5)
    for path, message in messages:
        try:
            check_message(problems, path, message)
        except RecursionError as error:
            raise invalid_property(path) from error
    if problems:
        raise body_errors(problems)
    return [message for _, message in messages]


def check_units(body: dict[str, Any]) -> str | None:
    """The one ``customAggregationUnits`` name of a push or multicast, if there is one."""
    units = body.get("customAggregationUnits")
    if units is None:
        return None
    if not isinstance(units, list) or not all(isinstance(unit, str) for unit in units):
        raise invalid_property("customAggregationUnits")
    problems = Problems()
    if len(units) > 1:
        problems.report("customAggregationUnits", "Size must be between 0 and 1")
    for index, unit in enumerate(units):
        if not UNIT_NAME.fullmatch(unit):
            problems.report(f"customAggregationUnits[{index}]", "Must match [A-Za-z0-9_]{1,30}")
    if problems:
        raise body_errors(problems)
    return units[0] if units else None


def check_message(problems: Problems, path: str, message: dict[str, Any]) -> None:
    kind = problems.choice(message, path, "type", tuple(CHECKS))
    if not kind:
        return
    CHECKS[kind](problems, path, message)
    quick_reply = problems.object(message, path, "quickReply", required=False)
    if quick_reply is not None:
        for at, item in problems.items(quick_reply, f"{path}.quickReply", "items", 1, 13):
            problems.choice(item, at, "type", ("action",))
            problems.url(item, at, "imageUrl", required=False)
            check_action(problems, at, item, allowed=QUICK_REPLY_ACTIONS)
    sender = problems.object(message, path, "sender", required=False)
    if sender is not None:
        name = problems.text(sender, f"{path}.sender", "name", 20, required=False)
        if re.search(r"(?<![A-Za-z])LINE(?![A-Za-z])", name):
            problems.report(f"{path}.sender.name", "May not contain the word LINE")
        problems.url(sender, f"{path}.sender", "iconUrl", required=False)


def _text(problems: Problems, path: str, message: dict[str, Any]) -> None:
    text = problems.text(message, path, "text", 5000)
    if message.get("emojis") is not None:
        units = text.encode("utf-16-le", "surrogatepass")
        for at, emoji in problems.items(message, path, "emojis", 0, 20):
            problems.text(emoji, at, "productId", UNDOCUMENTED)
            problems.text(emoji, at, "emojiId", UNDOCUMENTED)
            problems.number(emoji, at, "index", 0, INT32)
            index = emoji.get("index")
            if index is not None and units[2 * index : 2 * index + 2] != b"$\0":
                problems.report(f"{at}.index", "Must be the position of a '$' in the text")


def _text_v2(problems: Problems, path: str, message: dict[str, Any]) -> None:
    text = problems.text(message, path, "text", 5000)
    substitution = problems.object(message, path, "substitution", required=False) or {}
    if len(substitution) > 100:
        problems.report(f"{path}.substitution", "Size must be between 0 and 100")
    kinds = [item.get("type") for item in substitution.values() if isinstance(item, dict)]
    for kind in ("mention", "emoji"):
        if kinds.count(kind) > 20:
            problems.report(f"{path}.substitution", f"At most 20 {kind} objects")
    for key, item in substitution.items():
        if not isinstance(item, dict) or item.get("type") not in ("mention", "emoji"):
            problems.report(f"{path}.substitution.{key}.type", "Must be one of the following values: [mention, emoji]")
    unescaped = text.replace("{{", "").replace("}}", "")
    for match in PLACEHOLDER.finditer(unescaped):
        if match["key"] not in substitution:
            problems.report(f"{path}.text", f"The placeholder '{match['key']}' has no substitution")
    if "{" in PLACEHOLDER.sub("", unescaped) or "}" in PLACEHOLDER.sub("", unescaped):
        problems.report(f"{path}.text", "'{' and '}' must be used in pairs")


def _sticker(problems: Problems, path: str, message: dict[str, Any]) -> None:
    problems.text(message, path, "packageId", UNDOCUMENTED)
    problems.text(message, path, "stickerId", UNDOCUMENTED)


def _image(problems: Problems, path: str, message: dict[str, Any]) -> None:
    problems.url(message, path, "originalContentUrl")
    problems.url(message, path, "previewImageUrl")


def _video(problems: Problems, path: str, message: dict[str, Any]) -> None:
    _image(problems, path, message)
    problems.text(message, path, "trackingId", 100, required=False)
    problems.pattern(message, path, "trackingId", r"[a-zA-Z0-9\-.=,+*()%$&;:@{}!?<>\[\]]+")


def _audio(problems: Problems, path: str, message: dict[str, Any]) -> None:
    problems.url(message, path, "originalContentUrl")
    problems.number(message, path, "duration", 1, INT32)


def _location(problems: Problems, path: str, message: dict[str, Any]) -> None:
    problems.text(message, path, "title", 100)
    problems.text(message, path, "address", 100)
    problems.number(message, path, "latitude", -90, 90, whole=False)
    problems.number(message, path, "longitude", -180, 180, whole=False)


def _coupon(problems: Problems, path: str, message: dict[str, Any]) -> None:
    problems.text(message, path, "couponId", UNDOCUMENTED)
    problems.text(message, path, "deliveryTag", 30, required=False)
    problems.pattern(message, path, "deliveryTag", "[a-zA-Z0-9_]+")


def _imagemap(problems: Problems, path: str, message: dict[str, Any]) -> None:
    problems.url(message, path, "baseUrl")
    problems.text(message, path, "altText", 1500)
    size = problems.object(message, path, "baseSize")
    if size is not None:
        problems.number(size, f"{path}.baseSize", "width", 1040, 1040)
        problems.number(size, f"{path}.baseSize", "height", 1, INT32)
    for at, action in problems.items(message, path, "actions", 1, 50):
        problems.text(action, at, "label", 100, required=False)
        match problems.choice(action, at, "type", ("uri", "message", "clipboard")):
            case "uri":
                problems.url(action, at, "linkUri", limit=1000, schemes=LINK_SCHEMES)
            case "message":
                problems.text(action, at, "text", 400)
            case "clipboard":
                problems.text(action, at, "clipboardText", 1000)
        _area(problems, at, action)
    video = problems.object(message, path, "video", required=False)
    if video is not None:
        at = f"{path}.video"
        _image(problems, at, video)
        _area(problems, at, video)
        link = problems.object(video, at, "externalLink", required=False)
        if link is not None:
            problems.url(link, f"{at}.externalLink", "linkUri", limit=1000, schemes=LINK_SCHEMES)
            problems.text(link, f"{at}.externalLink", "label", 30)


def _area(problems: Problems, path: str, owner: dict[str, Any]) -> None:
    area = problems.object(owner, path, "area")
    if area is not None:
        for side in ("x", "y", "width", "height"):
            problems.number(area, f"{path}.area", side, 0, INT32)


def _template(problems: Problems, path: str, message: dict[str, Any]) -> None:
    problems.text(message, path, "altText", 1500)
    template = problems.object(message, path, "template")
    if template is None:
        return
    at = f"{path}.template"
    match problems.choice(template, at, "type", ("buttons", "confirm", "carousel", "image_carousel")):
        case "buttons":
            _column(problems, at, template, plain_limit=160, max_actions=4)
            _image_style(problems, at, template)
        case "confirm":
            problems.text(template, at, "text", 240, count=graphemes)
            check_actions(problems, at, template, 2, 2)
        case "carousel":
            columns = problems.items(template, at, "columns", 1, 10)
            for where, column in columns:
                _column(problems, where, column, plain_limit=120, max_actions=3)
            if len({len(column.get("actions") or []) for _, column in columns}) > 1:
                problems.report(f"{at}.columns", "The number of actions must be the same in all columns")
            for name in ("thumbnailImageUrl", "title"):
                if len({name in column for _, column in columns}) > 1:
                    problems.report(f"{at}.columns", f"{name} must be in all columns or in none")
            _image_style(problems, at, template)
        case "image_carousel":
            for where, column in problems.items(template, at, "columns", 1, 10):
                problems.url(column, where, "imageUrl")
                check_action(problems, where, column, label_limit=12, label_required=False)


def _column(problems: Problems, path: str, column: dict[str, Any], *, plain_limit: int, max_actions: int) -> None:
    problems.url(column, path, "thumbnailImageUrl", required=False)
    problems.text(column, path, "title", 40, required=False, count=graphemes)
    decorated = column.get("thumbnailImageUrl") or column.get("title")
    problems.text(column, path, "text", 60 if decorated else plain_limit, count=graphemes)
    if column.get("defaultAction") is not None:
        check_action(problems, path, column, "defaultAction")
    check_actions(problems, path, column, 1, max_actions)
    problems.pattern(column, path, "imageBackgroundColor", "#[0-9A-Fa-f]{6}")


def _image_style(problems: Problems, path: str, template: dict[str, Any]) -> None:
    problems.choice(template, path, "imageAspectRatio", ("rectangle", "square"), required=False)
    problems.choice(template, path, "imageSize", ("cover", "contain"), required=False)


def _flex(problems: Problems, path: str, message: dict[str, Any]) -> None:
    problems.text(message, path, "altText", 1500)
    contents = problems.object(message, path, "contents")
    if contents is not None:
        check_flex(path, contents)


CHECKS: dict[str, Callable[[Problems, str, dict[str, Any]], None]] = {
    "text": _text,
    "textV2": _text_v2,
    "image": _image,
    "video": _video,
    "audio": _audio,
    "location": _location,
    "sticker": _sticker,
    "template": _template,
    "imagemap": _imagemap,
    "flex": _flex,
    "coupon": _coupon,
}
