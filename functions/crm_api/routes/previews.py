"""Before a campaign goes out: a look at what would happen, and a test send to chosen friends."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field

from daifukucho.campaigns.campaign import DRAFT
from daifukucho.campaigns.poll import Polled
from daifukucho.campaigns.preview import CostUnknown, Forecast, Shown
from daifukucho.campaigns.recipients import Fate
from daifukucho.campaigns.trial import TEST, Result
from daifukucho.kernel.time import to_iso
from daifukucho.segments.estimate import CONFIDENCE
from daifukucho_aws.bootstrap.crm_api import CrmApi
from routes.coupons import COUPONS
from routes.definitions import Described, body_of
from routes.questions import ClauseModel, RangeModel
from routes.runs import QuotaModel
from routes.segments import WordsModel
from routes.shared import MAY_READ, MAY_WRITE, Answer, Body, Caller, CampaignId, Crm, Logs, NeededKey, answers, example

router = Router()
_TAGS = ["campaigns"]
_SHE = "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"
_VIP = {"ja": "タグに「vip」がある", "en": "tags include “vip”"}
_ASKED = ("segment_deleted", "segment_cycle", "segment_too_large", "coupon_deleted", "liff_unknown")
FRIEND = Field(None, min_length=1, max_length=64, description="A friend: `shown` says what the friend would get.")


class LookBody(Body):
    """For whom to show a campaign; `{}`: for nobody."""

    model_config = example({"friend_id": _SHE})

    friend_id: str | None = FRIEND


class DraftBody(Described):
    """A campaign 配信 to look at, as it would be saved, and for whom to show it."""

    described = body_of(DRAFT)


class ShownModel(Answer):
    """What one friend would get. `messages`: as the friend would see them; `null` if the friend does not match, or is
    skipped."""

    friend_id: str
    matches: bool
    skipped: str | None = Field(description="Why the friend would be skipped.", examples=["in_progress"])
    messages: list[dict[str, Any]] | None
    clause: ClauseModel = Field(description="The segment, explained for the friend.")

    @classmethod
    def of(cls, shown: Shown) -> "ShownModel":
        return cls(
            friend_id=shown.friend_id,
            matches=shown.matches,
            skipped=shown.skip,
            messages=None if shown.messages is None else [dict(message) for message in shown.messages],
            clause=ClauseModel.of(shown.clause),
        )


class MonthModel(QuotaModel):
    """LINE's quota in the month in which the campaign goes out, as far as it is known now."""

    left: int | None = Field(description="`null` if the plan has no limit.")


class YenModel(Answer):
    """What it costs at the least and at the most; `null`: it cannot be told."""

    least: int | None
    most: int | None


class ForecastEstimateModel(Answer):
    """How sure the counts are, told from a random sample of the friends who match."""

    confidence: float = Field(description="How often both limits of a range hold.")
    asked: int = Field(description="So many friends were looked at, at random,")
    population: int | None = Field(description="of so many; `null`: nobody knows how many friends there are.")
    planned: RangeModel
    to_send: RangeModel
    cost_yen: YenModel | None

    @classmethod
    def of(cls, estimate: Polled, cost: tuple[int | None, int | None] | None) -> "ForecastEstimateModel":
        return cls(
            confidence=CONFIDENCE,
            asked=estimate.to_send.asked,
            population=estimate.to_send.population,
            planned=RangeModel.of(estimate.planned),
            to_send=RangeModel.of(estimate.to_send),
            cost_yen=None if cost is None else YenModel(least=cost[0], most=cost[1]),
        )


