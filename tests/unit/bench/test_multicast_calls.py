"""The run in memory that the calls to LINE are counted in, at a small size."""

from bench.figures.multicast_calls import drive
from daifukucho.delivery.line import Mode


def test_everybody_once_and_one_call_for_each_started_batch():
    world = drive(2_600, 3)
    # The slices have 903, 903 and 793 friends, hence two batches each.
    assert world.calls == {Mode.MULTICAST: 6}
    assert world.got == b"\x01" * 2_600
