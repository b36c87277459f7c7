"""Postback: sends the shop's data back (Messaging API reference, Postback action)."""

from collections.abc import Iterator, Mapping

from daifukucho.kernel.errors import Fault
from daifukucho.messages.action_type import ActionType
from daifukucho.messages.lengths import Unit
from daifukucho.messages.rules import Choice, Data, Words

_SAID = Words(300, Unit.CLUSTERS)


def _also(given: Mapping[str, object], at: str) -> Iterator[Fault]:
    if "displayText" in given and "text" in given:
        yield Fault(f"{at}/text", "Give either displayText or text (deprecated), not both.")
    if "fillInText" in given and given.get("inputOption") != "openKeyboard":
        yield Fault(f"{at}/fillInText", 'This needs "inputOption": "openKeyboard".')


ACTION = ActionType(
    key="postback",
    ja="ポストバック",
    en="Postback",
    description="Sends data of yours back to the webhook, and may show a text as hers.",
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
