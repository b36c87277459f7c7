"""Check a campaign's messages before they are saved."""

from daifukucho.kernel.errors import Fault
from daifukucho.messages.types import MESSAGE_TYPES

MOST = 5
"""Messages in one request (LINE Messaging API reference, push message)."""


def message_faults(messages: object, pointer: str) -> list[Fault]:
    """Everything wrong with a list of messages; empty when LINE will take it."""
    if not isinstance(messages, list) or not 1 <= len(messages) <= MOST:
        return [Fault(pointer, f"Give a list of 1 to {MOST} messages.")]
    faults = []
    for i, message in enumerate(messages):
        at = f"{pointer}/{i}"
        if not isinstance(message, dict):
            faults.append(Fault(at, 'A message is an object, such as {"type": "text", "text": "こんにちは"}.'))
        elif not isinstance(message.get("type"), str) or message["type"] not in MESSAGE_TYPES:
            faults.append(Fault(f"{at}/type", f"Choose one of: {', '.join(MESSAGE_TYPES)}."))
        else:
            faults += MESSAGE_TYPES[message["type"]].check(message, at)
    return faults
