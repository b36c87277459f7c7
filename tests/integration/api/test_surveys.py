"""``/v1/surveys``, and what was answered."""

import csv
import io
from typing import Any

import pytest

from daifukucho.kernel.once import Once
from daifukucho.kernel.time import SECOND
from daifukucho.surveys.answers import BOM
from daifukucho.surveys.definition import SURVEY
from daifukucho.surveys.types import TYPES
from daifukucho_aws.bootstrap import liff_api
from daifukucho_aws.settings import LiffApiSettings
from tests.integration.api.conftest import Crm
from tests.support.surveys import NINE, question, survey
from tests.support.world import settings_for

ONE = survey(question(TYPES["choice"], "taste", required=True), repeats="many")


def answer(crm: Crm, survey_id: str, friend: int, answers: dict, key: str = "k") -> str:
    answering = liff_api.build(settings_for(LiffApiSettings), crm.shop.world).answering
    crm.shop.now += SECOND
    return answering.take(
        survey_id, 1, crm.shop.ids[friend], answers, Once(f"{survey_id}#{friend}#{key}", "b")
    ).answer_id


def save(crm: Crm, body: dict = ONE) -> str:
    reply = crm("POST", "/surveys", body)
    assert reply.status == 201, reply.text
    return reply.json["survey_id"]


def is_within(written: Any, shown: Any) -> bool:
    """Whether all that was written is shown, in its order; what was left out is shown as it is without."""
    match written:
        case dict():
            return all(is_within(value, shown[name]) for name, value in written.items())
        case list():
            return len(written) == len(shown) and all(map(is_within, written, shown))
    return bool(written == shown)


def test_a_survey_is_saved_read_changed_and_deleted(crm: Crm):
    made = crm("POST", "/surveys", NINE)
    assert made.status == 201
    path = made.headers["Location"].removeprefix("/v1")
    assert made.headers["ETag"].startswith('"1-')
    assert is_within(NINE, made.json)
    assert SURVEY.shape.kept({name: made.json[name] for name in NINE}) == SURVEY.shape.kept(NINE)
    full = crm("GET", path).json
    assert full == {**made.json, "places_taken": None}
    crm.shop.now += SECOND
    changed = crm("PUT", path, {**NINE, "name": "新しい名"}, headers={"if-match": '"1"'})
    assert (changed.status, changed.json["version"], changed.json["name"]) == (200, 2, "新しい名")
    crm("PUT", path, NINE, headers={"if-match": '"1"'}).refused(412, "version_mismatch")
    crm.shop.now += SECOND
    back = crm("PUT", path, {**crm("GET", path).json, "name": NINE["name"]})
    assert (back.status, back.json | {"version": 1, "updated_at": full["updated_at"]}) == (200, made.json)
    crm("DELETE", path, headers={"if-match": '"1"'}).refused(412, "version_mismatch")
    assert crm("DELETE", path).status == 204
    for method, body in (("GET", None), ("PUT", NINE), ("DELETE", None)):
        crm(method, path, body).refused(404, "survey_not_found")
    for below in ("answers", "answers.csv"):
        crm("GET", f"{path}/{below}").refused(404, "survey_not_found")


def test_surveys_are_listed_newest_first_and_by_name(crm: Crm):
    made = [save(crm, {**ONE, "name": f"調査{n}"}) for n in range(5)]
    assert [item["survey_id"] for page in crm.pages("/surveys") for item in page] == made[::-1]
    assert [item["name"] for page in crm.pages("/surveys", q="３") for item in page] == ["調査3"]


@pytest.mark.parametrize(
    ("body", "code", "pointers"),
    [
        ({}, "invalid_survey", ["/name", "/title", "/pages"]),
        ({**ONE, "pages": []}, "invalid_survey", ["/pages"]),
        ({**ONE, "name": 3}, "invalid_survey", ["/name"]),
        ({**ONE, "limit": 0, "repeats": "x"}, "invalid_survey", ["/repeats", "/limit"]),
        ({**ONE, "title": {"ja": "x", "fr": "y"}}, "invalid_survey", ["/title/fr"]),
    ],
)
def test_what_cannot_be_saved(crm: Crm, body, code, pointers):
    before = crm.dump()
    assert crm("POST", "/surveys", body).faults(code=code) == pointers
    assert crm.dump() == before


def test_a_limit_can_neither_come_nor_go(crm: Crm):
    path = f"/surveys/{save(crm, {**ONE, 'limit': 3})}"
    assert crm("PUT", path, ONE).faults(code="invalid_survey") == ["/limit"]
    assert crm("PUT", path, {**ONE, "limit": 4}).status == 200
    assert crm("GET", path).json["places_taken"] == 0


def test_answers_are_listed_two_at_a_time(crm: Crm):
    survey_id = save(crm, {**ONE, "limit": 9})
    made = [answer(crm, survey_id, n, {"taste": "sweet"}) for n in range(5)]
    pages = crm.pages(f"/surveys/{survey_id}/answers")
    assert [item["answer_id"] for page in pages for item in page] == made[::-1]
    first = pages[0][0]
    assert (first["friend_id"], first["version"], first["answers"]) == (crm.shop.ids[4], 1, {"taste": "sweet"})
    assert crm("GET", f"/surveys/{survey_id}").json["places_taken"] == 5


def test_answers_as_a_table_in_parts(crm: Crm):
    survey_id = save(crm)
    names = {"family_name": "山田", "given_name": "花子", "alias": "常連さん", "member_no": "2123456789010"}
    crm.shop.change(crm.shop.ids[0], **names)
    for n in range(5):
        answer(crm, survey_id, n, {"taste": "plain" if n else "sweet"})
    path, query, parts = f"/surveys/{survey_id}/answers.csv", {"limit": 2, "lang": "en"}, []
    while True:
        reply = crm("GET", path, query=query)
        assert reply.status == 200
        assert reply.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert reply.headers["Cache-Control"] == "no-store"
        parts.append(reply.text)
        if "Link" not in reply.headers:
            break
        address, _, relation = reply.headers["Link"].partition(";")
        assert relation == ' rel="next"'
        _, _, parameters = address.strip("<>").partition("?")
        query = dict(pair.split("=") for pair in parameters.split("&"))
    assert len(parts) == 3
    whole = crm("GET", path, query={"lang": "en"}).text
    assert "".join(parts) == whole and whole.startswith(BOM)
    names, *rows = csv.reader(io.StringIO(whole.removeprefix(BOM), newline=""))
    assert names[:5] == ["answer id", "answered", "friend id", "LINE display name", "real name"]
    assert names[5:8] == ["alias", "member number", "version"]
    assert len(rows) == 5 and rows[-1][8] == "Sweet"
    assert rows[-1][2:7] == [crm.shop.ids[0], "友0", "山田 花子", "常連さん", "2123456789010"]


def test_a_friend_shows_what_she_answered(crm: Crm):
    survey_id = save(crm, NINE)
    answer(crm, survey_id, 0, {"know": "yes", "bought": "week", "again": "yes"})
    friend_id = crm.shop.ids[0]
    assert "3問アンケート回答" in crm("GET", f"/friends/{friend_id}").json["tags"]
    (entry,) = crm("GET", f"/friends/{friend_id}/ledger", query={"kind": "answered"}).json["items"]
    assert entry["data"]["survey_id"] == survey_id
    assert entry["data"]["nine_segment"]["segment"] == "positive_loyal"
