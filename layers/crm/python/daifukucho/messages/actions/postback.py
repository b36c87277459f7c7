"""Postback: sends the shop's data back (Messaging API reference, Postback action)."""

from collections.abc import Iterator, Mapping

from daifukucho.kernel.errors import Fault, Wrong
from daifukucho.messages.action_type import ActionType
from daifukucho.messages.lengths import Unit
from daifukucho.messages.rules import Choice, Data, Prose

_SAID = Prose(300, Unit.CLUSTERS)
_SAID_TWICE = Wrong(
    "displayText と text（非推奨）は、どちらか一方だけを指定してください。",
    "Give either displayText or text (deprecated), not both.",
)
_NO_KEYBOARD = Wrong(
    '"inputOption": "openKeyboard" と一緒に指定してください。', 'Give "inputOption": "openKeyboard" with this.'
)


def _also(given: Mapping[str, object], at: str) -> Iterator[Fault]:
    if "displayText" in given and "text" in given:
        yield _SAID_TWICE.at(f"{at}/text")
    if "fillInText" in given and given.get("inputOption") != "openKeyboard":
        yield _NO_KEYBOARD.at(f"{at}/fillInText")


ACTION = ActionType(
    key="postback",
    ja="ポストバック",
    en="Postback",
    description="Sends data of yours back to the webhook, and may show a text as the friend's.",
    example={
        "type": "postback",
        "label": "予約する",
        "data": "action=reserve&menu=12",
        "displayText": "予約します",
        "inputOption": "openKeyboard",
        "fillInText": "お名前: \nご希望の日時: ",
    },
    # LINE's OpenAPI document allows empty data, its reference asks for some: data that says nothing helps nobody.
    required={"data": Data(300)},
    optional={
        "displayText": _SAID,
        "text": _SAID,
        "inputOption": Choice(("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice")),
        "fillInText": _SAID,
    },
    not_in_quick_reply=frozenset({"text"}),
    also=_also,
)
