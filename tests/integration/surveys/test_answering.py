"""Answering over DynamoDB: one transaction, once, within the limit, whatever comes in between."""

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from moto import mock_aws

from daifukucho.book.fold import rebuild
from daifukucho.friends.friend import Friend
from daifukucho.kernel.attribute import Attribute, AttributeType, Choice
from daifukucho.kernel.defined import Editor
from daifukucho.kernel.errors import Conflict, Invalid, NotFound, Unavailable
from daifukucho.kernel.once import Once
from daifukucho.kernel.time import DAY, to_iso
from daifukucho.kernel.words import Words
from daifukucho.surveys.survey import define, survey_definer
from daifukucho.surveys.types import TYPES
from daifukucho.surveys.uploads import ANSWERABLE_FOR, PENDING_DAYS, KeepUploads
from daifukucho_aws.bootstrap import crm_api, liff_api
from daifukucho_aws.dynamo.book import BookRepository
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from daifukucho_aws.settings import CrmApiSettings, LiffApiSettings
from tests.support import pictures
from tests.support.aws_calls import AwsCalls, cancelled, refused, silent
from tests.support.surveys import NINE, question, survey
from tests.support.tables import REGION, connect, create_tables
from tests.support.world import scripted_world, settings_for

ONE = survey(question(TYPES["choice"], "taste", required=True))
SWEET = {"taste": "sweet"}


@pytest.fixture
def shop(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(name, REGION)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        create_tables("friends", "ledger", "catalog")
        pictures.create_bucket()
        yield Shop(monkeypatch)


class Shop(SimpleNamespace):
    def __init__(self, monkeypatch):
        dynamo = connect()
        world = scripted_world(dynamo)
        pages = liff_api.build(settings_for(LiffApiSettings), world)
        api = crm_api.build(settings_for(CrmApiSettings), world)
        book = BookRepository(dynamo, bind(FriendItem, "friends", dynamo), bind(LedgerItem, "ledger", dynamo))
        super().__init__(
            clock=world.clock,
            dynamo=dynamo,
            surveys=api.surveys,
            editor=api.survey_editor,
            answers=api.answers,
            friends=pages.friends,
            ledger=pages.ledger,
            pictures=api.pictures,
            answering=pages.answering,
            book=book,
        )
        for n in range(1, 5):
            book.save_rebuilt(None, Friend(f"U{n}", revision=1))
        self.calls = AwsCalls(monkeypatch)

    def save(self, written):
        return self.editor.create(written).value.id

    def take(self, survey_id, friend_id="U1", answers=SWEET, *, key="k", version=1, body="b"):
        return self.answering.take(survey_id, version, friend_id, answers, Once(f"{survey_id}#{key}", body))

    def dump(self):
        return [
            sorted(json.dumps(item, sort_keys=True) for item in self.dynamo.client.scan(TableName=table)["Items"])
            for table in ("friends", "ledger", "catalog")
        ]

    def listed(self, survey_id):
        return self.answers.list(survey_id, None, 100).items


def refusal(act):
    with pytest.raises(Conflict) as error:
        act()
    return error.value.code


def test_an_answer_is_an_entry_and_changes_the_friend(shop):
    survey_id = shop.save(NINE)
    taken = shop.take(survey_id, answers={"know": "yes", "bought": "week", "again": "yes"})
    friend = shop.friends.get("U1")
    assert friend.tags == {"3問アンケート回答": taken.at}
    assert friend.nine_segments == {
        "daifuku": {
            "declared": "positive_loyal",
            "declared_at": taken.at,
            "declared_until": taken.at + 180 * DAY,
        }
    }
    (entry,) = shop.ledger.entries("U1")
    assert (entry.kind, entry.event_id, entry.folded) == ("answered", taken.answer_id, True)
    assert entry.data["answers"] == {"know": "yes", "bought": "week", "again": "yes"}
    assert replace(rebuild([entry]), revision=friend.revision) == friend


def test_a_transition_is_in_the_ledger(shop):
    survey_id = shop.save(NINE)
    shop.take(survey_id, answers={"know": "yes", "bought": "before", "again": "no"}, key="1")
    shop.clock.now += 90 * DAY
    shop.take(survey_id, answers={"know": "yes", "bought": "month", "again": "yes"}, key="2")
    told = [entry.data["nine_segment"] for entry in shop.ledger.entries("U1")]
    assert [(t["before"], t["segment"], t["move"], t["half_move"]) for t in told] == [
        (None, "negative_lapsed", None, None),
        ("negative_lapsed", "positive_loyal", "recovery", "up"),
    ]


def test_a_request_that_is_repeated_is_taken_once(shop):
    survey_id = shop.save({**ONE, "repeats": "many", "limit": 5})
    first = shop.take(survey_id)
    before = shop.dump()
    shop.clock.now += DAY
    assert shop.take(survey_id) == replace(first, replayed=True)
    assert shop.dump() == before
    with pytest.raises(Invalid) as error:
        shop.take(survey_id, body="other")
    assert error.value.code == "idempotency_key_reused"
    assert shop.take(survey_id, key="k2").answer_id != first.answer_id
    assert shop.answers.taken(survey_id) == 2


def test_the_answer_that_was_lost_is_told_again(shop):
    """The transaction was done, and nobody heard of it."""
    survey_id = shop.save({**ONE, "limit": 5})
    real = shop.book._connection.transact_write_items

    def lost(**given):
        real(**given)
        silent("TransactWriteItems", {})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shop.dynamo, "transact_write_items", lost)
        with pytest.raises(Exception):  # noqa: B017 - how it was lost is not the point
            shop.take(survey_id)
    assert shop.take(survey_id).replayed
    assert len(shop.listed(survey_id)) == shop.answers.taken(survey_id) == 1


