"""When the compaction is rung for."""

from collections.abc import Mapping

import pytest

from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.time import SECOND
from daifukucho.kernel.words import Words
from daifukucho_aws.roster_copy.bell import MANY, Bell

APART = 20 * SECOND


class Compaction:
    """Counts how often it was rung for; ``away``: it does not take a ring."""

    def __init__(self) -> None:
        self.rings = 0
        self.away = False

    def start(self, event: Mapping[str, object]) -> None:
        if self.away:
            raise Unavailable(Words("応答がありません。", "It did not answer."))
        assert event == {}
        self.rings += 1


class Ringing:
    def __init__(self) -> None:
        self.now = 1_795_316_400_000
        self.compaction = Compaction()
        self.bell = Bell(self.compaction, APART, lambda: self.now)

    def kept(self, rows: int, seconds: int = 20) -> bool:
        """A batch, so many seconds after the one before; whether it rang."""
        self.now += seconds * SECOND
        before = self.compaction.rings
        rang = self.bell.kept(rows)
        assert self.compaction.rings - before == rang
        return rang


@pytest.fixture
def ringing() -> Ringing:
    return Ringing()


def test_the_first_rows_of_a_process_ring_and_no_rows_never_do(ringing: Ringing):
    assert not ringing.kept(0)
    assert ringing.kept(1)
    assert not ringing.kept(1)


def test_rows_ring_once_there_are_many_however_they_were_cut(ringing: Ringing):
    ringing.kept(1)
    assert not ringing.kept(MANY)
    assert ringing.kept(1)
    assert [ringing.kept(MANY // 2) for _ in range(6)] == [False, False, True, False, False, True]


def test_a_mass_change_rings_once_a_window_and_at_its_end(ringing: Ringing):
    """Full batches come close together; the last one has waited for others, as long as the stream gathers them."""
    rings = [ringing.kept(MANY, seconds=3) for _ in range(100)]
    assert rings.count(True) == 1 + 99 * 3 // 21
    assert ringing.kept(MANY // 2, seconds=20)


def test_a_ring_that_was_not_taken_is_made_up_for(ringing: Ringing):
    ringing.compaction.away = True
    for _ in range(2):
        with pytest.raises(Unavailable):
            ringing.kept(1)
    ringing.compaction.away = False
    assert ringing.kept(1)
