"""A batch: up to 500 recipients, and everything the protocol knows of sending to them. Pure state, no I/O.

The rules were model-checked (docs/adr/outbox-protocol.md). In short: an invocation that takes a batch over from another
puts every friend without an outcome in doubt; doubt ends when LINE says that it accepted, or 23 hours after the first
try, and in no other way; a refusal counts only without doubt.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from daifukucho.campaigns.run import Totals
from daifukucho.coupons.again import Had
from daifukucho.delivery.skip import Skip
from daifukucho.kernel.ids import derived_uuid


class Failure(StrEnum):
    """Why LINE surely did not accept: it named the recipient as wrong, or the month's quota was used up."""

    REFUSED = "refused"
    QUOTA = "quota"


class Outcome(StrEnum):
    """``refused`` is not final: surely no friend got it, and the next claim tries with a new key."""

    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    REFUSED = "refused"

    @property
    def final(self) -> bool:
        return self is not Outcome.REFUSED


@dataclass(frozen=True, slots=True)
class Unit:
    """What one call to LINE is about: the whole batch (multicast) or one friend (push).

    ``values``: the variables' values, fixed at the claim (never rendered text). ``first_try_at``: UTC epoch
    milliseconds, of this generation. ``failure`` is set with the outcome ``failed``; ``request_id`` is LINE's, set
    with ``sent``.
    """

    friends: tuple[str, ...]
    generation: int
    first_try_at: int
    values: Mapping[str, str] = field(default_factory=dict)
    doubt: bool = False
    outcome: Outcome | None = None
    failure: Failure | None = None
    request_id: str | None = None

    @property
    def final(self) -> bool:
        return self.outcome is not None and self.outcome.final

    @property
    def callable(self) -> bool:
        """It has no outcome yet: a call may still be made."""
        return self.outcome is None

    def accepted(self, request_id: str | None) -> "Unit":
        return replace(self, outcome=Outcome.SENT, request_id=request_id)

    def doubted(self) -> "Unit":
        return replace(self, doubt=True)

    def refused(self) -> "Unit":
        """No friend got it, so a new generation may try. Without effect in doubt."""
        return self if self.doubt else replace(self, outcome=Outcome.REFUSED)

    def failed(self, failure: Failure) -> "Unit":
        """It will never be sent. Without effect in doubt."""
        return self if self.doubt else replace(self, outcome=Outcome.FAILED, failure=failure)

    def given_up(self) -> "Unit":
        return replace(self, outcome=Outcome.UNKNOWN)