@pytest.mark.parametrize(
    ("repeats", "again", "changed"),
    [("once", False, False), ("once_a_version", False, True), ("many", True, True)],
)
def test_how_often_a_friend_may_answer(shop, repeats, again, changed):
    survey_id = shop.save({**ONE, "repeats": repeats})
    shop.take(survey_id, key="1")
    state = shop.answering.show(survey_id, "U1", "ja")["state"]
    assert state == ("open" if again else "answered")
    if again:
        shop.take(survey_id, key="2")
    else:
        assert refusal(lambda: shop.take(survey_id, key="2")) == "survey_answered"
    shop.take(survey_id, "U2", key="1")
    shop.editor.update(survey_id, {**ONE, "repeats": repeats, "name": "新"})
    if changed:
        shop.take(survey_id, key="3", version=2)
    else:
        assert refusal(lambda: shop.take(survey_id, key="3", version=2)) == "survey_answered"


def test_a_survey_opens_and_closes(shop):
    opens, closes = shop.clock.now, shop.clock.now + DAY
    survey_id = shop.save({**ONE, "repeats": "many", "opens_at": to_iso(opens), "closes_at": to_iso(closes)})
    for at, state, code in (
        (opens - 1, "not_yet", "survey_not_yet_open"),
        (closes, "closed", "survey_closed"),
        (opens, "open", None),
        (closes - 1, "open", None),
    ):
        shop.clock.now = at
        assert shop.answering.show(survey_id, None, "ja")["state"] == state
        if code:
            assert refusal(lambda: shop.take(survey_id)) == code
        else:
            shop.take(survey_id, key=str(at))


def test_a_version_that_was_replaced_is_taken_for_a_day(shop):
    survey_id = shop.save({**ONE, "repeats": "many"})
    shop.editor.update(survey_id, survey(question(TYPES["number"], "other", required=True), repeats="many"))
    shop.take(survey_id, version=1, key="1")
    (found,) = shop.listed(survey_id)
    assert (found.version, found.answers) == (1, SWEET)
    shop.clock.now += DAY
    before = shop.dump()
    for version in (1, 0, 3, -1):
        assert refusal(lambda v=version: shop.take(survey_id, version=v, key="2")) == "survey_changed"
    assert shop.dump() == before
    shop.take(survey_id, version=2, answers={"other": 3}, key="2")


