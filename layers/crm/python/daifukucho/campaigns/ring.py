"""Ringing for all that is unfinished at once: when a run is let go, resumed or ended."""

from daifukucho.campaigns.ports import Doorbell, Outbox
from daifukucho.campaigns.run import Run


def ring_unfinished(outbox: Outbox, doorbell: Doorbell, run: Run, now: int, most: int) -> None:
    """Ring for whatever the run's state lets go on, ``most`` doorbells at the most; the sweep rings the others.

    A query a slice. Raises Unavailable.
    """
    for slice_no in range(run.total_slices):
        if most <= 0:
            break
        silent = outbox.silent(run, slice_no, now + 1, most)
        if silent.evaluate:
            doorbell.evaluate(run.run_id, [slice_no])
        if silent.send:
            doorbell.send(silent.send)
        most -= len(silent)