class ForecastModel(Answer):
    """What would happen at `at`. `planned` = `to_send` + `skipped_total`.

    A roster too large to be asked within five seconds is counted in its copy, as a segment's preview is, and a random
    sample of the friends who match is looked at for five seconds more. If that is not everybody, `complete` is `false`,
    counts and cost are the most likely ones, and `estimate` says how sure they are. `refused` and `over_quota` are then
    said of the lower limit.
    """

    model_config = example(
        {
            "at": "2026-12-24T10:00:00+09:00",
            "complete": True,
            "estimate": None,
            "planned": 32_140,
            "skipped": {"blocked": 120, "in_progress": 3},
            "skipped_total": 123,
            "to_send": 32_017,
            "quota": {"limit": 50_000, "used": 1_200, "left": 48_800},
            "over_quota": False,
            "cost_yen": 9_651,
            "cost_unknown": None,
            "refused": None,
            "coupon": None,
            "coupon_had": None,
            "freeze_audience": False,
            "sentence": _VIP,
            "shown": {
                "friend_id": _SHE,
                "matches": True,
                "skipped": None,
                "messages": [{"type": "text", "text": "山田様、今年もありがとうございました。"}],
                "clause": {
                    "kind": "condition",
                    "matches": True,
                    "sentence": _VIP,
                    "field": "tags",
                    "op": "any_of",
                    "fact": {"vip": "2026-04-01T12:00:00+09:00"},
                    "true_because_unknown": False,
                    "clauses": [],
                },
            },
        }
    )

    at: str = Field(description="The instant for which dates are judged: the campaign's next time, or now.")
    complete: bool
    estimate: ForecastEstimateModel | None = Field(description="`null` if `complete`.")
    planned: int = Field(description="Friends who match, the blocked included.")
    skipped: dict[str, int] = Field(description="Friends who would be skipped, by reason.")
    skipped_total: int
    to_send: int
    quota: MonthModel | None = Field(
        description="`null`: LINE did not say, or was not asked because no message is sent."
    )
    over_quota: bool | None = Field(description="LINE would refuse some of it; `null`: it cannot be told.")
    cost_yen: int | None = Field(
        description="What it adds to LINE's bill, in yen without tax, by the shop's plan and what is used so far."
    )
    cost_unknown: CostUnknown | None = Field(
        description="Why there is no `cost_yen`: `no_plan`, the shop's settings do not name its plan; `no_quota`, LINE did "
        "not say what is used; `beyond_tiers`, the plan's tiers do not reach that far."
    )
    refused: str | None = Field(
        description="For which of the campaign's limits its run would be cancelled before anything is sent.",
        examples=["over_budget"],
    )
    coupon: COUPONS.model | None = Field(  # type: ignore[name-defined]
        description="The coupon that it carries, as it is now."
    )
    coupon_had: int | None = Field(
        description="How many friends have had that coupon, used or not, whether they match or not, and are skipped for it if "
        "they match, as `coupon_again` says (0 with `announce`). Those who match are in `skipped`, as `coupon_held` and "
        "`coupon_used`. `null`: the campaign carries no coupon, or too many have it to be counted at once, and then "
        "`to_send` includes those of them who match."
    )
    freeze_audience: bool = Field(
        description="`false`: a friend who no longer matches when the message is about to go out is skipped, so that "
        "fewer may get it than `to_send` says. `true`: every friend who matches when the run is opened gets it."
    )
    sentence: WordsModel = Field(description="The segment in words.")
    shown: ShownModel | None

    @classmethod
    def of(cls, crm: CrmApi, forecast: Forecast) -> "ForecastModel":
        quota = forecast.quota
        left = None if quota is None or quota.limit is None else max(0, quota.limit - quota.used)
        return cls(
            at=to_iso(forecast.at),
            complete=forecast.complete,
            estimate=None
            if forecast.estimate is None
            else ForecastEstimateModel.of(forecast.estimate, forecast.cost_between),
            planned=forecast.planned,
            skipped={str(reason): count for reason, count in forecast.skipped.items()},
            skipped_total=sum(forecast.skipped.values()),
            to_send=forecast.to_send,
            quota=None if quota is None else MonthModel(limit=quota.limit, used=quota.used, left=left),
            over_quota=forecast.over_quota,
            cost_yen=forecast.cost_yen,
            cost_unknown=forecast.cost_unknown,
            refused=forecast.refused,
            coupon=None if forecast.coupon is None else COUPONS.model(COUPONS.shown(crm, forecast.coupon)),
            coupon_had=forecast.coupon_had,
            freeze_audience=forecast.freeze_audience,
            sentence=WordsModel.of(forecast.sentence),
            shown=None if forecast.shown is None else ShownModel.of(forecast.shown),
        )


