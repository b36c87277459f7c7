"""What the figures are measured with, started when the first of them needs it and stopped at the end."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.support.agreement import Agreement, compare
from bench.support.campaign import CampaignCosts, count
from bench.support.cloud import Cloud, cloud
from bench.support.columns import Counts, count_a_million
from bench.support.counting import LocalCounts, count_locally
from local.pages import sample
from local.stack import running


class Tools:
    """``parts`` is what has to be stopped."""

    def __init__(self, parts: ExitStack) -> None:
        self._parts = parts

    @cached_property
    def cloud(self) -> Cloud:
        """The functions in this process, over an emulated AWS of their own."""
        return self._parts.enter_context(cloud())

    @cached_property
    def campaign(self) -> CampaignCosts:
        """What campaigns use, counted once for all figures that tell of it."""
        return count(self.cloud)

    @cached_property
    def agreement(self) -> Agreement:
        """Segments asked of three engines."""
        return compare()

    @cached_property
    def counts(self) -> Counts:
        """Counts over the columnar copy of a million friends."""
        return count_a_million(self.cloud)

    @cached_property
    def stack(self) -> dict[str, Any]:
        """A local stack of the benchmarks' own."""
        folder = Path(self._parts.enter_context(TemporaryDirectory(prefix="daifukucho-bench-")))
        return self._parts.enter_context(running(folder))

    @cached_property
    def local_counts(self) -> LocalCounts:
        """Counts in a roster that grows, on a stack that has nothing else in it."""
        with TemporaryDirectory(prefix="daifukucho-bench-") as folder, running(Path(folder)) as stack:
            return count_locally(stack)

    @cached_property
    def member(self) -> str:
        """A friend on the stack who has a bit of everything that a member card shows."""
        return sample.member(self.stack)


@contextmanager
def tools() -> Iterator[Tools]:
    with ExitStack() as parts:
        yield Tools(parts)
