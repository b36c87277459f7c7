"""The recipients of a run, one by one: what became of each friend, and why somebody did not get it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from daifukucho.campaigns.batch import Batch, BatchState, Failure, Outcome, Unit
from daifukucho.campaigns.ports import Outbox
from daifukucho.campaigns.refusals import INVALID_QUERY
from daifukucho.campaigns.report import found
from daifukucho.campaigns.run import Run
from daifukucho.delivery.line import Mode
from daifukucho.delivery.skip import Skip
from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Fault
from daifukucho.kernel.ids import is_user_id
from daifukucho.kernel.page import Page
from daifukucho.kernel.refusals import CHOICE
from daifukucho.kernel.words import Words
from daifukucho.segments.evaluate import known
from daifukucho.segments.explain import Clause, explain
from daifukucho.segments.history import Histories
from daifukucho.segments.tree import parse_expanded


class Fate(StrEnum):
    """What became of a friend in a run; ``not_in_run``: the run has not found the friend."""

    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNKNOWN = "unknown"
    PENDING = "pending"
    NOT_IN_RUN = "not_in_run"


FATES = tuple(str(fate) for fate in Fate if fate is not Fate.NOT_IN_RUN)
REASONS = (*map(str, Skip), *map(str, Failure))
"""What a recipient may be asked for by."""


class Absence(StrEnum):
    """Why a friend is not in a run.

    ``no_match`` and ``matches_now`` are told from what is known of the friend now: the run has asked at its own time.
    """

    NOT_YET = "not_yet"
    NOT_KNOWN = "not_known"
    CAME_LATER = "came_later"
    NO_MATCH = "no_match"
    CUT_SHORT = "cut_short"
    MATCHES_NOW = "matches_now"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One friend of a run. ``at``: the time of the claim that fixed the message (UTC epoch milliseconds).

    ``reason``: a ``Skip`` with the fate ``skipped``, a ``Failure`` with ``failed``, else none.
    """

    friend_id: str
    fate: Fate
    reason: Skip | Failure | None = None
    at: int | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which recipients are asked for; ``None``: all."""

    fate: Fate | None = None
    reason: str | None = None

    def __contains__(self, recipient: object) -> bool:
        return (
            isinstance(recipient, Recipient)
            and self.fate in (None, recipient.fate)
            and self.reason in (None, recipient.reason)
        )

    def may_be_in(self, batch: Batch) -> bool:
        """Whether a batch may hold one, by its state alone; ``matched`` need not have been read."""
        return any(self.fate in (None, fate) and self.reason in (None, reason) for fate, reason in _kinds(batch))


def wanted(fate: str | None, reason: str | None) -> Wanted:
    """Raises Invalid for what is neither a fate of a recipient nor a reason."""
    faults: list[Fault] = []
    if fate is not None and fate not in FATES:
        faults.append(CHOICE.at("/outcome", choices=", ".join(FATES)))
    if reason is not None and reason not in REASONS:
        faults.append(CHOICE.at("/reason", choices=", ".join(REASONS)))
    if faults:
        raise INVALID_QUERY(*faults)
    return Wanted(None if fate is None else Fate(fate), reason)


def recipients_of(batch: Batch) -> Iterator[tuple[int, Recipient]]:
    """Everybody whom a batch accounts for, in the order of ``matched``, each with the friend's place in it.

    Of a batch that was split, only those it skipped: the others are in its halves.
    """
    units = {friend_id: unit for unit in batch.units for friend_id in unit.friends}
    for place, friend_id in enumerate(batch.matched):
        reason = batch.skipped.get(friend_id)
        if reason is not None:
            yield place, Recipient(friend_id, Fate.SKIPPED, reason)
        elif batch.state is not BatchState.SPLIT:
            yield place, _of_unit(friend_id, units.get(friend_id))


def _of_unit(friend_id: str, unit: Unit | None) -> Recipient:
    if unit is None:
        return Recipient(friend_id, Fate.PENDING)
    return Recipient(friend_id, _fate(unit), unit.failure, unit.first_try_at or None, unit.request_id)


def _fate(unit: Unit) -> Fate:
    """``refused`` is not final: the friend will be tried again."""
    if unit.outcome is None or unit.outcome is Outcome.REFUSED:
        return Fate.PENDING
    return Fate(unit.outcome)


def _kinds(batch: Batch) -> Iterator[tuple[Fate, Skip | Failure | None]]:
    """The fates and reasons that a batch may hold."""
    for reason in set(batch.skipped.values()):
        yield Fate.SKIPPED, reason
    for unit in batch.units:
        yield _fate(unit), unit.failure
    if batch.state is BatchState.WAITING:
        yield Fate.PENDING, None


class RunRecipients(Protocol):
    """Reads the batches of runs. Both raise Unavailable."""

    def list(self, run: Run, wanted: Wanted, cursor: str | None, limit: int) -> Page[Recipient]:
        """Some recipients, slice after slice. Raises Invalid for a cursor that is not ours."""

    def find(self, run: Run, friend_id: str) -> Recipient | None:
        """What became of one friend; ``None``: the run has not found the friend."""


class Roster(Protocol):
    def get(self, friend_id: str) -> Friend | None:
        """Raises Unavailable."""


@dataclass(frozen=True, slots=True)
class Explained:
    """What became of a friend in a run, in words.

    With the fate ``not_in_run``: ``absence``, why the friend is not in it, and ``clause``, the run's segment
    explained by what is known of the friend now, for the run's own time (none if nothing is known).
    """

    recipient: Recipient
    absence: Absence | None
    sentence: Words
    clause: Clause | None = None


class Recipients:
    """Reads the recipients of runs."""

    def __init__(self, outbox: Outbox, recipients: RunRecipients, roster: Roster, histories: Histories) -> None:
        self._histories = histories
        self._outbox = outbox
        self._recipients = recipients
        self._roster = roster

    def list(
        self, run_id: str, fate: str | None, reason: str | None, cursor: str | None, limit: int
    ) -> Page[Recipient]:
        """A page of recipients; a bounded amount is read. Raises NotFound, Invalid and Unavailable."""
        asked = wanted(fate, reason)
        return self._recipients.list(found(self._outbox.run(run_id)), asked, cursor, limit)

    def explain(self, run_id: str, friend_id: str) -> Explained:
        """What became of a friend, or why the friend is not in the run. Searches the whole run. Raises NotFound and
        Unavailable."""
        run = found(self._outbox.run(run_id))
        # How far the evaluation has come is read first: whoever it had found by then is found below.
        evaluated = run.closed or self._outbox.progress(run).slices_ended == run.total_slices
        recipient = self._recipients.find(run, friend_id) if is_user_id(friend_id) else None
        if recipient is not None:
            words = WORDS if run.mode is not Mode.GIVE else {**WORDS, **_GIVEN}
            return Explained(recipient, None, words[recipient.reason or recipient.fate])
        friend, clause = self._roster.get(friend_id), None
        if friend is not None:
            definition = self._outbox.definition(run_id)
            context = definition.shop.context(run.now)
            node = parse_expanded(definition.where)
            clause = explain(node, known(node, friend, context, self._histories), context)
        absence = _absence(run, evaluated, friend, clause)
        return Explained(Recipient(friend_id, Fate.NOT_IN_RUN), absence, WORDS[absence], clause)


def _absence(run: Run, evaluated: bool, friend: Friend | None, clause: Clause | None) -> Absence:
    if friend is None or clause is None:
        return Absence.NOT_KNOWN
    if friend.first_seen_at is None or friend.first_seen_at > run.opened_at:
        return Absence.CAME_LATER
    if not clause.matches:
        return Absence.NO_MATCH
    if not evaluated:
        return Absence.NOT_YET
    return Absence.CUT_SHORT if run.state.ending else Absence.MATCHES_NOW


WORDS: dict[Fate | Skip | Failure | Absence, Words] = {
    Fate.SENT: Words("LINEがメッセージを受け付けました。", "LINE accepted the message to the friend."),
    Fate.UNKNOWN: Words(
        "LINEが受け付けたかどうか、わからないままです。二重に届かないよう、もう送りません。",
        "LINE never said whether it accepted the message; nothing more is sent, so that the friend gets it once.",
    ),
    Fate.PENDING: Words("まだ送っていません。", "The friend has not been written to yet."),
    Skip.NOT_A_FRIEND: Words(
        "友だちではないため、送りませんでした。", "The friend was skipped: this LINE user is no friend yet."
    ),
    Skip.BLOCKED: Words(
        "ブロックされているため、送りませんでした。", "The friend was skipped: the friend has blocked the account."
    ),
    Skip.DO_NOT_SEND: Words(
        "「送信しない」のため、送りませんでした。", "The friend was skipped: the friend is marked “do not send”."
    ),
    Skip.IN_PROGRESS: Words(
        "「対応中」のため、送りませんでした。", "The friend was skipped: the friend is marked “in progress”."
    ),
    Skip.GONE: Words(
        "送るときには友だちの一覧にいなかったため、送りませんでした。",
        "The friend was skipped: at the time of sending, the friend was no longer in the roster.",
    ),
    Skip.NO_LONGER_MATCHES: Words(
        "送るときには条件に当てはまらなくなっていたため、送りませんでした。",
        "The friend was skipped: at the time of sending, the friend did not match the segment any more.",
    ),
    Skip.COUPON_HELD: Words(
        "この配信のクーポンをすでに持っていたため、送りませんでした。",
        "The friend was skipped: the friend had the campaign's coupon already.",
    ),
    Skip.COUPON_USED: Words(
        "この配信のクーポンをすでに使っていたため、送りませんでした。",
        "The friend was skipped: the friend had already used the campaign's coupon.",
    ),
    Skip.EMPTY_VARIABLE: Words(
        "文中の変数が空で、代わりの言葉もないため、送りませんでした。",
        "The friend was skipped: a variable of the text is empty for the friend and has no default.",
    ),
    Skip.OVER_RECIPIENT_LIMIT: Words(
        "対象が配信の人数の上限を超えたため、だれにも送りませんでした。",
        "Nobody was written to: there were more recipients than the campaign allows.",
    ),
    Skip.OVER_BUDGET: Words(
        "費用が配信の予算の上限を超えるため、だれにも送りませんでした。",
        "Nobody was written to: it would have cost more than the campaign allows.",
    ),
    Skip.COST_UNKNOWN: Words(
        "予算の上限があるのに費用がわからないため、だれにも送りませんでした。",
        "Nobody was written to: the campaign has a budget, and it could not be told what it costs.",
    ),
    Skip.CANCELLED: Words(
        "配信が中止されたため、送りませんでした。", "The friend was skipped: the run was cancelled before."
    ),
    Failure.REFUSED: Words("LINEがこの宛先を受け付けませんでした。", "LINE refused the friend as a recipient."),
    Failure.QUOTA: Words(
        "今月の送信上限に達したため、送れませんでした。", "It could not be sent: the month's quota was used up."
    ),
    Absence.NOT_YET: Words(
        "条件には当てはまりますが、配信の対象をまだ調べ終えていません。",
        "The friend matches, but the run has not found all of its recipients yet.",
    ),
    Absence.NOT_KNOWN: Words(
        "この配信の対象ではなく、友だちの一覧にもいません（消去された場合を含みます）。",
        "The friend is not in the run, and not in the roster either; the friend may have been erased.",
    ),
    Absence.CAME_LATER: Words(
        "配信が始まったとき、まだ友だちの一覧にいませんでした。",
        "The friend was not in the roster yet when the run was opened.",
    ),
    Absence.NO_MATCH: Words(
        "配信の対象ではありません。いまわかっていることでは、条件に当てはまりません。",
        "The friend is not in the run: by what is known now, the friend does not match its segment.",
    ),
    Absence.CUT_SHORT: Words(
        "条件には当てはまりますが、対象を調べ終える前に配信が打ち切られました。",
        "The friend matches, but the run was ended before everybody had been looked at.",
    ),
    Absence.MATCHES_NOW: Words(
        "いまは条件に当てはまりますが、配信のときには当てはまりませんでした。",
        "The friend matches now, but did not when the run was evaluated.",
    ),
}
"""What is said of a friend; a reason says more than the fate it belongs to."""

_GIVEN: Mapping[Fate | Skip | Failure | Absence, Words] = {
    Fate.SENT: Words(
        "クーポンを持っています。メッセージは送っていません。", "The friend has the coupon; no message was sent."
    ),
    Fate.UNKNOWN: Words(
        "クーポンを渡している途中で配信が中止されました。クーポンの保有者の一覧で確かめられます。",
        "The run was ended while coupons were being given; the list of those who have it says whether the friend does.",
    ),
    Fate.PENDING: Words("まだクーポンを渡していません。", "The friend has not been given the coupon yet."),
}
"""What is said instead in a run that says nothing itself."""
