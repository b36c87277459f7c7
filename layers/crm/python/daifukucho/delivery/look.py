"""The last look at a friend: whether the friend is sent to now, and with which values.

Senders, previews and tests share it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from daifukucho.delivery.skip import Skip
from daifukucho.friends.attributes import Status
from daifukucho.friends.friend import Friend
from daifukucho.messages.template import Use, values_for


def look(
    friend: Friend | None, wanted: Sequence[Use], *, silent: bool = False
) -> tuple[Skip | None, Mapping[str, str]]:
    """Why a friend is skipped, the first reason that holds; or no reason, and the variables' values for the friend.

    ``silent``: no message is sent, so a reason that only keeps messages from the friend is none. A friend who has
    blocked the account is skipped all the same.
    """
    if friend is None:
        return Skip.GONE, {}
    if friend.status is Status.BLOCKED:
        return Skip.BLOCKED, {}
    if friend.status is Status.VISITOR:
        return Skip.NOT_A_FRIEND, {}
    if silent:
        return None, {}
    if friend.do_not_send:
        return Skip.DO_NOT_SEND, {}
    if friend.in_progress:
        return Skip.IN_PROGRESS, {}
    values = values_for(friend, wanted)
    return (Skip.EMPTY_VARIABLE, {}) if values is None else (None, values)


@dataclass(frozen=True, slots=True)
class Looking:
    """Looks at many friends for one campaign: ``wanted`` and ``silent`` as ``look`` has them, ``had``: who is skipped
    because of the campaign's coupon."""

    wanted: Sequence[Use] = ()
    silent: bool = False
    had: Mapping[str, Skip] = field(default_factory=dict)

    def at(self, friend: Friend | None) -> Skip | None:
        """Why a friend is skipped, the first reason that holds."""
        skip, _ = look(friend, self.wanted, silent=self.silent)
        return skip or (self.had.get(friend.friend_id) if friend else None)


def troubled(*, silent: bool) -> Mapping[str, object]:
    """The segment of the friends whom ``look`` skips whatever is sent to them."""
    absent = [{"field": "status", "op": "is", "value": str(status)} for status in (Status.BLOCKED, Status.VISITOR)]
    flagged = [{"field": flag, "op": "is", "value": True} for flag in ("do_not_send", "in_progress")]
    return {"any": absent if silent else absent + flagged}


def attributes_for(wanted: Sequence[Use]) -> frozenset[str]:
    """The attributes of a friend that ``look`` needs."""
    return frozenset({"status", "do_not_send", "in_progress", *(name for use in wanted for name in use.variable.reads)})