def test_what_cannot_be_taken_changes_nothing(shop):
    survey_id = shop.save(ONE)
    before = shop.dump()
    with pytest.raises(Invalid) as error:
        shop.take(survey_id, answers={"taste": "salt"})
    assert [fault.pointer for fault in error.value.faults] == ["/taste"]
    with pytest.raises(NotFound) as missing:
        shop.take("nothing")
    assert missing.value.code == "survey_not_found"
    with pytest.raises(NotFound) as stranger:
        shop.take(survey_id, "U9")
    assert stranger.value.code == "friend_not_found"
    assert shop.dump() == before
    shop.editor.delete(survey_id)
    with pytest.raises(NotFound):
        shop.take(survey_id)


def test_what_a_page_is_shown_is_none_of_the_shops_business(shop):
    survey_id = shop.save(NINE)
    told = json.dumps(shop.answering.show(survey_id, "U1", "en"), ensure_ascii=False)
    assert "Do you know our daifuku?" in told and "show_if" in told
    for secret in ("3問アンケート回答", "nine_segments", "effects", "9セグメント", "saves_to"):
        assert secret not in told


def test_places_are_taken_until_there_are_none(shop):
    survey_id = shop.save({**ONE, "limit": 2})
    shop.take(survey_id, "U1")
    shop.take(survey_id, "U2")
    assert shop.answering.show(survey_id, "U3", "ja")["state"] == "full"
    assert shop.answering.show(survey_id, "U1", "ja")["state"] == "answered"
    before = shop.dump()
    assert refusal(lambda: shop.take(survey_id, "U3")) == "survey_full"
    assert shop.take(survey_id, "U1").replayed
    assert refusal(lambda: shop.take(survey_id, "U1", key="another")) == "survey_answered"
    assert shop.dump() == before
    shop.editor.update(survey_id, {**ONE, "limit": 3})
    shop.take(survey_id, "U3", version=2)


def test_who_has_answered_is_told_so_once_it_is_over(shop):
    survey_id = shop.save({**ONE, "closes_at": to_iso(shop.clock() + DAY)})
    shop.take(survey_id, "U1")
    shop.clock.now += DAY
    assert refusal(lambda: shop.take(survey_id, "U1", key="another")) == "survey_answered"
    assert refusal(lambda: shop.take(survey_id, "U2")) == "survey_closed"


def test_answers_fill_kana_mail_and_fields_of_the_shops_own(shop):
    kinds = {"taste": AttributeType.CHOICE, "size": AttributeType.NUMBER, "since": AttributeType.DATE}
    sweet = tuple(Choice(value, Words(value, value)) for value in ("sweet", "plain"))
    own = {f"fields.{key}": Attribute(f"fields.{key}", kind, key, key, sweet) for key, kind in kinds.items()}
    asked = survey(
        question(TYPES["text"], "kana", max_length=50, multiline=False, saves_to="family_kana"),
        question(TYPES["text"], "mail", max_length=100, multiline=False, saves_to="mail"),
        question(TYPES["choice"], "taste", saves_to="fields.taste"),
        question(TYPES["number"], "size", saves_to="fields.size"),
        question(TYPES["date"], "since", saves_to="fields.since"),
    )
    with pytest.raises(Invalid) as refused_:
        define(asked, None, {}.get)
    assert [fault.pointer for fault in refused_.value.faults] == [f"/pages/0/questions/{n}/saves_to" for n in (2, 3, 4)]
    shop.editor = Editor(shop.surveys, survey_definer(own.get), lambda _: "S1", shop.clock)
    survey_id = shop.save(asked)
    wrong = {"kana": "山田", "mail": "hanako"}
    with pytest.raises(Invalid) as refused_:
        shop.take(survey_id, answers=wrong)
    assert [fault.pointer for fault in refused_.value.faults] == ["/kana", "/mail"]
    told = {"kana": "やまだ", "mail": "ｈanako@example.com", "taste": "sweet", "size": 12, "since": "1990-04-01"}
    taken = shop.take(survey_id, answers=told)
    friend = shop.friends.get("U1")
    assert (friend.family_kana, friend.mail) == ("やまだ", "hanako@example.com")
    assert {key: kept["v"] for key, kept in friend.fields.items()} == {
        "taste": "sweet",
        "size": 12,
        "since": "1990-04-01",
    }
    assert all((kept["at"], kept["by"]) == (taken.at, survey_id) for kept in friend.fields.values())
    assert rebuild(shop.ledger.entries("U1")).fields == friend.fields


