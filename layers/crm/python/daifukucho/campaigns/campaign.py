"""A campaign 配信 as a staff member defines it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from daifukucho.campaigns.carried import COUPON_ID, again_faults, carried_faults
from daifukucho.campaigns.limits import LIMITS, Limits
from daifukucho.campaigns.refusals import (
    ENDS_TOO_EARLY,
    HAS_PASSED,
    HAS_RUN,
    INVALID_CAMPAIGN,
    NEVER_DUE,
    NO_AUDIENCE,
    NO_COUPON_ID,
    NO_NAME,
    NO_SEGMENT_ID,
    NO_SUCH_FIELD,
    RECURS,
    STILL_RECURS,
)
from daifukucho.campaigns.run import CouponAgain, due_of
from daifukucho.campaigns.schedule import SCHEDULE, At, Said, Schedule, next_due, read_schedule, recurs
from daifukucho.kernel.attribute import FIELD_PREFIX, AttributeType
from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.kernel.resource import Input
from daifukucho.kernel.rules import AnyObject, Choice, Flag, Pattern, Text
from daifukucho.kernel.shape import Each, Shape
from daifukucho.kernel.words import Words
from daifukucho.messages.check import MOST as MOST_MESSAGES
from daifukucho.messages.check import NO_MESSAGE, NO_MESSAGES
from daifukucho.messages.template import named
from daifukucho.segments.fields import field_named
from daifukucho.segments.tree import Known, parse

KIND = "campaign"
NAME_LIMIT = 100
ID_LENGTH = 64


class CampaignState(StrEnum):
    """Where a campaign stands.

    ``draft``: waits to be sent by hand; ``scheduled``: for its time; ``recurring``: for its next time; ``sent``: has
    its run; ``finished``: no time of it is left; ``stopped``: could not go out, see its problem, and was given up.
    """

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    RECURRING = "recurring"
    SENT = "sent"
    FINISHED = "finished"
    STOPPED = "stopped"


class Problem(StrEnum):
    """Why a campaign whose time had come could not go out; its next edit clears it."""

    SEGMENT_DELETED = "segment_deleted"
    SEGMENT_INVALID = "segment_invalid"
    COUPON_DELETED = "coupon_deleted"
    LIFF_UNKNOWN = "liff_unknown"
    RESTORED = "restored"
    """Its time had come, or nearly, when the tables were restored from a backup: it may have gone out before."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """One version of a campaign. Exactly one of ``segment_id`` and ``where`` is set, and ``messages``, ``coupon_id`` or
    both are. ``freeze_audience``: every friend whom the evaluation finds stays in; else the segment is asked again when
    each friend is sent to.

    ``schedule`` ``None``: it goes out when somebody sends it. ``due_at``: when it goes out next by itself (UTC epoch
    milliseconds). ``run_id``: the run of a campaign that has gone out; of one that recurs, the latest.
    """

    campaign_id: str
    version: int
    name: str
    segment_id: str | None
    where: Mapping[str, Any] | None
    messages: tuple[Mapping[str, Any], ...]
    due_at: int | None
    created_at: int
    updated_at: int
    run_id: str | None = None
    schedule: Schedule | None = None
    limits: Limits | None = None
    problem: Problem | None = None
    coupon_id: str | None = None
    coupon_again: CouponAgain = CouponAgain.SKIP
    freeze_audience: bool = False

    @property
    def state(self) -> CampaignState:
        if self.problem is not None:
            return CampaignState.STOPPED
        if recurs(self.schedule):
            return CampaignState.FINISHED if self.due_at is None else CampaignState.RECURRING
        if self.run_id is not None:
            return CampaignState.SENT
        return CampaignState.DRAFT if self.due_at is None else CampaignState.SCHEDULED


@dataclass(frozen=True, slots=True)
class Definition:
    """What a staff member says of a campaign, and when it is first due: ``Campaign`` without its identity and
    history."""

    name: str
    segment_id: str | None
    where: Mapping[str, Any] | None
    messages: tuple[Mapping[str, Any], ...]
    due_at: int | None
    schedule: Schedule | None = None
    limits: Limits | None = None
    coupon_id: str | None = None
    coupon_again: CouponAgain = CouponAgain.SKIP
    freeze_audience: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """What a marketer sends of a campaign. ``friend_id``: of a draft to look at, for whom to show it."""

    name: str
    messages: tuple[Mapping[str, Any], ...]
    segment_id: str | None = None
    where: Mapping[str, Any] | None = None
    coupon_id: str | None = None
    coupon_again: CouponAgain = CouponAgain.SKIP
    freeze_audience: bool = False
    schedule: Said | None = None
    limits: Limits | None = None
    friend_id: str | None = None


_AT = "2026-12-24T10:00:00+09:00"
_SEGMENT, _COUPON = "01JD0000000000000000000000", "01JD0000000000000000000012"
_WHERE = Words(
    '条件の木です。`{"all": […]}`、`{"any": […]}`、`{"not": …}`、`{"segment": id}`、`{"field": …, "op": …, "value": …}` のどれか。項目と'
    "演算子の一覧は `/v1/segments/vocabulary` にあります。",
    'A tree: `{"all": […]}`, `{"any": […]}`, `{"not": …}`, `{"segment": id}` or `{"field": …, "op": …, "value": …}`. '
    "`/v1/segments/vocabulary` lists fields and operators.",
)
_EXAMPLE: Mapping[str, Any] = {
    "name": "年末のご挨拶",
    "segment_id": None,
    "where": {
        "all": [
            {"field": "tags", "op": "any_of", "value": ["vip"]},
            {"not": {"field": "status", "op": "is", "value": "blocked"}},
        ]
    },
    "messages": [{"type": "text", "text": "{{ name | default: 'お客' }}様、今年もありがとうございました。"}],
    "coupon_id": None,
    "coupon_again": "skip",
    "freeze_audience": False,
    "schedule": {"at": _AT},
    "limits": {"recipients": 5000, "yen": 20_000},
}

CAMPAIGN: Input[Sent] = Input(
    title="Campaign",
    shape=Shape(
        {
            "name": Text(NAME_LIMIT, rule=NO_NAME),
            "messages": Each(
                AnyObject(rule=NO_MESSAGE),
                MOST_MESSAGES,
                rule=NO_MESSAGES,
                says=Words(
                    "LINE のメッセージを1〜5件並べます。人が読むところには `{{ name }}` などの変数を書けます。`coupon_id` を指定すると、URL に "
                    "`{{ coupon_url }}` と書けます。クーポンだけを渡すときは空にします。",
                    "One to five of LINE's message objects; what people read in them may hold `{{ name }}`. With a "
                    "`coupon_id` an address in them may be `{{ coupon_url }}`; or there are none, the coupon is given, and "
                    "nothing is said.",
                ),
            ),
        },
        {
            "segment_id": Text(ID_LENGTH, rule=NO_SEGMENT_ID),
            "where": AnyObject(_WHERE),
            "coupon_id": Pattern(
                COUPON_ID,
                NO_COUPON_ID,
                Words(
                    "メッセージの前に、それぞれの友だちに渡すクーポンです。null: 渡しません。",
                    "A coupon of the shop's own, given to each friend before the friend is written to. `null`: none.",
                ),
            ),
            "coupon_again": Choice(
                CouponAgain,
                Words(
                    "そのクーポンを前に受け取った友だちをどうするかです。`skip`: 送りません（`coupon_held`、`coupon_used`）。`announce`: "
                    "送りますが、クーポンはそのままです。`once_a_year`、`once_a_month`、`once_a_campaign`: 前のものが前の年・月（配信予定日の、"
                    "お店の日付）かほかの配信のものなら新しく渡し、そうでなければ送りません。",
                    "What becomes of friends who have had the coupon before, used or not. `skip`: they are skipped "
                    "(`coupon_held`, `coupon_used`). `announce`: they are written to, and keep what they have. `once_a_year`, "
                    "`once_a_month`, `once_a_campaign`: they get a new one, if the last was of an earlier year or month (of "
                    "the shop's date for which the campaign was due), or of another campaign; else they are skipped.",
                ),
            ),
            "freeze_audience": Flag(
                Words(
                    "false: 送る直前にもセグメントに当てはまるかを確かめ、当てはまらなければ送りません（`no_longer_matches`）。true: "
                    "配信を始めたときに当てはまった全員に送ります。",
                    "`false`: the segment is asked again when each friend is written to, and who does not match any more is "
                    "skipped (`no_longer_matches`). `true`: whoever was found when the run was opened stays in.",
                )
            ),
            "schedule": SCHEDULE,
            "limits": LIMITS,
        },
        make=Sent,
    ),
    invalid=INVALID_CAMPAIGN,
    examples=(
        _EXAMPLE,
        {
            "name": "今週のおすすめ",
            "segment_id": _SEGMENT,
            "messages": [{"type": "text", "text": "今週のおすすめは、新米のおにぎりです。"}],
            "schedule": {"cron": "0 10 * * MON", "timezone": "Asia/Tokyo", "ends_at": "2027-03-31T23:59:59+09:00"},
        },
        {
            "name": "お誕生月クーポン",
            "segment_id": _SEGMENT,
            "messages": [
                {
                    "type": "template",
                    "altText": "お誕生月のクーポンです",
                    "template": {
                        "type": "buttons",
                        "text": "お誕生月おめでとうございます。",
                        "actions": [{"type": "uri", "label": "クーポンを見る", "uri": "{{ coupon_url }}"}],
                    },
                }
            ],
            "coupon_id": _COUPON,
        },
        {"name": "常連さんへのクーポン", "segment_id": _SEGMENT, "messages": [], "coupon_id": _COUPON},
    ),
)
DRAFT: Input[Sent] = replace(
    CAMPAIGN,
    title="Draft",
    shape=replace(
        CAMPAIGN.shape,
        optional={
            **CAMPAIGN.shape.optional,
            "friend_id": Text(
                ID_LENGTH,
                says=Words(
                    "この友だちに届くものを `shown` で示します。", "A friend: `shown` says what the friend would get."
                ),
            ),
        },
    ),
)
"""A campaign to look at."""


def define(
    given: object,
    now: int,
    before: Campaign | None = None,
    liff_id: str | None = None,
    known: Known = field_named,
    sent: Input[Sent] = CAMPAIGN,
) -> Definition:
    """Check what was sent, to replace the campaign ``before``. ``now``: UTC epoch milliseconds.

    ``liff_id``: the deployment's LIFF app, if it knows one. ``known``: what a segment may ask. ``sent``: as what it was sent. Raises
    Invalid with every fault found, each with its place.
    """
    told: Mapping[str, Any] = given if isinstance(given, dict) else {}
    schedule, due_at, late = _schedule(told.get("schedule"), now, before)

    def more(fine: Mapping[str, Any]) -> Iterator[Fault]:
        yield from _audience_faults(told, fine, known)
        coupon_id, messages = told.get("coupon_id"), told.get("messages")
        if "messages" in fine:
            yield from carried_faults(coupon_id, messages, liff_id)
            yield from _variable_faults(messages, known)
        yield from late
        if "coupon_again" in fine:
            yield from again_faults(fine["coupon_again"], coupon_id, messages)

    said = sent.read(given, more)
    return Definition(
        said.name,
        said.segment_id,
        said.where,
        said.messages,
        due_at,
        schedule,
        None if said.limits == Limits() else said.limits,
        said.coupon_id,
        said.coupon_again,
        said.freeze_audience,
    )


def _audience_faults(told: Mapping[str, Any], fine: Mapping[str, Any], known: Known) -> Iterator[Fault]:
    if (told.get("segment_id") is None) == (told.get("where") is None):
        yield NO_AUDIENCE.at("/where")
    elif "where" in fine:
        try:
            parse(fine["where"], known)
        except Invalid as error:
            faults = [Fault(f"/where{fault.pointer}", fault.message) for fault in error.faults]
            yield from faults or [Fault("/where", error.detail)]


def _variable_faults(messages: object, known: Known) -> list[Fault]:
    """Variables of fields that the shop does not have, or whose value is no text."""
    names = sorted(name for name in named(messages) if name.startswith(FIELD_PREFIX))
    return [
        NO_SUCH_FIELD.at("/messages", name=name)
        for name in names
        if (attribute := known(name)) is None or attribute.type is AttributeType.IMAGE
    ]


def _schedule(given: object, now: int, before: Campaign | None) -> tuple[Schedule | None, int | None, list[Fault]]:
    """The schedule, and its first time: after those for which the campaign has gone out already."""
    schedule, faults = (None, []) if given is None else read_schedule(given, now)
    ran = before.run_id if before else None
    if given is not None and schedule is None:
        return None, None, faults
    if ran is not None and not recurs(schedule):
        return None, None, [STILL_RECURS.at("/schedule")]
    if schedule is None:
        return None, None, []
    due_at = next_due(schedule, now if ran is None else max(now, due_of(ran)))
    if due_at is not None or ran is not None:
        return schedule, due_at, []
    if isinstance(schedule, At):
        fault = HAS_PASSED.at("/schedule/at")
    elif schedule.until is not None:
        fault = ENDS_TOO_EARLY.at("/schedule/ends_at")
    else:
        fault = NEVER_DUE.at("/schedule")
    return None, None, [fault]


def refuse_if_sent(campaign: Campaign) -> None:
    """A campaign that has its run is history: it is neither edited, nor deleted, nor sent again. Raises Conflict.

    One that recurs is not: each of its runs keeps what it was opened with.
    """
    if campaign.run_id is not None and not recurs(campaign.schedule):
        raise HAS_RUN(run_id=campaign.run_id)


def refuse_by_hand(campaign: Campaign) -> None:
    """A campaign that recurs goes out only at its times. Raises Conflict."""
    if recurs(campaign.schedule):
        raise RECURS()
