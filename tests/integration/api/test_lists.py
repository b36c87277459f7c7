"""Lists: whole in pages of two, narrowed and sorted; a cursor goes on with its own question alone."""

import pytest

from daifukucho.campaigns.report import RunStatus
from daifukucho.kernel.time import MINUTE, SECOND, from_iso, to_iso
from daifukucho.ledger.entry import Entry
from daifukucho_aws.dynamo import catalog, runs
from tests.integration.api.conftest import VIP, Crm

NOON = 1_795_316_400_000  # 2026-11-22 12:00 in Japan


@pytest.fixture(autouse=True)
def noon(crm: Crm) -> None:
    crm.shop.now = NOON


def flat(pages):
    return [item for page in pages for item in page]


def names(pages):
    return [item["name"] for item in flat(pages)]


# Segments and campaigns


@pytest.fixture(params=["segments", "campaigns"])
def named(crm: Crm, request):
    """A list of five: its path, and how to make one more."""
    make = crm.segment if request.param == "segments" else crm.campaign
    for name in ("VIPのお客様", "常連さん", "ＶＩＰ 金", "ﾊﾞｰｹﾞﾝの方", "新規"):
        make(name=name)
    return f"/{request.param}"


def test_in_the_order_in_which_they_were_saved(crm: Crm, named):
    newest = names(crm.pages(named))
    assert newest == ["新規", "ﾊﾞｰｹﾞﾝの方", "ＶＩＰ 金", "常連さん", "VIPのお客様"]
    assert names(crm.pages(named, sort="-created")) == newest
    assert names(crm.pages(named, sort="created")) == newest[::-1]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("vip", ["ＶＩＰ 金", "VIPのお客様"]),
        ("ｖｉｐ", ["ＶＩＰ 金", "VIPのお客様"]),
        ("バーゲン", ["ﾊﾞｰｹﾞﾝの方"]),
        ("さん", ["常連さん"]),
        ("誰もいない", []),
    ],
)
def test_part_of_a_name_whatever_its_case_and_width(crm: Crm, named, q, found):
    assert names(crm.pages(named, q=q)) == found
    assert names(crm.pages(named, q=q, sort="created")) == found[::-1]


def test_a_list_that_is_narrowed_reads_a_bounded_amount(crm: Crm, named, monkeypatch):
    """DynamoDB ends a query after 1 MB; here after one item. A page of ours ends after four of its."""
    query, asked = crm.shop.connection.query, []

    def one_by_one(*args, **given):
        asked.append(given["limit"])
        return query(*args, **given | {"limit": 1})

    monkeypatch.setattr(crm.shop.connection, "query", one_by_one)
    pages = crm.pages(named, q="VIPのお客様")
    assert [len(page) for page in pages] == [0, 1]  # the fifth of five is on the second page
    assert asked == [None] * 5
    assert catalog._QUERIES_PER_PAGE == 4


def test_campaigns_by_state_and_segment(crm: Crm):
    segment_id = crm.segment()["segment_id"]
    crm.campaign(name="a", where=None, segment_id=segment_id)
    crm.campaign(name="b", schedule={"at": "2026-11-22T19:00:00+09:00"})
    crm.campaign(name="c", where=None, segment_id=segment_id, schedule={"at": "2026-11-22T18:00:00+09:00"})
    crm.sent(name="d")
    assert names(crm.pages("/campaigns", state="draft")) == ["a"]
    assert names(crm.pages("/campaigns", state="scheduled")) == ["c", "b"]
    assert names(crm.pages("/campaigns", state="scheduled", sort="created")) == ["b", "c"]
    assert names(crm.pages("/campaigns", state="sent")) == ["d"]
    assert names(crm.pages("/campaigns", segment_id=segment_id)) == ["c", "a"]
    assert names(crm.pages("/campaigns", segment_id=segment_id, state="draft", q="A")) == ["a"]
    assert names(crm.pages("/campaigns", segment_id="x")) == []


def test_campaigns_that_wait_for_their_time_the_next_one_first(crm: Crm, monkeypatch):
    for name, hour in (("d", 19), ("a", 13), ("c", 18), ("e", 20), ("b", 14)):
        crm.campaign(name=name, schedule={"at": f"2026-11-22T{hour}:00:00+09:00"})
    crm.campaign(name="draft")
    assert names(crm.pages("/campaigns", sort="due")) == ["a", "b", "c", "d", "e"]
    assert names(crm.pages("/campaigns", sort="due", q="D")) == ["d"]
    assert names(crm.pages("/campaigns", sort="due", state="draft")) == []
    monkeypatch.setattr(catalog, "_READS_PER_PAGE", 1)
    assert [len(page) for page in crm.pages("/campaigns", sort="due", q="E")] == [0, 0, 0, 0, 1, 0]
    monkeypatch.undo()
    crm.shop.now = NOON
    first, second, *_ = flat(crm.pages("/campaigns", sort="due"))
    crm("DELETE", f"/campaigns/{first['campaign_id']}")
    crm("POST", f"/campaigns/{second['campaign_id']}/send", headers={"idempotency-key": "k"})
    assert names(crm.pages("/campaigns", sort="due")) == ["c", "d", "e"]