def test_the_last_place_is_given_once(shop):
    """Between the look at the places and the write somebody else has taken the last one."""
    survey_id = shop.save({**ONE, "limit": 1})
    before = shop.friends.get("U1")

    def rival(name, arguments):
        shop.calls.faults["TransactWriteItems"] = []
        shop.take(survey_id, "U2")

    shop.calls.faults["TransactWriteItems"] = [rival]
    assert refusal(lambda: shop.take(survey_id, "U1")) == "survey_full"
    assert shop.friends.get("U1") == before
    assert [answer.friend_id for answer in shop.listed(survey_id)] == ["U2"]
    assert shop.answers.taken(survey_id) == 1


@pytest.mark.parametrize("item", range(6))
def test_conflicts_are_tried_again_and_take_one_place(shop, item):
    """Whichever of the transaction's items somebody else is writing: friend, entry, marks, line, place."""
    survey_id = shop.save({**ONE, "limit": 3})
    conflict = cancelled(*["None"] * item, "TransactionConflict")
    shop.calls.faults["TransactWriteItems"] = [conflict] * 4
    assert not shop.take(survey_id).replayed
    assert shop.answers.taken(survey_id) == len(shop.listed(survey_id)) == 1
    shop.calls.always["TransactWriteItems"] = conflict
    with pytest.raises(Unavailable) as error:
        shop.take(survey_id, "U2")
    assert error.value.code == "contention"


def test_a_copy_that_is_faster_by_an_instant(shop):
    survey_id = shop.save({**ONE, "limit": 3})

    def copy(name, arguments):
        shop.calls.faults["TransactWriteItems"] = []
        shop.take(survey_id)

    shop.calls.faults["TransactWriteItems"] = [copy]
    assert shop.take(survey_id).replayed
    assert shop.answers.taken(survey_id) == len(shop.listed(survey_id)) == 1


def test_a_friend_who_is_edited_meanwhile(shop):
    survey_id = shop.save(ONE)

    def rival(name, arguments):
        shop.calls.faults["TransactWriteItems"] = []
        before = shop.friends.get("U1")
        shop.book.save_rebuilt(before, replace(before, alias="花子", revision=before.revision + 1))

    shop.calls.faults["TransactWriteItems"] = [rival]
    shop.take(survey_id)
    friend = shop.friends.get("U1")
    assert (friend.alias, set(friend.tags)) == ("花子", {"甘め"})


def test_answers_are_listed_newest_first_two_at_a_time(shop):
    survey_id, other = shop.save({**ONE, "repeats": "many"}), shop.save(ONE)
    made = []
    for n in range(5):
        shop.clock.now += 1
        made.append(shop.take(survey_id, f"U{n % 4 + 1}", key=str(n)).answer_id)
    shop.take(other)
    found, cursor = [], None
    while True:
        page = shop.answers.list(survey_id, cursor, 2)
        assert len(page.items) <= 2
        found += [answer.answer_id for answer in page.items]
        cursor = page.cursor
        if cursor is None:
            break
    assert found == made[::-1]
    first = shop.answers.list(survey_id, None, 2).cursor
    with pytest.raises(Invalid):
        shop.answers.list(other, first, 2)


def test_what_was_erased_from_her_page_is_not_listed(shop):
    survey_id = shop.save(ONE)
    for n in (1, 2):
        shop.take(survey_id, f"U{n}")
    (entry,) = shop.ledger.entries("U1")
    key = {"friend_id": {"S": "U1"}, "sort": {"S": entry.version}}
    shop.dynamo.client.delete_item(TableName="ledger", Key=key)
    assert [answer.friend_id for answer in shop.listed(survey_id)] == ["U2"]


def test_a_page_of_long_answers_ends_before_it_is_too_long(shop, monkeypatch):
    monkeypatch.setattr("daifukucho_aws.dynamo.answers._BYTES_PER_PAGE", 300)
    survey_id = shop.save({**ONE, "repeats": "many"})
    for n in range(7):
        shop.take(survey_id, key=str(n))
    found, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        page = shop.answers.list(survey_id, cursor, 100)
        found += [answer.answer_id for answer in page.items]
        cursor, pages = page.cursor, pages + 1
    assert len(set(found)) == len(found) == 7
    assert pages > 1


