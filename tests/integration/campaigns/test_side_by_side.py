"""The sender's real handler over moto: four batches in one invocation, each of which lives and fails by itself."""

import json
import threading
from types import SimpleNamespace

import pytest

from daifukucho.campaigns.batch import BatchState
from daifukucho.campaigns.send import Sender
from daifukucho.delivery.line import AnswerKind
from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.words import Words
from daifukucho_aws.dynamo.outbox import DynamoOutbox
from daifukucho_aws.sqs import batch_message
from tests.support.function import load
from tests.support.line import answer
from tests.support.shop import check

PLENTY = 60_000


@pytest.fixture
def invoke(shop, monkeypatch):
    """Invoke the sender with every batch that has been rung; the numbers of the messages that it gives back."""
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "test")
    module = load("sender")

    def call(left=PLENTY, sender: Sender | None = None):
        monkeypatch.setattr(module, "sender", lambda: sender or shop.sender())
        refs = [what for kind, what in shop.bells if kind == "batch"]
        shop.bells = [bell for bell in shop.bells if bell[0] != "batch"]
        records = [{"messageId": str(n), "body": json.dumps(batch_message(ref))} for n, ref in enumerate(refs)]
        context = SimpleNamespace(
            get_remaining_time_in_millis=lambda: left,
            function_name="sender",
            memory_limit_in_mb=1,
            invoked_function_arn="arn",
            aws_request_id="id",
        )
        failed = module.handler({"Records": records}, context)["batchItemFailures"]
        given_back = [refs[int(item["itemIdentifier"])] for item in failed]
        return refs, given_back

    return call


@pytest.fixture
def run(shop):
    opened = shop.opener.open(shop.intent(shop.campaign()))
    shop.work("slice")
    shop.bells = [bell for bell in shop.bells if bell[0] == "batch"][:4]
    return opened


def test_all_four_go_out_at_once(shop, run, invoke, monkeypatch):
    meeting = threading.Barrier(4)
    send = shop.line.send
    monkeypatch.setattr(shop.line, "send", lambda *call: (meeting.wait(timeout=60), send(*call))[1])
    refs, given_back = invoke()
    assert given_back == []
    assert len(refs) == len(shop.line.calls) == 4
    monkeypatch.undo()
    check(shop, shop.until_closed(run.run_id))


@pytest.mark.parametrize("bad", range(4))
def test_one_that_fails_is_given_back_and_costs_no_other(shop, run, invoke, monkeypatch, bad):
    broken = [what for kind, what in shop.bells if kind == "batch"][bad]
    read = DynamoOutbox.batch

    def batch(outbox, ref):
        if ref == broken:
            raise Unavailable(Words("応答がありません。", "It did not answer."), code="dynamodb_no_answer")
        return read(outbox, ref)

    monkeypatch.setattr(DynamoOutbox, "batch", batch)
    refs, given_back = invoke()
    assert given_back == [broken]
    monkeypatch.undo()
    done = {ref for ref in refs if shop.outbox.batch(ref).state is BatchState.DONE}
    assert done == set(refs) - {broken}
    shop.bells.append(("batch", broken))  # SQS delivers it again
    check(shop, shop.until_closed(run.run_id))


def test_with_no_time_left_all_are_given_back_and_nobody_is_called(shop, run, invoke):
    refs, given_back = invoke(left=15_000)
    assert given_back == refs
    assert shop.line.calls == []
    assert all(shop.outbox.batch(ref).owner is None for ref in refs)
    shop.bells += [("batch", ref) for ref in given_back]
    check(shop, shop.until_closed(run.run_id))


def test_one_in_doubt_leaves_the_others_their_outcome(shop, run, invoke):
    shop.line.after = [answer(AnswerKind.IN_DOUBT)]
    invoke()
    check(shop, shop.until_closed(run.run_id))


def test_what_the_run_pinned_is_read_once(shop, run, invoke, monkeypatch):
    read, reads = DynamoOutbox.definition, []
    monkeypatch.setattr(
        DynamoOutbox, "definition", lambda outbox, run_id: (reads.append(run_id), read(outbox, run_id))[1]
    )
    sender = shop.sender()
    invoke(sender=sender)
    assert reads == [run.run_id]
    assert len(shop.line.calls) == 4
    monkeypatch.undo()
    check(shop, shop.until_closed(run.run_id))
