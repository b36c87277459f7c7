"""Check a campaign's messages before they are saved."""

import json

from daifukucho.kernel.errors import Fault, Wrong
from daifukucho.kernel.refusals import CHOICE
from daifukucho.kernel.shape import below
from daifukucho.messages.common import whole_shape
from daifukucho.messages.template import widest
from daifukucho.messages.types import MESSAGE_TYPES

MOST = 5
"""Messages in one request (Messaging API reference, Send push message)."""

MOST_BYTES = 1_975_000
"""LINE takes 2 MB in one request; 500 recipients and what is around them have their part of that."""

NO_MESSAGES = Wrong("メッセージを1〜{most}件のリストで指定してください。", "Give a list of 1 to {most} messages.")
NO_MESSAGE = Wrong(
    'メッセージは {{"type": "text", "text": "こんにちは"}} のように、オブジェクトで指定してください。',
    'Give a message as an object, such as {{"type": "text", "text": "こんにちは"}}.',
)
_TOO_LARGE = Wrong(
    "メッセージが、合わせて LINE が1回のリクエストで受け取る量を超えています。短くしてください。",
    "Together the messages are more than LINE takes in one request; shorten them.",
)


def message_faults(messages: object, pointer: str) -> list[Fault]:
    """Everything wrong with a list of messages; empty when LINE will take it, whoever it is sent to."""
    if not isinstance(messages, list) or not 1 <= len(messages) <= MOST:
        return [NO_MESSAGES.at(pointer, most=MOST)]
    faults: list[Fault] = []
    for i, message in enumerate(messages):
        at = below(pointer, i)
        if not isinstance(message, dict):
            faults.append(NO_MESSAGE.at(at))
        elif not isinstance(message.get("type"), str) or message["type"] not in MESSAGE_TYPES:
            faults.append(CHOICE.at(f"{at}/type", choices=", ".join(MESSAGE_TYPES)))
        else:
            faults += whole_shape(MESSAGE_TYPES[message["type"]]).faults(message, at)
    if not faults and len(json.dumps(widest(messages))) > MOST_BYTES:  # with the escapes with which they are sent
        faults.append(_TOO_LARGE.at(pointer))
    return faults
