"""Check a campaign's messages before they are saved."""

import json

from daifukucho.kernel.errors import Fault
from daifukucho.messages.common import whole_shape
from daifukucho.messages.rules import below
from daifukucho.messages.template import widest
from daifukucho.messages.types import MESSAGE_TYPES

MOST = 5
"""Messages in one request (Messaging API reference, Send push message)."""

MOST_BYTES = 1_975_000
"""LINE takes 2 MB in one request; 500 recipients and what is around them have their part of that."""


def message_faults(messages: object, pointer: str) -> list[Fault]:
    """Everything wrong with a list of messages; empty when LINE will take it, whoever it is sent to."""
    if not isinstance(messages, list) or not 1 <= len(messages) <= MOST:
        return [Fault(pointer, f"Give a list of 1 to {MOST} messages.")]
    faults: list[Fault] = []
    for i, message in enumerate(messages):
        at = below(pointer, i)
        if not isinstance(message, dict):
            faults.append(Fault(at, 'A message is an object, such as {"type": "text", "text": "こんにちは"}.'))
        elif not isinstance(message.get("type"), str) or message["type"] not in MESSAGE_TYPES:
            faults.append(Fault(f"{at}/type", f"Choose one of: {', '.join(MESSAGE_TYPES)}."))
        else:
            faults += whole_shape(MESSAGE_TYPES[message["type"]]).faults(message, at)
    if not faults and len(json.dumps(widest(messages))) > MOST_BYTES:  # with the escapes with which they are sent
        faults.append(Fault(pointer, "Together the messages are more than LINE takes in one request; shorten them."))
    return faults
