"""``/v1/fields``, what an edit sets, memos, and finding a friend."""

import pytest

from tests.integration.api.conftest import Crm

TASTE = {
    "key": "taste",
    "type": "choice",
    "label": {"ja": "好みの味", "en": "taste"},
    "choices": [
        {"value": "sweet", "label": {"ja": "甘口", "en": "sweet"}},
        {"value": "dry", "label": {"ja": "辛口", "en": "dry"}},
    ],
}
SIZE = {"key": "size", "type": "number", "label": {"ja": "サイズ"}, "min": 10, "max": 40}
BIG = {"field": "fields.size", "op": "gte", "value": 23.5}


def test_a_field_from_its_definition_to_its_end(crm: Crm):
    friend, other, *_ = crm.shop.ids
    made = crm("POST", "/fields", TASTE, headers={"idempotency-key": "k"})
    assert (made.status, made.headers["Location"]) == (201, "/v1/fields/taste")
    again = crm("POST", "/fields", TASTE, headers={"idempotency-key": "k"})
    assert (again.json, again.headers["Idempotent-Replayed"]) == (made.json, "true")
    crm("POST", "/fields", TASTE).refused(409, "field_taken")
    crm.made("/fields", **SIZE)
    assert [[f["key"] for f in page] for page in crm.pages("/fields")] == [["taste", "size"]]
    assert [f["key"] for f in crm("GET", "/fields", query={"q": "味"}).json["items"]] == ["taste"]

    edited = crm("PATCH", f"/friends/{friend}", {"fields": {"taste": "dry", "size": 23.5}})
    assert edited.json["fields"]["size"] == {
        "value": 23.5,
        "at": edited.json["fields"]["taste"]["at"],
        "by": "client-1",
    }
    assert crm("PATCH", f"/friends/{friend}", {"fields": {"size": 41, "none": 1, "taste": "hot"}}).faults() == [
        "/fields/size",
        "/fields/none",
        "/fields/taste",
    ]
    crm("PATCH", f"/friends/{other}", {"fields": {"size": 12}})
    vocabulary = crm("GET", "/segments/vocabulary").json["fields"]
    assert [f["name"] for f in vocabulary if "." in f["name"]] == ["fields.size", "fields.taste"]
    saved = crm.segment(where={"all": [BIG, {"field": "fields.taste", "op": "is", "value": "dry"}]})
    assert saved["sentence"]["ja"] == "サイズが23.5以上である、かつ好みの味が「辛口」である"
    for asked in ({"segment_id": saved["segment_id"]}, {"where": {"not": {"not": BIG}}}):
        preview = crm("POST", "/segments/preview", asked).json
        assert [f["friend_id"] for f in preview["sample"]] == [friend] and preview["count"] == 1
    explained = crm("POST", "/segments/explain", {"friend_id": other, "where": BIG}).json
    assert (explained["matches"], explained["clause"]["fact"]) == (False, 12)
    wrong = {"name": "x", "where": {"field": "fields.size", "op": "contains", "value": "x"}}
    assert crm("POST", "/segments", wrong).faults(code="invalid_segment") == ["/where/op"]
    run = crm.sent(where=BIG)
    crm.shop.work()
    assert crm("GET", f"/runs/{run}").json["planned"] == 1

    tag = crm("GET", "/fields/taste").headers["ETag"]
    gone = crm("PUT", "/fields/taste", TASTE | {"choices": TASTE["choices"][:1]})
    assert gone.faults(code="invalid_field") == ["/choices"]
    retired = crm("PUT", "/fields/taste", TASTE | {"retired": True}, headers={"if-match": tag})
    assert (retired.status, retired.json["version"], retired.json["retired"]) == (200, 2, True)
    crm("PUT", "/fields/taste", TASTE, headers={"if-match": tag}).refused(412, "version_mismatch")
    crm("PUT", "/fields/none", TASTE | {"key": "none"}).refused(404, "field_not_found")
    assert crm("PATCH", f"/friends/{other}", {"fields": {"taste": "dry"}}).faults() == ["/fields/taste"]
    assert crm("GET", f"/friends/{friend}").json["fields"]["taste"]["value"] == "dry"
    assert crm("GET", f"/segments/{saved['segment_id']}").json["sentence"] == saved["sentence"]
    cleared = crm("PATCH", f"/friends/{friend}", {"fields": {"taste": None}})
    assert set(cleared.json["fields"]) == {"size"}


