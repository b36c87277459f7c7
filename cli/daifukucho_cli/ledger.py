"""``daifukucho ledger``: the ledger."""

import json
from collections import Counter
from typing import Any

from daifukucho_cli.commands import Commands
from daifukucho_cli.deployment import Deployment, deployment, explained
from daifukucho_cli.options import Stack
from daifukucho_cli.screen import fail, say

app = Commands()

_MOST = 10
"""Messages in one ReceiveMessage (SQS quota)."""


@app.command()
def redrive(stack: Stack = None) -> None:
    """処理できずに取り置かれた記録を、もう一度処理する / Process again what was parked with a cause of its own.

    うまくいったものだけがキューから消える。 / Only what succeeds is taken out of the queue.
    """
    where = deployment(stack)
    with explained():
        done, causes = _redrive(where)
    if not done and not causes:
        say(ja="取り置かれた記録はありません。", en="Nothing is parked.")
        return
    say(ja=f"処理できた記録: {done:,}", en=f"Processed: {done:,}")
    if causes:
        listed = ", ".join(f"{cause} {count:,}" for cause, count in causes.most_common())
        fail(
            ja=f"まだ処理できない記録: {causes.total():,}（{listed}）\n原因を直してから、もう一度実行してください。",
            en=f"Still failing: {causes.total():,} ({listed})\nMend the cause, then run this again.",
        )


def _redrive(where: Deployment) -> tuple[int, Counter[str]]:
    """Go through the queue once: how many succeeded, and the causes of those that did not."""
    sqs, url = where.client("sqs"), where["ParkedQueueUrl"]
    done = 0
    causes: dict[str, str] = {}
    while True:
        answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=_MOST, WaitTimeSeconds=2)
        messages = {message["MessageId"]: message for message in answer.get("Messages", [])}
        if not messages or messages.keys() <= causes.keys():  # empty, or round again
            return done, Counter(causes.values())
        outcomes = _process(where, messages)
        succeeded = [message_id for message_id, cause in outcomes.items() if cause is None]
        done += len(succeeded)
        causes |= {message_id: cause for message_id, cause in outcomes.items() if cause is not None}
        for message_id in succeeded:
            causes.pop(message_id, None)
            sqs.delete_message(QueueUrl=url, ReceiptHandle=messages[message_id]["ReceiptHandle"])


def _process(where: Deployment, messages: dict[str, dict[str, Any]]) -> dict[str, str | None]:
    """Have the stream's function process parked entries; the cause of each that fails, ``None`` if it does not."""
    outcomes: dict[str, str | None] = dict.fromkeys(messages, "unreadable")
    keys: dict[str, dict[str, str]] = {}
    for message_id, message in messages.items():
        key = _key(message["Body"])
        if key:
            keys[message_id] = key
    if not keys:
        return outcomes
    answer = where.client("lambda").invoke(
        FunctionName=where["LedgerStreamFunction"], Payload=json.dumps({"parked": list(keys.values())})
    )
    payload = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        fail(
            ja=f"関数 {where['LedgerStreamFunction']} が失敗しました。記録はキューに残っています。関数のログを見てください。",
            en=f"The function {where['LedgerStreamFunction']} failed. The entries are still in the queue; see its log.",
        )
    for message_id, result in zip(keys, payload["parked"], strict=True):
        outcomes[message_id] = None if result["ok"] else result["cause"]
    return outcomes


def _key(body: str) -> dict[str, str] | None:
    """The entry's key in a message of the parked queue."""
    try:
        parked = json.loads(body)
        return {"friend_id": parked["friend_id"], "sort": parked["sort"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
