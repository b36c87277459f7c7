"""Text: up to 5,000 UTF-16 code units (LINE Messaging API reference, text message)."""

from collections.abc import Mapping

from daifukucho.kernel.errors import Fault
from daifukucho.messages.message_type import MessageType
from daifukucho.messages.template import longest, template_faults

LIMIT = 5_000


def _check(message: Mapping[str, object], pointer: str) -> list[Fault]:
    faults = [
        Fault(f"{pointer}/{key}", f"A text message has no {key!r}; remove it.")
        for key in message
        if key not in ("type", "text")
    ]
    text = message.get("text")
    if not isinstance(text, str) or not text.strip():
        return [*faults, Fault(f"{pointer}/text", "Give the text to send; it may not be blank.")]
    faults += template_faults(text, f"{pointer}/text")
    try:
        length = longest(text)
    except UnicodeEncodeError:
        return [*faults, Fault(f"{pointer}/text", "The text holds half of a surrogate pair; write it anew.")]
    if length > LIMIT:
        faults.append(
            Fault(f"{pointer}/text", f"LINE takes {LIMIT:,} UTF-16 units at most; this can become {length:,}.")
        )
    return faults


TEXT = MessageType(
    key="text",
    ja="テキスト",
    en="Text",
    description="Plain text, with variables such as {{ name }}.",
    example={"type": "text", "text": "{{ name | default: 'お客' }}様、いつもありがとうございます。"},
    check=_check,
)
