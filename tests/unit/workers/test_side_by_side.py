"""SQS, side by side: what fails is delivered again, alone; what was not begun is, too; and the others are done."""

import json
import threading
from collections import Counter

import pytest

from daifukucho_aws.refusals import DATABASE_SILENT
from daifukucho_aws.side_by_side import from_queue_side_by_side


class Log:
    def __init__(self):
        self.lines = []

    def error(self, msg, *, extra):
        self.lines.append({"message": msg, **extra})


def event(*bodies):
    return {"Records": [{"messageId": f"m{n}", "body": body} for n, body in enumerate(bodies)]}


FOUR = event(*(json.dumps({"n": n}) for n in range(4)))


def work(event, handle, done=lambda message, result: None, log=None, at_once=4, time_is_short=lambda: False):
    answer = from_queue_side_by_side(event, handle, done, log or Log(), at_once=at_once, time_is_short=time_is_short)
    return [item["itemIdentifier"] for item in answer["batchItemFailures"]]


def test_four_are_handled_at_once():
    meeting = threading.Barrier(4)
    assert work(FOUR, lambda message: meeting.wait(timeout=30)) == []


@pytest.mark.parametrize("error", [DATABASE_SILENT(), KeyError("x"), RuntimeError("花子さんの電話番号")])
@pytest.mark.parametrize("bad", range(4))
def test_a_failure_is_its_messages_alone(error, bad):
    seen, log = Counter(), Log()

    def handle(message):
        seen[message["n"]] += 1
        if message["n"] == bad:
            raise error

    assert work(FOUR, handle, log=log) == [f"m{bad}"]
    assert seen == dict.fromkeys(range(4), 1)
    (line,) = log.lines
    assert line["message_id"] == f"m{bad}"
    assert line["cause"] == getattr(error, "code", type(error).__name__)
    assert "花子" not in json.dumps(log.lines, ensure_ascii=False)


def test_a_message_that_is_not_json_has_failed():
    assert work(event("{", "{}"), lambda message: None) == ["m0"]


def test_what_could_not_be_told_of_a_message_is_its_own():
    def done(message, result):
        if message["n"] == 1:
            raise ValueError("the log is full")

    assert work(FOUR, lambda message: None, done) == ["m1"]


def test_what_was_done_is_told_in_the_callers_thread_in_order():
    told, here = [], threading.get_ident()
    first = threading.Event()

    def handle(message):
        if message["n"] == 0:
            first.wait(timeout=30)  # the others end before
        elif message["n"] == 3:
            first.set()
        return threading.get_ident()

    work(FOUR, handle, lambda message, thread: told.append((message["n"], thread != here, threading.get_ident())))
    assert told == [(n, True, here) for n in range(4)]


def test_what_was_not_begun_in_time_is_given_back_untouched():
    begun, log = [], Log()
    assert work(FOUR, begun.append, log=log, at_once=1, time_is_short=lambda: len(begun) == 2) == ["m2", "m3"]
    assert [message["n"] for message in begun] == [0, 1]
    assert log.lines == []  # nothing is wrong with them
    assert work(FOUR, begun.append, time_is_short=lambda: True) == ["m0", "m1", "m2", "m3"]


def test_no_thread_outlives_it():
    before = set(threading.enumerate())

    def handle(message):
        if message["n"] == 2:
            raise ValueError

    work(FOUR, handle)
    assert set(threading.enumerate()) == before


def test_what_ends_the_process_is_not_caught():
    def handle(message):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work(FOUR, handle)
