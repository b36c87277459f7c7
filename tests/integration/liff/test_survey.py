"""A survey, from API Gateway's event to the database and back."""

import base64
import json

import pytest

from daifukucho.friends.attributes import Status
from daifukucho.kernel.defined import Editor
from daifukucho.kernel.time import DAY, HOUR, to_iso
from daifukucho.shop.settings import SHOP
from daifukucho.surveys.survey import define
from daifukucho.surveys.types import TYPES
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.setups import CatalogSetups
from daifukucho_aws.dynamo.surveys import CatalogSurveys
from tests.integration.liff.conftest import HANAKO
from tests.support import pictures
from tests.support.aws_calls import silent
from tests.support.surveys import NINE, answers_to_all, of_all_types, question, survey

ONE = survey(question(TYPES["choice"], "taste", required=True), thanks={"ja": "ありがとう", "en": "Thanks"})
SWEET = {"taste": "sweet"}
OTHER = "U" + "2" * 32


@pytest.fixture
def editor(liff):
    ids = iter(f"survey-{n}" for n in range(9))
    surveys = CatalogSurveys(DynamoCatalog(liff.connection, "catalog"))
    return Editor(surveys, define, lambda _: next(ids), liff.clock)


@pytest.fixture
def save(editor):
    return lambda written: editor.create(written).value.id


def befriend(liff, user_id=HANAKO, **facts):
    """A friend who has been here before: an answer does not make a visitor of a friend."""
    return liff.befriend(user_id, first_seen_at=1, **facts)


def send(liff, survey_id, answers=SWEET, *, user_id=HANAKO, language="en", **changed):
    body = {"version": 1, "key": "k", "answers": answers, **changed}
    headers = {"accept-language": language}
    return liff.call("POST", f"api/surveys/{survey_id}/answers", json.dumps(body), user_id=user_id, headers=headers)


def state(liff, survey_id, **more):
    return liff.get(f"api/surveys/{survey_id}/ja", **more).json["state"]


def test_what_a_page_is_shown(liff, save):
    befriend(liff)
    closes = liff.clock.now + DAY
    survey_id = save({**ONE, "closes_at": to_iso(closes)})
    shown = liff.get(f"api/surveys/{survey_id}/ja").json
    assert (shown["state"], shown["version"], shown["repeats"]) == ("open", 1, "once")
    assert (shown["title"], shown["thanks"]) == ("調査", "ありがとう")
    assert (shown["opens_at"], shown["closes_at"]) == (None, closes)
    assert shown["today"] == "2026-11-22"
    assert shown["pages"][0]["questions"][0]["options"][0] == {"value": "sweet", "label": "甘め"}
    for other in ("en", "de", "x"):
        assert liff.get(f"api/surveys/{survey_id}/{other}").json["title"] == "Survey"
    assert liff.entries() == []


def test_the_date_is_the_shops(liff, save):
    """The page bounds dates by it, as the check does."""
    befriend(liff)
    survey_id = save(ONE)
    liff.clock.now += 14 * HOUR  # 2:00 in Japan, of the day after
    assert liff.get(f"api/surveys/{survey_id}/ja").json["today"] == "2026-11-23"
    shops = CatalogSetups(DynamoCatalog(liff.connection, "catalog"), SHOP)
    shops.save(shops.get(), {**SHOP.default, "day_starts_at": "03:00"}, 0)
    assert liff.get(f"api/surveys/{survey_id}/ja").json["today"] == "2026-11-22"


def test_answers_of_every_type_are_taken_once(liff, save):
    befriend(liff)
    survey_id = save(of_all_types())
    picture = base64.b64encode(pictures.png()).decode()
    sent = liff.call("POST", "api/uploads", picture, encoded=True, headers={"content-type": "image/png"})
    answers = {**answers_to_all(), "q_image": sent.json["reference"]}
    first = send(liff, survey_id, answers)
    assert first.status == 200, first.text
    assert first.json == {"at": liff.clock.now, "replayed": False}
    liff.clock.now += 1_000
    assert send(liff, survey_id, answers).json == {**first.json, "replayed": True}
    assert [entry.kind for entry in liff.entries()].count("answered") == 1
    assert state(liff, survey_id) == "answered"


def test_it_changes_the_friend(liff, save):
    befriend(liff)
    survey_id = save(NINE)
    assert send(liff, survey_id, {"know": "yes", "bought": "week", "again": "yes"}).status == 200
    friend = liff.function.liff().friends.get(HANAKO)
    assert "3問アンケート回答" in friend.tags
    assert friend.nine_segments["daifuku"]["declared"] == "positive_loyal"


def test_the_same_key_with_other_answers_is_not_taken(liff, save):
    befriend(liff)
    survey_id = save({**ONE, "repeats": "many"})
    send(liff, survey_id)
    send(liff, survey_id, {"taste": "plain"}).refused(422, "idempotency_key_reused")
    assert [entry.kind for entry in liff.entries()].count("answered") == 1
    assert send(liff, survey_id, {"taste": "plain"}, key="k2").status == 200


