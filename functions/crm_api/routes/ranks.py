"""``/v1/settings/ranks``: the shop's ranks."""

from aws_lambda_powertools.event_handler.router import Router

from daifukucho.kernel.words import Words
from daifukucho.ranks.ranks import RANKS, Next, Rank
from routes.settings import SettingsRoutes
from routes.shared import Answer

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


RANKS_ROUTES = SettingsRoutes(
    RANKS,
    lambda crm: crm.membership.ranks,
    lambda crm: crm.membership.rank_editor,
    tag="ranks",
    example=_RANKS,
    of_update="Takes the place of all ranks. What is shown follows at once; a friend's stored `rank`, which segments ask, "
    "with the next movement of the friend's points, or in the morning. A friend who rises then is sent the messages of "
    "the rank.",
)
RANKS_ROUTES.add_to(router)
