"""Arithmetic with what work used."""

from bench.support.usage import Usage, per_unit

ONE = Usage({("sender", "dynamodb:GetItem"): 4, ("sender", "write:outbox"): 6, ("receipts", "dynamodb:GetItem"): 3})


def test_sums_differences_and_multiples():
    two = ONE * 2 + Usage({("scheduler", "sqs:Send"): 1})
    assert two.amounts["sender", "dynamodb:GetItem"] == 8
    assert two.amounts["scheduler", "sqs:Send"] == 1
    assert (two - ONE * 2).by_what() == {"sqs:Send": 1}
    assert sum([ONE, ONE], Usage()).amounts == (ONE * 2).amounts


def test_what_one_more_costs():
    fixed = Usage({("scheduler", "dynamodb:Query"): 9})
    assert per_unit(fixed + ONE * 4, fixed + ONE * 8, 4).amounts == (ONE + fixed * 0).amounts


def test_parts_by_worker_and_by_name():
    assert ONE.of(prefix="dynamodb:") == 7
    assert ONE.of("sender") == 10
    assert ONE.of("sender", "dynamodb:") == 4
    assert ONE.by_what() == {"dynamodb:GetItem": 7, "write:outbox": 6}
    assert ONE.only("write:").by_what() == {"write:outbox": 6}
    assert ONE.without("write:").by_what() == {"dynamodb:GetItem": 7}
