"""Action objects, after the reference (Action objects; Specifications of the label)."""

from typing import Any

from local.line.checks import Problems, graphemes

LINK_SCHEMES = ("http://", "https://", "line://", "tel:")
ACTIONS = ("postback", "message", "uri", "datetimepicker", "clipboard")
QUICK_REPLY_ACTIONS = (*ACTIONS, "camera", "cameraRoll", "location")


def check_action(
    problems: Problems,
    path: str,
    owner: dict[str, Any],
    name: str = "action",
    *,
    allowed: tuple[str, ...] = ACTIONS,
    label_limit: int = 20,
    label_required: bool = True,
) -> None:
    """Checks the action that ``owner`` holds in its property ``name``, and must hold."""
    action = problems.object(owner, path, name)
    if action is not None:
        at = f"{path}.{name}"
        problems.text(action, at, "label", label_limit, required=label_required, count=graphemes)
        _check_fields(problems, at, action, problems.choice(action, at, "type", allowed))


def check_actions(problems: Problems, path: str, owner: dict[str, Any], low: int, high: int) -> None:
    """Checks the array ``actions`` of a template: ``low`` to ``high`` of them, each with a label."""
    for at, action in problems.items(owner, path, "actions", low, high):
        problems.text(action, at, "label", 20, count=graphemes)
        _check_fields(problems, at, action, problems.choice(action, at, "type", ACTIONS))


def _check_fields(problems: Problems, path: str, action: dict[str, Any], kind: str) -> None:
    match kind:
        case "postback":
            problems.text(action, path, "data", 300)
            problems.text(action, path, "displayText", 300, required=False, count=graphemes)
            problems.text(action, path, "fillInText", 300, required=False, count=graphemes)
        case "message":
            problems.text(action, path, "text", 300, count=graphemes)
        case "uri":
            problems.url(action, path, "uri", limit=1000, schemes=LINK_SCHEMES)
        case "datetimepicker":
            problems.text(action, path, "data", 300)
            problems.choice(action, path, "mode", ("date", "time", "datetime"))
        case "clipboard":
            problems.text(action, path, "clipboardText", 1000)
