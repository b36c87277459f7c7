"""How often the webhook calls DynamoDB for a request of fifty events."""

from typing import Any

from bench.figure import Figure, Measured, Target
from bench.support.cloud import describe, webhook_request
from bench.support.meter import Meter
from bench.support.roster import friend_id
from bench.support.usage import Usage
from bench.tools import Tools
from daifukucho.kernel.words import Words

EVENTS = 50
_AT = 1_795_316_400_000


def event(number: int) -> dict[str, Any]:
    """Every second one a text; between them taps and follows. Each of another user."""
    kinds: list[dict[str, Any]] = [
        {
            "type": "message",
            "message": {"id": str(number), "type": "text", "text": "予約したいです。", "quoteToken": "q"},
        },
        {"type": "postback", "postback": {"data": "menu=reserve"}},
        {"type": "message", "message": {"id": str(number), "type": "text", "text": "ありがとう", "quoteToken": "q"}},
        {"type": "follow", "follow": {"isUnblocked": False}},
    ]
    return {
        "mode": "active",
        "timestamp": _AT + number,
        "source": {"type": "user", "userId": friend_id(number)},
        "webhookEventId": f"01KANYFHK0{number:016d}",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": f"{number:032x}",
        **kinds[number % len(kinds)],
    }


def measure(tools: Tools) -> Measured:
    cloud = tools.cloud
    dynamo = cloud.client("dynamodb")
    meter = Meter(dynamo, describe(dynamo, {"ledger": 0}), lambda: cloud.working)
    first = _post(tools, meter, range(EVENTS))
    redelivered = _post(tools, meter, range(EVENTS))
    one = _post(tools, meter, range(EVENTS, EVENTS + 1))
    texts = sum(event(n)["type"] == "message" for n in range(EVENTS))
    return Measured(
        first.of(prefix="dynamodb:"),
        f"One signed request of {EVENTS} events of {EVENTS} users, {texts} of them text messages (whose words are items"
        " of their own), handed to the real handler on an emulated AWS; calls counted beneath botocore.",
        {
            "write_units": first.of(prefix="write:"),
            "the_same_request_delivered_again": redelivered.of(prefix="dynamodb:"),
            "a_request_of_one_text": one.of(prefix="dynamodb:"),
        },
    )


def _post(tools: Tools, meter: Meter, numbers: range) -> Usage:
    with meter.running():
        answer = tools.cloud.invoke("webhook", webhook_request(tools.cloud, [event(n) for n in numbers]))
    if answer["statusCode"] != 200:
        raise RuntimeError(f"the webhook answered {answer}")
    return meter.take()


FIGURE = Figure(
    key="webhook_dynamodb_calls_per_50_events",
    label=Words("50イベントのWebhookでのDynamoDB呼び出し", "calls to DynamoDB for a webhook of 50 events"),
    unit="calls",
    measure=measure,
    target=Target(3),
)