def test_a_field_is_sent_as_it_is_shown(crm: Crm):
    made = crm.made("/fields", **SIZE)
    assert (made["min"], made["max"], made["max_length"], made["choices"]) == (10, 40, None, None)
    changed = crm("PUT", "/fields/size", {**made, "max": 41.5})
    assert (changed.status, changed.json) == (200, {**changed.json, "min": 10, "max": 41.5})


def test_a_memo_from_its_first_word_to_its_last(crm: Crm):
    friend, path = crm.shop.ids[0], f"/friends/{crm.shop.ids[0]}/memos"
    body = {"category": "visit", "text": "七五三の下見", "happened_at": "2026-11-15T15:00:00+09:00"}
    made = crm("POST", path, body, headers={"idempotency-key": "k"})
    assert (made.status, made.json["by"], made.json["text"]) == (201, "client-1", "七五三の下見")
    again = crm("POST", path, body, headers={"idempotency-key": "k"})
    assert (again.json, again.headers["Idempotent-Replayed"]) == (made.json, "true")
    crm("POST", path, body | {"text": "別"}, headers={"idempotency-key": "k"}).refused(422, "idempotency_key_reused")
    for n in range(3):
        crm("POST", path, {"category": "call", "text": f"電話{n}"}, headers={"idempotency-key": f"n{n}"})
    mine = made.headers["Location"].removeprefix("/v1")
    changed = crm("PUT", mine, body | {"text": "ご予約"}, headers={"if-match": made.headers["ETag"]})
    assert (changed.json["text"], changed.json["version"]) == ("ご予約", 2)
    before = crm.dump()
    crm("PUT", mine, body, headers={"if-match": made.headers["ETag"]}).refused(412, "version_mismatch")
    assert crm("PUT", mine, body | {"text": ""}).faults(code="invalid_memo") == ["/text"]
    assert crm.dump() == before
    assert [[m["text"] for m in page] for page in crm.pages(path)] == [["電話2", "電話1"], ["電話0", "ご予約"]]
    shown = crm("GET", f"/friends/{friend}/ledger", query={"kind": "memo_edited"}).json["items"]
    assert shown[0]["text"]["content"]["text"] == "ご予約"
    assert crm("DELETE", mine).status == 204
    crm("GET", mine).refused(404, "memo_not_found")
    crm("DELETE", mine).refused(404, "memo_not_found")
    crm("PUT", mine, body).refused(404, "memo_not_found")
    assert [m["text"] for page in crm.pages(path) for m in page] == ["電話2", "電話1", "電話0"]
    kinds = [e["kind"] for e in crm("GET", f"/friends/{friend}/ledger").json["items"]]
    assert kinds == ["memo_removed", "memo_edited", "memo", "memo", "memo", "memo"]
    crm("GET", "/friends/nobody/memos").refused(404, "friend_not_found")


@pytest.fixture
def known(crm: Crm) -> Crm:
    """Five friends, one of whom the shop knows well, and one who has the same telephone."""
    hanako, sister, third, *_ = crm.shop.ids
    names = {"family_name": "山田", "given_name": "花子", "family_kana": "ﾔﾏﾀﾞ", "given_kana": "はなこ"}
    contacts = {
        "phone": "090-1234-5678",
        "postal_code": "〒150-0001",
        "mail": "hanako@example.com",
        "address": "渋谷区",
    }
    store = crm.store()
    given = {**names, **contacts, "stores": [store], "assignee": crm.member()}
    told = crm("PATCH", f"/friends/{hanako}", given).json
    assert {name: told[name] for name in given} == given | {"phone": "+819012345678", "postal_code": "1500001"}
    crm("PATCH", f"/friends/{sister}", {"family_name": "Sato", "phone": "+81 90 1234 5678"})
    crm("PATCH", f"/friends/{third}", {"alias": "バーゲンのお客さま", "phone": "03-1234-9999"})
    return crm


