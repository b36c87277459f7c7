"""Action objects, after the reference (Action objects; Specifications of the label)."""

import re
from datetime import date
from typing import Any

from local.line.checks import Problems, graphemes

INPUT_OPTIONS = ("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice")
DATE = r"(?P<date>\d{4}-\d\d-\d\d)"
TIME = r"(?:[01]\d|2[0-3]):[0-5]\d"
DATE_FORMATS = {"date": DATE, "time": TIME, "datetime": f"{DATE}[Tt]{TIME}"}
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
            problems.text(action, path, "text", 300, required=False, count=graphemes)
            if "displayText" in action and "text" in action:
                problems.report(f"{path}.text", "displayText and text can't be used at the same time")
            problems.choice(action, path, "inputOption", INPUT_OPTIONS, required=False)
            problems.text(action, path, "fillInText", 300, required=False, count=graphemes)
            if "fillInText" in action and action.get("inputOption") != "openKeyboard":
                problems.report(f"{path}.fillInText", "Only valid when inputOption is openKeyboard")
        case "message":
            problems.text(action, path, "text", 300, count=graphemes)
        case "uri":
            problems.url(action, path, "uri", limit=1000, schemes=LINK_SCHEMES)
            desktop = problems.object(action, path, "altUri", required=False)
            if desktop is not None:
                problems.url(desktop, f"{path}.altUri", "desktop", limit=1000, schemes=LINK_SCHEMES)
        case "datetimepicker":
            problems.text(action, path, "data", 300)
            _check_dates(problems, path, action, problems.choice(action, path, "mode", tuple(DATE_FORMATS)))
        case "clipboard":
            problems.text(action, path, "clipboardText", 1000)


def _check_dates(problems: Problems, path: str, action: dict[str, Any], mode: str) -> None:
    limits = {}
    for name in ("initial", "min", "max"):
        value = problems.text(action, path, name, 20, required=False)
        if not value or not mode:
            continue
        if _is_date(value, DATE_FORMATS[mode]):
            limits[name] = value.upper()
        else:
            problems.report(f"{path}.{name}", f"Invalid format for the mode {mode}")
    if "min" in limits and "max" in limits and limits["max"] <= limits["min"]:
        problems.report(f"{path}.max", "Must be greater than min")


def _is_date(value: str, pattern: str) -> bool:
    found = re.fullmatch(pattern, value, re.ASCII)
    if found is None:
        return False
    day = found.groupdict().get("date")
    if day is None:
        return True
    try:
        return date(1900, 1, 1) <= date.fromisoformat(day) <= date(2100, 12, 31)
    except ValueError:
        return False
