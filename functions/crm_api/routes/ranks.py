"""``/v1/ranks``: the shop's ranks."""

from typing import Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field

from daifukucho.kernel.setup import Setup
from daifukucho.kernel.words import Words
from daifukucho.ranks.ranks import Next, Rank, Ranks
from routes.shared import MAY_READ, MAY_WRITE, Answer, Body, Crm, IfMatch, answers, at, example, tagged, versions_in

router = Router()
_TAGS = ["ranks"]

_RANKS = {
    "measure": "yen",
    "months": 12,
    "never_falls": False,
    "ranks": [
        {
            "id": "regular",
            "name": {"ja": "レギュラー", "en": "Regular"},
            "threshold": 0,
            "multiplier": 1.0,
            "messages": [],
        },
        {
            "id": "gold",
            "name": {"ja": "ゴールド", "en": "Gold"},
            "threshold": 10_000,
            "multiplier": 1.5,
            "messages": [{"type": "text", "text": "{{ name | default: 'お客' }}様、{{ rank }}会員になりました。"}],
        },
    ],
}
_MONTHS = "That many calendar months count, the present one included; `null`: everything ever."
_MEASURE = "What thresholds are in: the yen of purchases, or the points that were granted."
_MULTIPLIER = "Of the points that a purchase is worth."
_MESSAGES = (
    "What a friend is told when she rises to this rank: up to five of LINE's message objects, as a campaign's, that may "
    "also hold `{{ rank }}`, the rank's name."
)


class NameBody(Body):
    """A name for people. Without `en`, English pages show the Japanese."""

    ja: str = Field(min_length=1, max_length=40)
    en: str | None = Field(default=None, min_length=1, max_length=40)


class NameModel(Answer):
    """A name for people, in both languages."""

    ja: str
    en: str

    @classmethod
    def of(cls, words: Words) -> "NameModel":
        return cls(ja=words.ja, en=words.en)


class RankNameModel(Answer):
    """A rank."""

    id: str
    name: NameModel

    @classmethod
    def of(cls, rank: Rank) -> "RankNameModel":
        return cls(id=rank.id, name=NameModel.of(rank.name))


class NextRankModel(RankNameModel):
    """The next rank above, and how much is missing."""

    missing: int

    @classmethod
    def of_next(cls, following: Next) -> "NextRankModel":
        rank = following.rank
        return cls(id=rank.id, name=NameModel.of(rank.name), missing=following.missing)


class RankBody(Body):
    """A rank."""

    id: str = Field(max_length=40, description="1 to 40 of a-z, 0-9, `-` and `_`. What friends and segments hold.")
    name: NameBody
    threshold: int = Field(ge=0, le=1_000_000_000, description="From how much on.")
    multiplier: float = Field(1.0, gt=0, le=100, description=_MULTIPLIER)
    messages: list[dict[str, Any]] = Field(default=[], max_length=5, description=_MESSAGES)


class RanksBody(Body):
    """The shop's ranks ランク, all of them, in ascending order."""

    model_config = example(_RANKS, {"measure": "yen", "months": 12, "never_falls": False, "ranks": []})

    measure: Literal["yen", "points"] = Field(description=_MEASURE)
    months: int | None = Field(ge=1, le=24, description=_MONTHS)
    never_falls: bool = Field(description="A rank once given is kept.")
    ranks: list[RankBody] = Field(max_length=10)


class RankModel(Answer):
    """A rank."""

    id: str
    name: NameModel
    threshold: int
    multiplier: float = Field(description=_MULTIPLIER)
    messages: list[dict[str, Any]] = Field(description=_MESSAGES)


class RanksModel(Answer):
    """The shop's ranks ランク, in ascending order. Until some are saved there are none, at version 0."""

    model_config = example(_RANKS | {"version": 1, "updated_at": "2026-11-22T19:30:00+09:00"})

    measure: Literal["yen", "points"] = Field(description=_MEASURE)
    months: int | None = Field(description=_MONTHS)
    never_falls: bool
    ranks: list[RankModel]
    version: int
    updated_at: str | None

    @classmethod
    def of(cls, setup: Setup[Ranks]) -> "RanksModel":
        ranks = setup.value
        return cls(
            measure=str(ranks.measure),  # type: ignore[arg-type]
            months=ranks.months,
            never_falls=ranks.never_falls,
            ranks=[
                RankModel(
                    id=rank.id,
                    name=NameModel.of(rank.name),
                    threshold=rank.threshold,
                    multiplier=float(rank.multiplier),
                    messages=[dict(message) for message in rank.messages],
                )
                for rank in ranks.ranks
            ],
            version=setup.version,
            updated_at=at(setup.updated_at),
        )


@router.get(
    "/v1/ranks",
    summary="Get the ranks",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("The ranks"),
    operation_id="getRanks",
)
def get_ranks(crm: Crm) -> Response[RanksModel]:
    setup = crm.membership.ranks.get()
    return tagged(RanksModel.of(setup), setup.version)


@router.put(
    "/v1/ranks",
    summary="Change the ranks",
    description="Takes the place of all ranks. What is shown follows at once; a friend's stored `rank`, which segments ask, "
    "with the next movement of her points, or in the morning. Whoever rises then is sent the messages of her rank.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The ranks as saved", "changed_meanwhile", "invalid_ranks"),
    operation_id="updateRanks",
)
def update_ranks(crm: Crm, body: RanksBody, if_match: IfMatch = None) -> Response[RanksModel]:
    setup = crm.membership.rank_editor.update(body.model_dump(), versions_in(if_match))
    return tagged(RanksModel.of(setup), setup.version)
