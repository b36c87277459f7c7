"""A test send テスト配信: a campaign's messages, now, to a few chosen friends such as the staff, exactly as all will see them.

A test is named by its campaign, the campaign's version, the caller and the caller's key, and is written down before
anybody is called. Whoever repeats the request finds it, and calls with the same retry keys, so nobody gets it twice.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Protocol

from daifukucho.campaigns.campaign import Campaign
from daifukucho.campaigns.carried import said
from daifukucho.campaigns.ports import Roster
from daifukucho.campaigns.recipients import Fate
from daifukucho.campaigns.refusals import INVALID_TRIAL, NO_TESTER, NO_TESTERS, NOTHING_TO_TEST, TOO_MANY_COPIES
from daifukucho.delivery.calling import Call, Caller
from daifukucho.delivery.line import DOUBT_LIMIT, Answer, AnswerKind, Line, Mode
from daifukucho.delivery.look import look
from daifukucho.delivery.patience import Patience
from daifukucho.delivery.snag import SNAGS
from daifukucho.friends.friend import Friend
from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.ids import derived_uuid
from daifukucho.kernel.once import once, refuse_reuse
from daifukucho.kernel.resource import Input
from daifukucho.kernel.rules import Text
from daifukucho.kernel.shape import Each, Shape
from daifukucho.kernel.time import SECOND, Clock, business_date
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry
from daifukucho.ledger.repository import LedgerWriter
from daifukucho.messages.template import Use, named, render, uses
from daifukucho.messages.variables import Speech, spoken_by

MOST = 5
PATIENCE = 12 * SECOND
"""No call is begun later than this: an API's caller waits for 29 seconds, and a call may take 14."""

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one friend: ``sent``, ``skipped``, ``failed`` or ``unknown``.

    ``reason``: a ``Skip`` or a ``Snag``. ``detail``: what LINE said of a request that it rejected.
    """

    fate: Fate
    reason: str | None = None
    detail: str | None = None


_WEIGHT = {Fate.SKIPPED: 0, Fate.FAILED: 0, Fate.UNKNOWN: 1, Fate.SENT: 2}
"""Of what two copies of a request found, the weightier stands; of two alike, the later."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A test as stored. ``at``: when it was first asked for (UTC epoch milliseconds), also the time in the ledgers.

    ``body``: the fingerprint of what was asked. ``results``: by friend; one without may have been called.
    """

    token: str
    campaign_id: str
    version: int
    body: str
    at: int
    results: Mapping[str, Result] = field(default_factory=dict)
    revision: int = 0

    def with_results(self, found: Mapping[str, Result]) -> "Trial":
        merged = dict(self.results)
        for friend_id, result in found.items():
            known = merged.get(friend_id, result)
            merged[friend_id] = result if _WEIGHT[result.fate] >= _WEIGHT[known.fate] else known
        return replace(self, results=merged)

    def settled(self) -> Collection[str]:
        """Those who have not got it, and of whom no copy is in doubt."""
        return {f for f, result in self.results.items() if result.fate in (Fate.SKIPPED, Fate.FAILED)}

    def without(self, friend_ids: Collection[str]) -> "Trial":
        return replace(self, results={f: result for f, result in self.results.items() if f not in friend_ids})


class Trials(Protocol):
    """Where tests are kept. Reads are strongly consistent. All raise Unavailable."""

    def open(self, trial: Trial) -> Trial | None:
        """Write a test unless there is one under its token; that one, if there is."""

    def get(self, trial: Trial) -> Trial:
        """The test under a token, as it is now."""

    def replace(self, before: Trial, after: Trial) -> Trial | None:
        """Write a test over the one that was read; ``None`` if somebody else has written it since."""


TEST: Input[Mapping[str, tuple[str, ...]]] = Input(
    title="Test",
    shape=Shape(
        {
            "friend_ids": Each(
                Text(64, rule=NO_TESTER),
                MOST,
                1,
                unique=True,
                says=Words("1〜5人の友だちです。", "One to five friends, each once."),
                rule=NO_TESTERS,
            )
        }
    ),
    invalid=INVALID_TRIAL,
    examples=({"friend_ids": ["U4af4980629c6b8d1f6c2b4c1a9e0d3f7"]},),
)


class TrialCampaigns(Protocol):
    def get(self, campaign_id: str) -> Campaign:
        """Raises NotFound and Unavailable."""

    def spoken(self, name: str) -> Attribute | None:
        """As ``ports.Campaigns`` has it."""


class Tester:
    """Sends tests. ``pause`` waits some seconds between two tries of one call."""

    def __init__(
        self,
        campaigns: TrialCampaigns,
        roster: Roster,
        line: Line,
        trials: Trials,
        ledger: LedgerWriter,
        clock: Clock,
        pause: Callable[[float], None],
        liff_id: str | None = None,
    ) -> None:
        self._campaigns = campaigns
        self._roster = roster
        self._caller = Caller(line, clock)
        self._trials = trials
        self._ledger = ledger
        self._clock = clock
        self._pause = pause
        self._liff_id = liff_id

    def send(self, campaign_id: str, given: object, key: str, caller: str) -> Mapping[str, Result]:
        """Send a campaign's messages to one to five friends (``TEST``) by push; what became of each.

        Repeated with the same ``key`` by the same ``caller``, it tries again whoever has not got it, for 23 hours;
        after that it only tells what it knows. Three reads, two writes (three of a repeat) and an entry for each who got it, a call to LINE for each friend and again while LINE is in trouble. Nobody
        is given the campaign's coupon. Raises Invalid, NotFound, Conflict (``campaign_says_nothing``, ``liff_unknown``) and
        Unavailable; whatever happened then, a repeat finds it out.
        """
        friends = TEST.read(given)["friend_ids"]
        campaign = self._campaigns.get(campaign_id)
        if not campaign.messages:
            raise NOTHING_TO_TEST()
        campaign = replace(campaign, messages=said(campaign.messages, campaign.coupon_id, self._liff_id))
        request = once(f"test {campaign_id} {campaign.version}", caller, key, "\n".join(friends))
        assert request is not None  # it has a key
        fresh = Trial(request.token, campaign_id, campaign.version, request.body, self._clock())
        known = self._trials.open(fresh)
        trial = fresh if known is None else known
        refuse_reuse(request, trial.body)
        if self._clock() - trial.at < DOUBT_LIMIT:
            trial, sure = (trial, friends) if known is None else self._reopened(trial)
            trial = self._settled(trial, self._tried(trial, campaign, friends, sure))
        self._ledger.write([_entry(trial, friend_id) for friend_id in friends if _sent(trial, friend_id)])
        return {friend_id: trial.results.get(friend_id, Result(Fate.UNKNOWN)) for friend_id in friends}

    def _reopened(self, trial: Trial) -> tuple[Trial, Collection[str]]:
        """Take back the refusals of the friends who will be tried again, before they are. Should this copy die, the next
        one finds nothing of them, and takes them for perhaps called. It writes even if there are none: so a copy that is
        still under way learns that another one may have called. Returns whom this copy took back."""
        for _ in range(_ATTEMPTS):
            friend_ids = trial.settled()
            stored = self._trials.replace(trial, trial.without(friend_ids))
            if stored is not None:
                return stored, friend_ids
            trial = self._trials.get(trial)
        raise TOO_MANY_COPIES()

    def _tried(
        self, trial: Trial, campaign: Campaign, friend_ids: Sequence[str], sure: Collection[str]
    ) -> Mapping[str, Result]:
        """``sure``: of whom it is certain that no other copy has called."""
        left = [friend_id for friend_id in friend_ids if not _sent(trial, friend_id)]
        spoken = spoken_by(named(campaign.messages), self._campaigns.spoken)
        wanted = uses(campaign.messages, Speech(business_date(self._clock()), spoken))
        friends = self._roster.get_many(left, consistent=True)
        started = self._clock()

        def work(friend_id: str) -> Result:
            doubt = friend_id not in sure
            return self._try(trial, campaign, friend_id, friends.get(friend_id), wanted, started, doubt)

        with ThreadPoolExecutor(MOST) as pool:  # joined here: no thread outlives the invocation
            return dict(zip(left, pool.map(work, left), strict=True))

    def _try(
        self,
        trial: Trial,
        campaign: Campaign,
        friend_id: str,
        friend: Friend | None,
        wanted: Sequence[Use],
        started: int,
        doubt: bool,
    ) -> Result:
        """``doubt``: an earlier call may have been accepted; then only LINE's word that it was ends it."""
        skip, values = look(friend, wanted)
        if skip is not None:
            return Result(Fate.UNKNOWN) if doubt else Result(Fate.SKIPPED, skip)
        key = derived_uuid("test", trial.token, friend_id)
        call = Call(Mode.PUSH, (friend_id,), render(campaign.messages, values), key, trial.at, doubt)
        called = self._caller.call(call, Patience(lambda: self._clock() - started >= PATIENCE, self._pause))
        if called.accepted is not None:
            return Result(Fate.SENT)
        if called.doubt:
            return Result(Fate.UNKNOWN)
        answer = called.answer or Answer(AnswerKind.TRY_LATER)
        return Result(Fate.FAILED, SNAGS[answer.kind], answer.detail)

    def _settled(self, trial: Trial, found: Mapping[str, Result]) -> Trial:
        """Write what was found. If another copy has written meanwhile, it may have called, too: then LINE's refusal of
        this copy's call proves nothing."""
        for _ in range(_ATTEMPTS):
            stored = self._trials.replace(trial, trial.with_results(found))
            if stored is not None:
                return stored
            trial = self._trials.get(trial)
            found = {f: r if r.fate is Fate.SENT else Result(Fate.UNKNOWN) for f, r in found.items()}
        raise TOO_MANY_COPIES()


def _sent(trial: Trial, friend_id: str) -> bool:
    result = trial.results.get(friend_id)
    return result is not None and result.fate is Fate.SENT


def _entry(trial: Trial, friend_id: str) -> Entry:
    """The entry of one who got a test; the same whenever it is written."""
    body = {"campaign_id": trial.campaign_id, "version": trial.version, "outcome": str(Fate.SENT), "test": True}
    return Entry(
        kind="sent",
        at=trial.at,
        event_id=derived_uuid("test", trial.token, friend_id),
        friend_id=friend_id,
        body=json.dumps(body),
    )
