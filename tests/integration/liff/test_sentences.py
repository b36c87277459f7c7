"""What the pages say of times, in both languages: whole sentences, whatever the phone's zone and the day of the year."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from daifukucho.kernel.time import DAY, HOUR, MINUTE, from_iso
from tests.support.search import checks
from tests.support.typescript import answering

HERE = Path(__file__).parent
NOW = from_iso("2026-12-01T12:00:00+09:00")
MIDNIGHT = from_iso("2026-12-02T00:00:00+09:00")
"""The end of today."""
EVENING = MIDNIGHT - 5 * HOUR
DAYS = (0, 1, 14, 15)
ENDS = {
    ("ja", "day"): ["本日まで", "12月2日(水)まで（あと1日）", "12月15日(火)まで（あと14日）", "12月16日(水)まで"],
    ("ja", "time"): [
        "本日19:00まで", "12月2日(水) 19:00まで（あと1日）", "12月15日(火) 19:00まで（あと14日）", "12月16日(水) 19:00まで",
    ],
    ("en-GB", "day"): [
        "until the end of today", "until Wed 2 December (1 day left)", "until Tue 15 December (14 days left)",
        "until Wed 16 December",
    ],
    ("en-GB", "time"): [
        "until 19:00 today", "until Wed 2 December at 19:00 (1 day left)",
        "until Tue 15 December at 19:00 (14 days left)", "until Wed 16 December at 19:00",
    ],
}  # fmt: skip
BEGINS = {"ja": "12月10日(木)から", "en-GB": "from Thu 10 December"}


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The pages' own words in Node.js, at noon of 1 December."""
    with answering(HERE / "sentences.ts", tmp_path_factory.mktemp("page")) as ask:
        yield lambda tag, name, *args, now=NOW, phone=None: ask([tag, phone or tag, now, name, args])


def instants(kind):
    return [(MIDNIGHT if kind == "day" else EVENING) + days * DAY for days in DAYS]


@pytest.mark.parametrize(("tag", "kind"), ENDS)
def test_an_end_is_one_sentence(page, tag, kind):
    assert [page(tag, "ends", at) for at in instants(kind)] == ENDS[tag, kind]
    assert [page(tag, "ends", f"2026-12-{day:02}") for day in (1, 2, 15, 16)] == ENDS[tag, "day"]


SAYS = {
    "card.expiring": {"ja": "200pt は{}", "en-GB": "200 pt {}"},
    "card.stampsUntil": {"ja": "スタンプは{}", "en-GB": "Valid {}"},
    "coupons.valid": {"ja": "{}", "en-GB": "Valid {}"},
    "staff.coupon.until": {"ja": "有効期間 {}", "en-GB": "Valid {}"},
    "survey.until": {"ja": "受付は{}です。", "en-GB": "Open {}."},
}


@pytest.mark.parametrize("name", SAYS)
@pytest.mark.parametrize(("tag", "kind"), ENDS)
def test_every_page_says_an_end_in_a_sentence_of_its_own(page, name, tag, kind):
    before = [200] if name == "card.expiring" else []
    said = [page(tag, name, *before, ["ends", at]) for at in instants(kind)]
    assert said == [SAYS[name][tag].format(end) for end in ENDS[tag, kind]]


def coupon(state="usable", **given):
    return {"state": state, "starts_at": None, "valid_until": None, **given}


@pytest.mark.parametrize(("tag", "kind"), ENDS)
def test_a_coupon_says_its_end_and_before_it_begins_also_its_beginning(page, tag, kind):
    assert [page(tag, "validity", coupon(valid_until=at)) for at in instants(kind)] == ENDS[tag, kind]
    begins = from_iso("2026-12-10T00:00:00+09:00")
    later = coupon("not_started", starts_at=begins, valid_until=instants(kind)[3])
    assert page(tag, "validity", later) == {"ja": "{}{}", "en-GB": "{} {}"}[tag].format(BEGINS[tag], ENDS[tag, kind][3])
    assert page(tag, "validity", {**later, "valid_until": None}) == BEGINS[tag]
    soon = page(tag, "validity", {**later, "valid_until": instants(kind)[2]})
    assert "あと" not in soon  # days that are left of what has not begun tell nobody anything
    assert "left" not in soon


def test_a_coupon_without_an_end(page):
    assert page("ja", "validity", coupon()) == "期限なし"
    assert page("en-GB", "coupons.valid", ["validity", coupon()]) == "Valid with no end date"


@pytest.mark.parametrize(
    ("at", "ja", "en"),
    [
        ("2026-12-10T10:30:00+09:00", "12月10日(木) 10:30から", "from Thu 10 December at 10:30"),
        ("2026-12-01T18:00:00+09:00", "本日18:00から", "from 18:00 today"),
        ("2027-01-01T00:00:00+09:00", "2027年1月1日(金)から", "from Fri, 1 January 2027"),
    ],
)
def test_a_beginning_is_one_sentence(page, at, ja, en):
    assert page("ja", "begins", from_iso(at)) == ja
    assert page("en-GB", "begins", from_iso(at)) == en


def test_what_is_over_counts_no_days(page):
    assert page("ja", "ends", "2026-11-30") == "11月30日(月)まで"
    assert page("ja", "ends", "2025-11-30") == "2025年11月30日(日)まで"
    assert page("en-GB", "ends", NOW - MINUTE) == "until 11:59 today"