def test_an_index_that_lags_behind_shows_nothing_that_is_not_so(crm: Crm):
    store = crm.services.campaigns._catalog
    made = crm.campaign(schedule={"at": "2026-11-22T19:00:00+09:00"})
    due = from_iso("2026-11-22T19:00:00+09:00")
    assert store._if_due("campaign", made["campaign_id"], due) is not None
    assert store._if_due("campaign", made["campaign_id"], due + SECOND) is None
    assert store._if_due("campaign", "gone", due) is None


# Runs


@pytest.fixture
def five_runs(crm: Crm) -> list[str]:
    """Opened a minute apart; the first is over, the second paused, the third cancelled."""
    found = []
    for n in range(5):
        found.append(crm.sent(name=f"配信{n}"))
        crm.shop.now += MINUTE
    crm.shop.until_closed(found[0])
    crm("POST", f"/runs/{found[1]}/pause")
    crm("POST", f"/runs/{found[2]}/cancel")
    return found


def run_ids(pages):
    return [item["run_id"] for item in flat(pages)]


def test_runs_by_when_they_were_opened(crm: Crm, five_runs):
    pages = crm.pages("/runs")
    assert run_ids(pages) == five_runs[::-1]
    assert [len(page) for page in pages[:3]] == [2, 2, 1]
    assert run_ids(crm.pages("/runs", sort="opened")) == five_runs
    for listed in flat(pages):
        report = crm("GET", f"/runs/{listed['run_id']}").json
        assert listed == {name: report[name] for name in listed}


def test_runs_by_state_and_campaign(crm: Crm, five_runs):
    one, two, three, four, five = five_runs
    for state, found in {
        RunStatus.COMPLETED: [one],
        RunStatus.PAUSED: [two],
        RunStatus.CANCELLED: [three],
        RunStatus.SENDING: [five, four],
        RunStatus.QUOTA_EXCEEDED: [],
    }.items():
        assert run_ids(crm.pages("/runs", state=state)) == found
    campaign_id = crm("GET", f"/runs/{three}").json["campaign_id"]
    assert run_ids(crm.pages("/runs", campaign_id=campaign_id)) == [three]
    assert run_ids(crm.pages("/runs", campaign_id=campaign_id, state="paused")) == []
    assert run_ids(crm.pages("/runs", campaign_id="none")) == []


def test_a_list_of_runs_reads_a_bounded_amount(crm: Crm, five_runs, monkeypatch):
    query = crm.shop.connection.query
    monkeypatch.setattr(crm.shop.connection, "query", lambda *args, **given: query(*args, **given | {"limit": 1}))
    assert [len(page) for page in crm.pages("/runs", state="completed")] == [0, 1]
    assert runs._QUERIES_PER_PAGE == 4


# Ledgers


@pytest.fixture
def page_of_a_friend(crm: Crm) -> str:
    """Five entries of a friend, a minute apart: message, follow, message, follow, message."""
    friend_id = crm.shop.ids[0]
    kinds = ["message", "follow", "message", "follow", "message"]
    crm.shop.ledger.write(
        [Entry(kind, NOON + n * MINUTE, f"e{n}", friend_id, body="{}") for n, kind in enumerate(kinds)]
    )
    return f"/friends/{friend_id}/ledger"


def events(pages):
    return [item["event_id"] for item in flat(pages)]


def test_entries_of_some_kinds(crm: Crm, page_of_a_friend):
    assert events(crm.pages(page_of_a_friend)) == ["e4", "e3", "e2", "e1", "e0"]
    assert events(crm.pages(page_of_a_friend, kind="message")) == ["e4", "e2", "e0"]
    assert events(crm.pages(page_of_a_friend, kind="follow")) == ["e3", "e1"]
    assert events(crm.pages(page_of_a_friend, kind=["follow", "message"])) == ["e4", "e3", "e2", "e1", "e0"]
    assert events(crm.pages(page_of_a_friend, kind=["edit", "follow"])) == ["e3", "e1"]
    assert events(crm.pages(page_of_a_friend, kind="postback")) == []
    for wrong in ("", "x" * 65):
        assert crm("GET", page_of_a_friend, query={"kind": ["follow", wrong]}).faults() == ["/kind/1"]
    assert crm("GET", page_of_a_friend, query={"kind": ["follow"] * 51}).faults() == ["/kind"]