def test_she_is_found_by_whatever_people_type(known: Crm):
    hanako, sister, third, *_ = known.shop.ids
    for q, found in {
        "山田": [hanako],
        "山田花子": [hanako],
        "花子 山田": [hanako],
        "やまだ": [hanako],
        "ﾔﾏﾀﾞ　ﾊﾅｺ": [hanako],
        "ヤマダハナ": [hanako],
        "ｓａｔｏ": [sister],
        "ばーげん": [third],
        "5678": [hanako, sister],
        "03-1234": [third],
        "０３（１２３４）": [third],
        "1234": [hanako, sister, third],
        "いない": [],
        "山田 いない": [],
    }.items():
        pages = known.pages("/friends", q=q)
        assert sorted(f["friend_id"] for page in pages for f in page) == sorted(found), q


@pytest.fixture
def named(crm: Crm) -> Crm:
    """Friends whose names are written as few people type them."""
    names = [
        {"alias": "髙橋 はなこ"},
        {"alias": "山﨑～か\u3099\u200b"},
        {"family_name": "渡邉"},
        {"family_name": "𠮷田"},
    ]
    for friend, given in zip(crm.shop.ids, names, strict=False):
        crm("PATCH", f"/friends/{friend}", given)
    return crm


def test_neither_side_has_to_write_a_name_as_the_other_does(named: Crm):
    high, cape, edge, luck, *_ = named.shop.ids
    for q, found in {
        "高橋": [high],
        "髙橋": [high],
        "高橋ハナコ": [high],
        "ﾊﾅｺ 高橋": [high],
        "崎": [cape],
        "山崎〜が": [cape],
        "が": [cape],
        "渡辺": [edge],
        "渡邊": [edge],
        "吉田": [luck],
        "\u202d吉\u200b田\u202c": [luck],
    }.items():
        pages = named.pages("/friends", q=q)
        assert sorted(f["friend_id"] for page in pages for f in page) == sorted(found), q


@pytest.mark.parametrize("q", [" ", "\u3000", "\u3164", "\u200b\u2800"])
def test_a_blank_question_reads_nothing(known: Crm, monkeypatch, q):
    monkeypatch.setattr(known.services.friends, "list", None)
    assert known("GET", "/friends", query={"q": q}).json == {"items": [], "cursor": None}
    for path in ("segments", "campaigns", "stores", "staff"):
        assert known("GET", f"/{path}", query={"q": q}).json["items"] == [], path


@pytest.mark.parametrize("birthday", ["2198-01-01", "1899-12-31", "0001-01-01"])
def test_nobody_is_born_then(crm: Crm, birthday):
    path, before = f"/friends/{crm.shop.ids[0]}", crm.dump()
    assert crm("PATCH", path, {"birthday": birthday}).faults() == ["/birthday"]
    assert crm.dump() == before


def test_whole_numbers_are_looked_up(known: Crm, monkeypatch):
    hanako, sister, *_ = known.shop.ids
    known.services.membership.cards.issue(hanako)
    number = known("GET", f"/friends/{hanako}").json["member_no"]
    monkeypatch.setattr(known.services.friends, "list", None)  # nobody else is read
    for q, found in {
        "０９０ー１２３４ー５６７８": [hanako, sister],
        "+81 (0)90 1234 5678": [hanako, sister],
        number: [hanako],
        f"{number[:4]} {number[4:]}": [hanako],
    }.items():
        reply = known("GET", "/friends", query={"q": q})
        assert sorted(f["friend_id"] for f in reply.json["items"]) == sorted(found), q
        assert reply.json["cursor"] is None
    assert known("GET", "/friends", query={"q": number, "tag": "none"}).json["items"] == []


def test_what_cannot_be_known_of_a_friend(crm: Crm):
    path, before = f"/friends/{crm.shop.ids[0]}", crm.dump()
    wrong = {"phone": "9012345678", "postal_code": "150-000", "family_kana": "山田", "fields": {"none": 1}}
    assert sorted(crm("PATCH", path, wrong).faults()) == ["/family_kana", "/fields/none", "/phone", "/postal_code"]
    assert crm("PATCH", path, {"stores": ["none"], "assignee": "nobody"}).faults() == ["/stores", "/assignee"]
    assert crm.dump() == before