@pytest.mark.parametrize(
    ("tag", "phone", "said"),
    [
        ("en", "en", "until Thu, December 10 (9 days left)"),
        ("en", "en-US", "until Thu, December 10 (9 days left)"),
        ("en", "en-GB", "until Thu 10 December (9 days left)"),
        ("en-AU", "en-US", "until Thu 10 December (9 days left)"),
        ("en", "de-DE", "until Thu, 10 December (9 days left)"),
        ("th", "th-TH", "until Thu, 10 December (9 days left)"),
        ("zh-Hant-TW", "zh-TW", "until Thu, 10 December (9 days left)"),
        ("ja", "en-US", "12月10日(木)まで（あと9日）"),
        ("ja-JP", "ja-JP", "12月10日(木)まで（あと9日）"),
    ],
)
def test_dates_are_written_as_in_the_readers_country(page, tag, phone, said):
    assert page(tag, "ends", "2026-12-10", phone=phone) == said


def test_a_date_in_a_fault_is_written_as_people_do(page):
    question = {"type": "date", "first": "2026-11-22", "last": "today"}
    fault = [question, {"rule": "date"}, "2026-12-01"]
    assert page("ja", "survey.faults", *fault) == "2026年11月22日から2026年12月1日までの日付を入力してください。"
    assert page("en-GB", "survey.faults", *fault) == "Choose a date from 22 November 2026 to 1 December 2026."


def test_a_survey_says_when_it_opens_and_when_it_was_open(page):
    opens, closed = from_iso("2026-12-10T10:00:00+09:00"), from_iso("2026-12-01T00:00:00+09:00")
    assert page("ja", "survey.states.not_yet.text", opens) == "12月10日(木) 10:00から受け付けます。"
    assert page("en-GB", "survey.states.not_yet.text", opens) == "It will be open from Thu 10 December at 10:00."
    assert page("ja", "survey.states.closed.text", closed) == "受付は11月30日(月)まででした。"
    assert page("en-GB", "survey.states.closed.text", closed) == "It was open until Mon 30 November."


@pytest.mark.parametrize(
    ("kind", "ja", "en"),
    [
        ("text", "入力してください。", "Please fill this in."),
        ("date", "入力してください。", "Please fill this in."),
        ("choices", "選んでください。", "Please choose."),
        ("image", "選んでください。", "Please choose."),
        ("consent", "内容を確認して、同意にチェックしてください。", "Read it, then tick the box if you agree."),
    ],
)
def test_what_is_needed_says_what_to_do(page, kind, ja, en):
    assert page("ja", "survey.faults", {"type": kind}, {"rule": "needed"}, "2026-12-01") == ja
    assert page("en", "survey.faults", {"type": kind}, {"rule": "needed"}, "2026-12-01") == en


WORDS = {
    "card.show": ["お会計の際に、スタッフへこの画面をご提示ください。", "Please show this screen to the staff when you pay."],
    "coupon.show": ["お会計の際に、スタッフへこの画面をご提示ください。", "Please show this screen to the staff when you pay."],
    "coupon.staffOnly": ["スタッフ専用（お客様は押さないでください）", "Staff only (please do not press)"],
    "coupon.next": ["確認へ進む", "Continue"],
    "coupon.failed": [
        "ただいまシステムが混み合っています。しばらくしてからもう一度お試しください。",
        "The system is busy right now. Please try again in a little while.",
    ],
    "coupons.sold_out": ["先着分終了", "All claimed"],
    "staff.on": ["内容を確認する", "Continue"],
}  # fmt: skip


@pytest.mark.parametrize("name", WORDS)
def test_words_that_were_chosen(page, name):
    assert [page("ja", name), page("en", name)] == WORDS[name]


def test_words_that_count(page):
    assert page("en", "survey.summary", 4) == "Please check 4 items"
    assert page("en", "survey.summary", 1) == "Please check 1 item"
    assert page("ja", "card.gone", True) == "ただいまコードを表示できません。下のバーコードをご提示ください。"
    assert page("en", "card.gone", True).endswith("Please show the barcode below.")
    assert page("en", "coupon.expired")[1] == "This coupon has expired."


@given(
    day=st.dates(date(2026, 1, 1), date(2039, 12, 31)),
    left=st.integers(-400, 400),
    minute=st.integers(0, 24 * 60 - 1),
    tag=st.sampled_from(["ja", "en", "en-GB", "th-TH"]),
)
@checks(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_day_an_end_is_said_once(page, day, left, minute, tag):
    tokyo = ZoneInfo("Asia/Tokyo")
    now = int(datetime(day.year, day.month, day.day, 9, tzinfo=tokyo).timestamp() * 1000)
    last = day + timedelta(left)
    at = int(datetime(last.year, last.month, last.day, tzinfo=tokyo).timestamp() * 1000) + minute * MINUTE
    said = page(tag, "ends", at, now=now)
    timed, left = bool(minute), left if minute else left - 1  # what ends at midnight has ended the day before
    last = last if minute else last - timedelta(1)
    assert said.count("まで" if tag == "ja" else "until") == 1
    assert ("あと" in said or "left" in said) == (1 <= left <= 14)
    if 1 <= left <= 14:
        assert str(left) in said.split("あと" if tag == "ja" else "(")[1]
    if left:
        assert str(last.day) in said
        assert (str(last.year) in said) == (last.year != day.year)
    assert (":" in said) == timed