def test_keys_left_unread_are_asked_for_again(shop):
    survey_id = shop.save(ONE)
    shop.take(survey_id)
    real = shop.dynamo.batch_get_item
    left = [True]

    def some(table, wanted):
        if left and left.pop():
            return {"Responses": {}, "UnprocessedKeys": {table: {"Keys": wanted}}}
        return real(table, wanted)

    shop.dynamo.batch_get_item = some
    assert len(shop.listed(survey_id)) == 1


# Pictures

PHOTO = survey(question(TYPES["image"], "photo", required=True), question(TYPES["image"], "more"), repeats="many")
SENT = {"photo": pictures.REFERENCE}


def entries_of(shop, friend_id="U1"):
    return [entry for entry in shop.ledger.entries(friend_id) if entry.kind == "answered"]


def faults(act):
    with pytest.raises(Invalid) as error:
        act()
    assert error.value.code == "invalid_answers"
    return [(fault.pointer, fault.message.en) for fault in error.value.faults]


def test_an_answer_names_its_pictures_and_what_follows_the_ledger_keeps_them(shop):
    survey_id = shop.save(PHOTO)
    pictures.attach("U1")
    shop.take(survey_id, answers=SENT)
    (entry,) = entries_of(shop)
    assert (entry.data["answers"], entry.data["uploads"]) == (SENT, [pictures.REFERENCE])
    assert pictures.pending("U1")  # an answer and a bucket have no transaction in common
    for _ in range(2):
        KeepUploads(pictures.store()).react(None, [entry])
        assert not pictures.pending("U1")


def test_a_picture_that_is_sent_again_is_not_pending_again(shop):
    pictures.attach("U1")
    pictures.store().keep("U1", pictures.REFERENCE)
    pictures.attach("U1")  # botocore's second try, whose first has come through
    assert not pictures.pending("U1")


def test_an_answer_names_no_pictures_but_hers_that_are_there(shop):
    survey_id = shop.save(PHOTO)
    again = "Choose the picture again."
    assert faults(lambda: shop.take(survey_id, answers=SENT)) == [("/photo", again)]
    pictures.attach("U2")
    assert faults(lambda: shop.take(survey_id, answers=SENT)) == [("/photo", again)]
    pictures.attach("U1")
    both = {**SENT, "more": pictures.REFERENCE.replace("0", "1")}
    assert faults(lambda: shop.take(survey_id, answers=both)) == [("/more", again)]
    for wrong in ("../U2/" + pictures.REFERENCE, "up_1", 1, ["up_1"]):
        assert faults(lambda wrong=wrong: shop.take(survey_id, answers={"photo": wrong})) == [("/photo", again)]
    assert entries_of(shop) == []
    assert pictures.pending("U1")


def test_a_picture_that_is_about_to_go_is_to_be_chosen_again(shop):
    survey_id = shop.save(PHOTO)
    pictures.attach("U1")
    uploaded_at = pictures.store().uploaded_at("U1", pictures.REFERENCE)
    shop.clock.now = uploaded_at + ANSWERABLE_FOR
    assert [pointer for pointer, _ in faults(lambda: shop.take(survey_id, answers=SENT))] == ["/photo"]
    shop.clock.now -= 1
    shop.take(survey_id, answers=SENT)
    assert ANSWERABLE_FOR + DAY < PENDING_DAYS * DAY  # a stream keeps what is in it for a day


def test_a_repeat_is_answered_even_when_its_picture_is_gone(shop):
    survey_id = shop.save(PHOTO)
    pictures.attach("U1")
    taken = shop.take(survey_id, answers=SENT)
    pictures.client().delete_object(Bucket=pictures.BUCKET, Key=f"U1/{pictures.REFERENCE}")
    assert shop.take(survey_id, answers=SENT) == replace(taken, replayed=True)


@pytest.mark.parametrize("code", ["NoSuchKey", "404"])
def test_a_picture_that_is_gone_needs_no_keeping(shop, code):
    """Erased by hand, say. (moto fails on the real call.)"""
    shop.calls.faults["DeleteObjectTagging"] = [refused(code)]
    pictures.store().keep("U1", pictures.REFERENCE)
