"""What the tests over moto share."""

from threading import RLock

from moto.dynamodb.responses import DynamoHandler

_call = DynamoHandler.call_action
_one_at_a_time = RLock()


def _atomic(self):
    """A write of DynamoDB's is atomic. moto's, among threads, is not: two of them may find the same condition true."""
    with _one_at_a_time:
        return _call(self)


DynamoHandler.call_action = _atomic
