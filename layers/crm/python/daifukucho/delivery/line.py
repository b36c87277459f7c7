"""What a call to LINE is, and what LINE's answer means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from daifukucho.kernel.time import HOUR

DOUBT_LIMIT = 23 * HOUR
"""LINE keeps a retry key for 24 hours from its first use; we stop an hour earlier, counting from our first try."""


class Mode(StrEnum):
    """The same message to many friends goes by multicast; a personal one by push. If no message is sent, only a coupon
    is given: LINE is not called."""

    MULTICAST = "multicast"
    PUSH = "push"
    GIVE = "give"

    @property
    def batch_size(self) -> int:
        return 100 if self is Mode.PUSH else 500


@dataclass(frozen=True, slots=True)
class Quota:
    """LINE's monthly quota when the run was opened; ``limit`` ``None``: the plan has none."""

    limit: int | None
    used: int


class AnswerKind(StrEnum):
    """What LINE's answer to a call means; ``docs/line.md`` has the table."""

    ACCEPTED = "accepted"
    IN_DOUBT = "in_doubt"
    TRY_LATER = "try_later"
    QUOTA_EXCEEDED = "quota_exceeded"
    BAD_RECIPIENT = "bad_recipient"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """``request_id``: LINE's, when accepted. ``detail``: why, when refused; it never holds anything personal."""

    kind: AnswerKind
    request_id: str | None = None
    detail: str | None = None


class Line(Protocol):
    def send(
        self, mode: Mode, friends: Sequence[str], messages: Sequence[Mapping[str, object]], retry_key: str
    ) -> Answer:
        """One call. Never raises for what LINE or the network does: the answer says it."""


class LineQuota(Protocol):
    def quota(self) -> Quota:
        """This month's quota. Two calls to LINE. Raises Unavailable."""


class Messaging(Line, LineQuota, Protocol):
    """Both: sending, and the quota."""