class TestBody(Described):
    """Who gets a test."""

    described = body_of(TEST)


class TestedModel(Answer):
    """What happened to the test for one friend.

    `skipped`: for a reason as in a run. `failed`: LINE surely did not accept it: `refused` (the friend is no
    recipient), `quota` (the month's is used up), `rejected` (the messages, or our access; `detail` says what LINE
    said), `try_later` (its rate limit). `unknown`: LINE has not said; repeat the request with the same key.
    """

    friend_id: str
    outcome: str = Field(
        examples=[str(Fate.SENT)], json_schema_extra={"enum": ["sent", "skipped", "failed", "unknown"]}
    )
    reason: str | None
    detail: str | None

    @classmethod
    def of(cls, friend_id: str, result: Result) -> "TestedModel":
        return cls(friend_id=friend_id, outcome=result.fate, reason=result.reason, detail=result.detail)


class TestedPage(Answer):
    """What happened to a test for each friend."""

    model_config = example({"items": [{"friend_id": _SHE, "outcome": "sent", "reason": None, "detail": None}]})

    items: list[TestedModel]

    @classmethod
    def of(cls, results: Mapping[str, Result]) -> "TestedPage":
        return cls(items=[TestedModel.of(friend_id, result) for friend_id, result in results.items()])


@router.post(
    "/v1/campaigns/preview",
    summary="Look at a campaign without saving it",
    description="As for a saved campaign. Changes nothing: nothing is sent, and nothing is saved.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("What would happen", "friend_not_found", "invalid_campaign", *_ASKED),
    operation_id="previewDraft",
)
def preview_draft(crm: Crm, body: DraftBody) -> ForecastModel:
    return ForecastModel.of(crm, crm.campaign_previewer.draft(body.root))


@router.post(
    "/v1/campaigns/<campaign_id>/preview",
    summary="Look at a campaign before it goes out",
    description="Which friends would get it if it went out at its next time, or now; which friends it would skip and "
    "why; what one friend would see; what it would cost. Takes five seconds, and of a large roster some ten. Changes "
    "nothing: nothing is sent.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("What would happen", "campaign_not_found", "friend_not_found", *_ASKED),
    operation_id="previewCampaign",
)
def preview_campaign(crm: Crm, campaign_id: CampaignId, body: LookBody) -> ForecastModel:
    return ForecastModel.of(crm, crm.campaign_previewer.saved(campaign_id, body.friend_id))


@router.post(
    "/v1/campaigns/<campaign_id>/test",
    summary="Send a campaign's messages to chosen friends",
    description="Sends now, by push, just what everybody will see; blocked, do-not-send and in-progress friends are "
    "skipped as in a run, and nobody is given the campaign's coupon. **Counts against LINE's quota.** Sent again with the same key, nobody gets it twice within a "
    "day; a friend who has not got it is tried again.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers(
        "What happened for each friend",
        "campaign_not_found",
        "campaign_says_nothing",
        "liff_unknown",
        "idempotency_key_reused",
    ),
    operation_id="testCampaign",
)
def test_campaign(
    crm: Crm,
    by: Caller,
    log: Logs,
    campaign_id: CampaignId,
    body: TestBody,
    key: NeededKey,
) -> TestedPage:
    results = crm.tester.send(campaign_id, body.root, key, by)
    log.info("test sent", extra={"campaign_id": campaign_id, "friends": len(results), "by": by})
    return TestedPage.of(results)