class BatchState(StrEnum):
    """``done`` has its receipt; ``split`` lives on in its two halves."""

    WAITING = "waiting"
    DONE = "done"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class BatchRef:
    """Where a batch is: the content of a queue's message."""

    run_id: str
    slice_no: int
    number: str


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as stored. Instants in UTC epoch milliseconds.

    ``matched``: every friend whom the evaluation found, in its order, written once. ``skipped``: friend to reason.
    ``had``: what the friends who had the campaign's coupon before, and are sent to nevertheless, had of it.
    ``revision`` counts the writes; each is conditional on the revision that was read, so only the present owner's
    writes succeed.
    """

    ref: BatchRef
    matched: tuple[str, ...]
    state: BatchState = BatchState.WAITING
    owner: str | None = None
    lease_until: int = 0
    units: tuple[Unit, ...] = ()
    skipped: Mapping[str, Skip] = field(default_factory=dict)
    had: Mapping[str, Had] = field(default_factory=dict)
    revision: int = 0

    @property
    def over(self) -> bool:
        return self.state is not BatchState.WAITING

    def leased(self, now: int) -> bool:
        return self.owner is not None and now < self.lease_until

    def taken(self, owner: str, lease_until: int) -> "Batch":
        """Take the lease. The owner before may have called, so every unit without an outcome is in doubt now."""
        units = tuple(u.doubted() if u.callable else u for u in self.units)
        return replace(self, owner=owner, lease_until=lease_until, units=units)

    def to_check(self) -> tuple[str, ...]:
        """The friends to check again before a claim is fixed: those who were never tried, or surely refused."""
        if not self.units and not self.skipped:
            return self.matched
        return tuple(f for u in self.units if u.outcome is Outcome.REFUSED for f in u.friends)

    def fixed(self, units: Iterable[Unit], skipped: Mapping[str, Skip], had: Mapping[str, Had]) -> "Batch":
        """Fix a claim: new units in place of the refused ones (or of none), and the friends skipped at this check."""
        kept = tuple(u for u in self.units if u.outcome is not Outcome.REFUSED)
        return replace(self, units=(*kept, *units), skipped={**self.skipped, **skipped}, had={**self.had, **had})

    def next_generation(self) -> Mapping[str, int]:
        """The generation in which each friend to check would be tried."""
        return {f: u.generation + 1 for u in self.units if u.outcome is Outcome.REFUSED for f in u.friends}

    def with_units(self, units: Iterable[Unit]) -> "Batch":
        return replace(self, units=tuple(units))

    def released(self) -> "Batch":
        return replace(self, owner=None, lease_until=0)

    @property
    def resolved(self) -> bool:
        """Every friend has an outcome or a reason."""
        return bool(self.units or self.skipped or not self.matched) and all(u.final for u in self.units)

    def ended(self) -> "Batch":
        return replace(self.released(), state=BatchState.DONE)

    def called_off(self, unsent: Skip | Failure, skipped: Mapping[str, Skip]) -> "Batch":
        """End a batch of a run that is ending: units that may have been called are unknown, the others were never sent.

        ``skipped``: those of the others who would have been skipped, and why.
        """
        never = tuple(f for f in self.to_check() if f not in skipped)
        units = [u.given_up() if u.callable else u for u in self.units if u.outcome is not Outcome.REFUSED]
        reasons = {**self.skipped, **skipped}
        if isinstance(unsent, Skip):
            reasons.update(dict.fromkeys(never, unsent))
        elif never:
            units.append(Unit(never, 0, 0, outcome=Outcome.FAILED, failure=unsent))
        return replace(self.ended(), units=tuple(units), skipped=reasons)

    def halves(self, friends: tuple[str, ...]) -> tuple["Batch", "Batch"]:
        """Two fresh batches of the given friends; their numbers sort right after this one's."""
        middle = (len(friends) + 1) // 2
        first, second = (
            Batch(replace(self.ref, number=f"{self.ref.number}.{i}"), part)
            for i, part in enumerate((friends[:middle], friends[middle:]))
        )
        return first, second

    def split(self) -> "Batch":
        return replace(self.released(), state=BatchState.SPLIT, units=())

    def counted(self) -> Totals:
        """What its receipt adds to the counters of its slice."""
        sizes: Counter[Outcome] = Counter()
        failed: Counter[str] = Counter()
        had: Counter[str] = Counter()
        for unit in self.units:
            if unit.outcome is Outcome.SENT:
                had.update(str(self.had[f]) for f in unit.friends if f in self.had)
            if unit.outcome is Outcome.FAILED and unit.failure:
                failed[str(unit.failure)] += len(unit.friends)
            elif unit.outcome:
                sizes[unit.outcome] += len(unit.friends)
        return Totals(
            sent=sizes[Outcome.SENT],
            skipped=dict(Counter(str(reason) for reason in self.skipped.values())),
            failed=dict(failed),
            unknown=sizes[Outcome.UNKNOWN],
            had=dict(had),
        )


def batch_number(n: int) -> str:
    """The number of the n-th batch of a slice; sorts as text."""
    return f"{n:06d}"


def retry_key(ref: BatchRef, unit: Unit, push: bool) -> str:
    """LINE's X-Line-Retry-Key: the same for the same batch (push: and friend) and generation, whoever calls."""
    friend = unit.friends if push else ()
    return derived_uuid(ref.run_id, ref.slice_no, ref.number, *friend, unit.generation)
