"""SQS: one bad message is delivered again, and the others are done."""

import json

import pytest

from daifukucho_aws import workers
from daifukucho_aws.refusals import DATABASE_SILENT


class Log:
    def __init__(self):
        self.lines = []

    def error(self, msg, *, extra):
        self.lines.append({"message": msg, **extra})


def event(*bodies):
    return {"Records": [{"messageId": f"m{n}", "body": body} for n, body in enumerate(bodies)]}


def failed(answer):
    return [item["itemIdentifier"] for item in answer["batchItemFailures"]]


def test_every_message_is_handled_once():
    seen = []
    assert workers.from_queue(event('{"n":1}', '{"n":2}'), seen.append, Log()) == {"batchItemFailures": []}
    assert seen == [{"n": 1}, {"n": 2}]


@pytest.mark.parametrize("error", [DATABASE_SILENT(), KeyError("x"), RuntimeError("花子さんの電話番号")])
def test_a_failure_is_its_messages_alone(error):
    seen, log = [], Log()

    def handle(message):
        if message["n"] == 2:
            raise error
        seen.append(message["n"])

    answer = workers.from_queue(event('{"n":1}', '{"n":2}', '{"n":3}'), handle, log)
    assert (failed(answer), seen) == (["m1"], [1, 3])
    (line,) = log.lines
    assert line["message_id"] == "m1"
    assert line["cause"] == getattr(error, "code", type(error).__name__)
    assert "花子" not in json.dumps(log.lines, ensure_ascii=False)


def test_a_message_that_is_not_json_has_failed():
    assert failed(workers.from_queue(event("{", "{}"), lambda message: None, Log())) == ["m0"]


def test_what_ends_the_process_is_not_caught():
    def handle(message):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        workers.from_queue(event("{}"), handle, Log())


def test_the_place_in_our_code_is_logged():
    log = Log()
    workers.from_queue(event("{}"), lambda message: workers.from_queue({}, None, log), log)
    assert log.lines[0]["where"].startswith("workers.py:")
