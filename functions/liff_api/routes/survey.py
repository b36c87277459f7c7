"""A survey 回答フォーム: what it asks, and what the friend answers."""

import json
import re

from gate import Request, Route
from typing_extensions import TypedDict

from daifukucho.kernel.errors import Unfit
from daifukucho.kernel.once import once
from daifukucho.kernel.rules import AnyObject, Fit, Whole
from daifukucho.kernel.shape import Shape
from daifukucho.kernel.time import business_date
from daifukucho.kernel.words import Language
from daifukucho.surveys.answering import FoundSurvey
from daifukucho.surveys.refusals import SURVEY_NOT_FOUND
from daifukucho_aws.edge_refusals import NO_ANSWERS, NO_KEY

_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_MOST_VERSIONS = 1_000_000_000


def _key(given: object) -> str:
    """What ``once`` looks at more closely."""
    if not isinstance(given, str):
        raise Unfit(NO_KEY.words())
    return given


_ANSWERS = Shape(
    {
        "version": Whole(1, _MOST_VERSIONS),
        "key": Fit(_key, NO_KEY.words(), {"type": "string"}),
        "answers": AnyObject(),
    }
)


class Survey(FoundSurvey):
    """A survey as a friend finds it today, in one language. Instants are epoch milliseconds; `today`: the shop's date."""

    today: str


class AnswersTaken(TypedDict):
    """`replayed`: an earlier copy of this request was taken, this one was not."""

    at: int
    replayed: bool


def show(request: Request) -> Survey:
    """The survey in one language, whether the friend can answer it now, and the shop's date.

    Reads: the friend, the shop's settings, and those of ``Answering.show``.
    """
    friend, survey_id = request.friend(), _survey_id(request)
    lang: Language = "ja" if request.params["lang"] == "ja" else "en"
    return {
        **request.liff.answering.show(survey_id, friend.friend_id, lang),
        "today": business_date(request.liff.clock(), request.liff.till.cutoff()).isoformat(),
    }


def take(request: Request) -> AnswersTaken:
    """Take the friend's answers: see ``Answering.take``. ``replayed``: an earlier copy of this request was taken, this
    one was not."""
    friend, survey_id = request.friend(), _survey_id(request)
    told = request.told(NO_ANSWERS)
    version, answers = told["version"], told["answers"]
    same = once(f"answer {survey_id}", friend.friend_id, told["key"], json.dumps([version, answers], sort_keys=True))
    taken = request.liff.answering.take(survey_id, version, friend.friend_id, answers, same)
    return {"at": taken.at, "replayed": taken.replayed}


def _survey_id(request: Request) -> str:
    survey_id = request.params["survey_id"]
    if not _ID.fullmatch(survey_id):  # it comes from an address, which anybody may have written
        raise SURVEY_NOT_FOUND()
    return survey_id


ROUTES = (
    Route("GET", "surveys/{survey_id}/{lang}", show),
    Route("POST", "surveys/{survey_id}/answers", take, body=_ANSWERS),
)
