"""The last check of a batch's friends, right before its claim is fixed: who of them is written to after all.

Minutes or days may have passed since the evaluation found them: a run may have been held or paused. So everything that
decides is asked once more, as it is now: what keeps messages from a friend, the segment, and the campaign's coupon.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from daifukucho.campaigns.batch import Skip
from daifukucho.campaigns.look import attributes_for, look
from daifukucho.campaigns.ports import Giving, Roster
from daifukucho.campaigns.run import CouponAgain, Mode, Run, RunDefinition
from daifukucho.coupons.giver import Had
from daifukucho.coupons.holding import Gift
from daifukucho.friends.facts import facts_of
from daifukucho.friends.friend import Friend
from daifukucho.kernel.time import Clock
from daifukucho.messages.template import Use, uses
from daifukucho.segments.compile import reads
from daifukucho.segments.evaluate import asked_of
from daifukucho.segments.history import Histories
from daifukucho.segments.tree import Node, parse_expanded


@dataclass(frozen=True, slots=True)
class Pinned:
    """What a run pinned, and what of it a check needs: the variables, the segment (``None``: its audience is frozen), and
    the attributes of a friend that they ask."""

    definition: RunDefinition
    wanted: Sequence[Use]
    where: Node | None
    attributes: frozenset[str]

    @classmethod
    def of(cls, definition: RunDefinition) -> "Pinned":
        wanted = uses(definition.messages)
        where = None if definition.freeze_audience else parse_expanded(definition.where)
        asked = frozenset() if where is None else reads(where)
        return cls(definition, wanted, where, attributes_for(wanted) | asked)


@dataclass(frozen=True, slots=True)
class Checked:
    """Who is written to, with the variables' values; who is skipped and why; who of the former had the coupon before."""

    going: Mapping[str, Mapping[str, str]]
    skipped: Mapping[str, Skip]
    had: Mapping[str, Had] = field(default_factory=dict)

    def without(self, reasons: Mapping[str, Skip]) -> "Checked":
        """The same, but that some more are skipped."""
        going = {friend_id: values for friend_id, values in self.going.items() if friend_id not in reasons}
        return replace(self, going=going, skipped={**self.skipped, **reasons})


class Recheck:
    """Checks the friends of a batch. ``histories`` reads strongly consistent, as ``roster`` and ``giving`` do."""

    def __init__(self, roster: Roster, histories: Histories, giving: Giving, clock: Clock) -> None:
        self._roster = roster
        self._histories = histories
        self._giving = giving
        self._clock = clock

    def check(self, friend_ids: Sequence[str], run: Run, pinned: Pinned) -> Checked:
        """Who of some friends is written to now. Raises Unavailable.

        A read unit for each friend (4 KB). Where the segment asks what a friend's item does not tell: what ``Histories``
        reads for those whom it leaves undecided. With a coupon, a read unit for each who is left.
        """
        friends = self._roster.get_many(friend_ids, consistent=True, attributes=pinned.attributes)
        checked = _looked(friend_ids, friends, run, pinned)
        return self._of_coupon(self._of_segment(checked, friends, run, pinned), run, pinned.definition)

    def unreachable(self, friend_ids: Sequence[str], run: Run, pinned: Pinned) -> Mapping[str, Skip]:
        """Who of some friends could not have been written to in any case, and why. A read unit each. Raises Unavailable."""
        attributes = attributes_for(pinned.wanted)
        friends = self._roster.get_many(friend_ids, consistent=True, attributes=attributes)
        return _looked(friend_ids, friends, run, pinned).skipped

    def _of_segment(self, checked: Checked, friends: Mapping[str, Friend], run: Run, pinned: Pinned) -> Checked:
        """Days are counted from the run's own time, as they were in its evaluation; what has happened since counts."""
        if pinned.where is None or not checked.going:
            return checked
        facts = {friend_id: facts_of(friends[friend_id]) for friend_id in checked.going}
        context = pinned.definition.shop.context(run.now, asked_at=self._clock())
        still = asked_of(pinned.where, facts, context, self._histories)
        return checked.without({f: Skip.NO_LONGER_MATCHES for f, matches in still.items() if not matches})

    def _of_coupon(self, checked: Checked, run: Run, definition: RunDefinition) -> Checked:
        if definition.coupon_id is None or not checked.going:
            return checked
        again = definition.coupon_again
        had = self._giving.had(list(checked.going), definition.coupon_id, gift_of(run), again.period)
        if again is CouponAgain.ANNOUNCE:
            return replace(checked, had=had)
        return checked.without({f: SKIPPED_FOR[how] for f, how in had.items()})


SKIPPED_FOR = {Had.HELD: Skip.COUPON_HELD, Had.USED: Skip.COUPON_USED}


def gift_of(run: Run) -> Gift:
    """What a coupon remembers of the run that gave it."""
    return Gift(run.run_id, run.campaign_id, run.now)


def _looked(friend_ids: Sequence[str], friends: Mapping[str, Friend], run: Run, pinned: Pinned) -> Checked:
    going: dict[str, Mapping[str, str]] = {}
    skipped: dict[str, Skip] = {}
    for friend_id in friend_ids:
        reason, values = look(friends.get(friend_id), pinned.wanted, silent=run.mode is Mode.GIVE)
        if reason is None:
            going[friend_id] = values
        else:
            skipped[friend_id] = reason
    return Checked(going, skipped)