def test_keys_are_a_friends_and_a_surveys_own(liff, save):
    befriend(liff)
    befriend(liff, OTHER)
    surveys = [save(ONE), save(ONE)]
    for survey_id in surveys:
        for user_id in (HANAKO, OTHER):
            assert send(liff, survey_id, user_id=user_id).json["replayed"] is False


def test_faults_are_told_at_their_questions_in_the_language_of_the_page(liff, save):
    befriend(liff)
    survey_id = save(of_all_types())
    wrong = {**answers_to_all(), "q_number": 99, "q_phone": ""}
    told = send(liff, survey_id, wrong, language="ja").refused(422, "invalid_answers")
    assert {fault["pointer"]: fault["message"] for fault in told["faults"]} == {
        "/q_number": "1〜20 の整数を入力してください。",
        "/q_phone": "入力してください。",
    }
    assert send(liff, survey_id, wrong).json["faults"][0]["message"] == "Give a whole number from 1 to 20."
    assert liff.entries() == []


def test_states_and_their_refusals(liff, save):
    befriend(liff)
    befriend(liff, OTHER)
    now = liff.clock.now
    later, before = to_iso(now + DAY), to_iso(now - DAY)
    full = save({**ONE, "limit": 1})
    send(liff, full, user_id=OTHER)
    answered = save(ONE)
    send(liff, answered)
    cases = {
        save({**ONE, "opens_at": later}): ("not_yet", "survey_not_yet_open"),
        save({**ONE, "closes_at": before}): ("closed", "survey_closed"),
        full: ("full", "survey_full"),
        answered: ("answered", "survey_answered"),
    }
    for survey_id, (shown, code) in cases.items():
        assert state(liff, survey_id) == shown
        send(liff, survey_id, key="other").refused(409, code)
    assert state(liff, full, user_id=OTHER) == "answered"


def test_a_survey_that_was_changed_while_she_filled_it_in(liff, save, editor):
    befriend(liff)
    survey_id = save({**ONE, "repeats": "many"})
    editor.update(survey_id, {**ONE, "repeats": "many", "name": "新"})
    assert send(liff, survey_id).status == 200
    liff.clock.now += DAY
    send(liff, survey_id, key="k2").refused(409, "survey_changed")
    assert send(liff, survey_id, key="k2", version=2).status == 200


@pytest.mark.parametrize("survey_id", ["nothing", "a b", "..", "x" * 65, "x" * 3_000, "大福", "%00"])
def test_there_is_no_such_survey(liff, survey_id):
    befriend(liff)
    liff.get(f"api/surveys/{survey_id}/ja").refused(404, "survey_not_found")
    send(liff, survey_id).refused(404, "survey_not_found")


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"version": 0}, "/version"),
        ({"version": "1"}, "/version"),
        ({"key": None}, "/key"),
        ({"key": 1}, "/key"),
        ({"friend_id": OTHER}, "/friend_id"),
    ],
)
def test_what_is_no_set_of_answers(liff, save, changed, pointer):
    befriend(liff)
    told = send(liff, save(ONE), **changed).refused(422, "invalid")
    assert [fault["pointer"] for fault in told["faults"]] == [pointer]
    assert liff.entries() == []


def test_other_bodies(liff, save):
    befriend(liff)
    survey_id = save(ONE)
    path = f"api/surveys/{survey_id}/answers"
    for body in ("", "x", "[]", "{"):
        liff.call("POST", path, body).refused(400, "malformed_json")
    liff.call("POST", path, "{}").refused(422, "invalid")
    liff.call("POST", path, "{}", headers={"content-type": "text/plain"}).refused(415, "not_json")
    for key in ("", "x" * 65, "é"):
        send(liff, survey_id, key=key).refused(422, "invalid_idempotency_key")
    for answers in (None, [], "x", {"taste": {}}, {"extra": 1}, {"taste": "\ud800"}):
        assert send(liff, survey_id, answers).status in (400, 422)
    assert liff.entries() == []


@pytest.mark.parametrize("status", [None, Status.BLOCKED])
def test_who_is_no_friend_is_told_so_and_nothing_is_written_of_her(liff, save, status):
    if status:
        befriend(liff, status=status)
    survey_id = save(ONE)
    liff.get(f"api/surveys/{survey_id}/ja").refused(403, "not_a_friend")
    send(liff, survey_id).refused(403, "not_a_friend")
    assert liff.entries() == []


def test_the_database_does_not_answer(liff, save):
    befriend(liff)
    survey_id = save(ONE)
    liff.get(f"api/surveys/{survey_id}/ja")
    liff.calls.always["TransactWriteItems"] = silent
    send(liff, survey_id).refused(503, "dynamodb_no_answer")
    liff.calls.always.clear()
    assert send(liff, survey_id).status == 200