def test_entries_of_a_time(crm: Crm, page_of_a_friend):
    after, before = to_iso(NOON + MINUTE), to_iso(NOON + 4 * MINUTE)
    assert events(crm.pages(page_of_a_friend, after=after)) == ["e4", "e3", "e2", "e1"]
    assert events(crm.pages(page_of_a_friend, before=before)) == ["e3", "e2", "e1", "e0"]
    assert events(crm.pages(page_of_a_friend, after=after, before=before)) == ["e3", "e2", "e1"]
    assert events(crm.pages(page_of_a_friend, after=after, before=before, kind="message")) == ["e2"]
    assert events(crm.pages(page_of_a_friend, after=before, before=after)) == []
    assert events(crm.pages(page_of_a_friend, after="2026-11-22T03:01:00Z")) == ["e4", "e3", "e2", "e1"]
    assert events(crm.pages(page_of_a_friend, after="0001-01-01T00:00:00Z")) == ["e4", "e3", "e2", "e1", "e0"]
    assert events(crm.pages(page_of_a_friend, before="9999-12-31T00:00:00Z")) == ["e4", "e3", "e2", "e1", "e0"]


def test_a_time_is_an_instant(crm: Crm, page_of_a_friend):
    for given in ("", "yesterday", "2026-11-22", "2026-11-22T12:00:00", "9999-12-31T23:59:59-23:59x"):
        assert crm("GET", page_of_a_friend, query={"after": given}).faults(code="invalid_query") == ["/after"]
    lost = crm("GET", page_of_a_friend, query={"after": to_iso(NOON + MINUTE).replace("+", " ")})
    assert events([lost.json["items"]]) == ["e4", "e3", "e2", "e1"]  # a plus that was not encoded


def test_a_ledger_that_is_narrowed_reads_a_bounded_amount(crm: Crm, page_of_a_friend, monkeypatch):
    query = crm.shop.connection.query
    monkeypatch.setattr(crm.shop.connection, "query", lambda *args, **given: query(*args, **given | {"limit": 1}))
    assert [len(page) for page in crm.pages(page_of_a_friend, kind="purchase")] == [0, 0]


# Cursors


def test_a_cursor_goes_on_with_its_own_question_alone(crm: Crm, five_runs, page_of_a_friend):
    for _ in range(3):
        crm.segment()
        crm.campaign(schedule={"at": "2026-11-22T19:00:00+09:00"})
    other_page = page_of_a_friend.replace(crm.shop.ids[0], crm.shop.ids[1])
    questions = [
        ("/segments", {}),
        ("/segments", {"q": "常"}),
        ("/segments", {"sort": "created"}),
        ("/campaigns", {}),
        ("/campaigns", {"q": "感"}),
        ("/campaigns", {"state": "scheduled"}),
        ("/campaigns", {"sort": "created"}),
        ("/campaigns", {"sort": "due"}),
        ("/campaigns", {"sort": "due", "q": "感"}),
        ("/runs", {}),
        ("/runs", {"state": "sending"}),
        ("/runs", {"sort": "opened"}),
        ("/friends", {}),
        ("/friends", {"tag": "vip"}),
        ("/friends", {"status": "active"}),
        ("/friends", {"q": "友"}),
        (page_of_a_friend, {}),
        (page_of_a_friend, {"kind": "message"}),
        (page_of_a_friend, {"after": to_iso(NOON)}),
        (page_of_a_friend, {"before": to_iso(NOON + 10 * MINUTE)}),
    ]
    cursors = []
    for path, query in questions:
        reply = crm("GET", path, query={"limit": 1, **query})
        assert reply.status == 200, reply.text
        assert reply.json["cursor"], (path, query)
        cursors.append(reply.json["cursor"])
    for n, cursor in enumerate(cursors):
        for m, (path, query) in enumerate(questions):
            reply = crm("GET", path, query={"limit": 3, "cursor": cursor, **query})  # another limit is the same list
            if n == m:
                assert reply.status == 200, reply.text
            else:
                reply.faults(code="invalid_cursor")
    crm("GET", other_page, query={"cursor": cursors[-4]}).refused(422, "invalid_cursor")


def test_what_narrows_and_sorts_is_checked(crm: Crm):
    for path, query, pointer in (
        ("/segments", {"q": ""}, "/q"),
        ("/segments", {"sort": "name"}, "/sort"),
        ("/segments", {"sort": "due"}, "/sort"),
        ("/campaigns", {"state": "lost"}, "/state"),
        ("/campaigns", {"segment_id": ""}, "/segment_id"),
        ("/runs", {"state": "open"}, "/state"),
        ("/runs", {"sort": "created"}, "/sort"),
    ):
        assert crm("GET", path, query=query).faults() == [pointer]
    assert crm("GET", "/segments", query={"state": "draft"}).faults(code="invalid_query") == ["/state"]
    assert crm.segment(where=VIP)
