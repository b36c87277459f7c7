"""Profiles, followers, quota, deliveries and insight, through LINE's own SDK."""

import re
from datetime import datetime, timedelta

import httpx
import pytest
from linebot.v3.insight import ApiClient as InsightClient
from linebot.v3.insight import Configuration as InsightConfiguration
from linebot.v3.insight import Insight
from linebot.v3.messaging import ApiException, MessagingApi, MulticastRequest, PushMessageRequest, TextMessage

from local.line.friends import friend_id
from local.line.process import RunningSimulator
from local.line.state import JST

STRANGER = friend_id("stranger", 0)
DAY = 24 * 3600


def day(sim: RunningSimulator, offset: int = 0) -> str:
    now = datetime.fromtimestamp(sim.stats()["now"] / 1000, JST)
    return (now + timedelta(days=offset)).strftime("%Y%m%d")


@pytest.fixture
def insight(sim: RunningSimulator) -> Insight:
    return Insight(InsightClient(InsightConfiguration(host=sim.url, access_token=sim.channel_access_token)))


def test_profile(sim: RunningSimulator, api: MessagingApi) -> None:
    user_id = friend_id("profile", 0)
    person = {"display_name": "山田 花子🌸", "language": "ja", "status_message": "よろしく", "picture": True}
    sim.put_friends([{"user_id": user_id, "following": True, **person}])
    profile = api.get_profile(user_id)
    assert profile.display_name == "山田 花子🌸"
    assert (profile.language, profile.status_message, profile.user_id) == ("ja", "よろしく", user_id)
    picture = httpx.get(profile.picture_url, trust_env=False)
    assert picture.headers["content-type"].startswith("image/svg+xml")
    sim.put_friends([{"user_id": user_id, "picture": False, "status_message": None, "language": None}])
    profile = api.get_profile(user_id)
    assert (profile.picture_url, profile.status_message, profile.language) == (None, None, None)


def test_profile_of_blocked_and_unknown_is_404(sim: RunningSimulator, api: MessagingApi, http: httpx.Client) -> None:
    [friend, silent] = sim.create_friends(2)
    sim.put_friends([{"user_id": friend, "following": True, "blocked": True}])
    for user_id in (friend, silent, STRANGER):
        with pytest.raises(ApiException) as caught:
            api.get_profile(user_id)
        assert caught.value.status == 404
        assert '"Not found"' in caught.value.body
    assert http.get("/v2/bot/profile/me").status_code == 400


def test_followers_come_in_pages(sim: RunningSimulator, api: MessagingApi) -> None:
    friends = sim.create_friends(25, following=True)
    sim.put_friends([{"user_id": friends[3], "blocked": True}])
    found, start = [], None
    while True:
        page = api.get_followers(start=start, limit=10)
        found += page.user_ids
        assert len(page.user_ids) <= 10
        if not (start := page.next):
            break
    assert found == [user_id for user_id in friends if user_id != friends[3]]


def test_followers_refusals(sim: RunningSimulator, api: MessagingApi, http: httpx.Client) -> None:
    sim.create_friends(3, following=True)
    start = api.get_followers(limit=1).next
    sim.advance(DAY)
    for bad in (start, "x", "e30="):
        with pytest.raises(ApiException) as caught:
            api.get_followers(start=bad)
        assert (caught.value.status, '"Invalid start param"' in caught.value.body) == (400, True)
    assert http.get("/v2/bot/followers/ids?limit=1001").status_code == 400
    sim.configure(verified_account=False)
    with pytest.raises(ApiException) as caught:
        api.get_followers()
    assert caught.value.status == 403
    assert "Access to this API is not available for your account" in caught.value.body


def test_quota_and_bot_info(sim: RunningSimulator, api: MessagingApi) -> None:
    assert (api.get_message_quota().type, api.get_message_quota().value) == ("none", None)
    info = api.get_bot_info()
    assert (info.user_id, info.chat_mode, info.mark_as_read_mode) == (sim.bot_user_id, "chat", "manual")


def test_deliveries_are_known_the_next_day(sim: RunningSimulator, api: MessagingApi) -> None:
    friends = sim.create_friends(3, following=True)
    api.multicast(MulticastRequest(to=[*friends, STRANGER], messages=[TextMessage(text="a"), TextMessage(text="b")]))
    today = day(sim)
    assert api.get_number_of_sent_multicast_messages(today).status == "unready"
    sim.advance(DAY)
    sent = api.get_number_of_sent_multicast_messages(today)
    assert (sent.status, sent.success) == ("ready", 3)
    assert api.get_number_of_sent_push_messages(today).success == 0
    assert api.get_number_of_sent_push_messages("20180330").status == "out_of_service"
    for wrong in ("2026-01-01", "20261301", "２０２６０１０１"):
        with pytest.raises(ApiException) as caught:
            api.get_number_of_sent_reply_messages(wrong)
        assert "The value for the 'date' parameter is invalid" in caught.value.body


def test_insight_counts_followers_as_of_a_day(sim: RunningSimulator, insight: Insight) -> None:
    sim.configure(rate_limits={"insight-followers": {"requests": 2000}})
    friends = sim.create_friends(10, following=True)
    first = day(sim)
    assert insight.get_number_of_followers(first).status == "unready"
    assert insight.get_number_of_followers(first).followers is None
    sim.advance(DAY)
    sim.put_friends([{"user_id": friends[0], "blocked": True}])
    second = day(sim)
    sim.advance(DAY)
    before, after = insight.get_number_of_followers(first), insight.get_number_of_followers(second)
    assert (before.status, before.followers, before.blocks) == ("ready", 10, 0)
    assert (after.followers, after.blocks, after.targeted_reaches) == (10, 1, 7)


def test_insight_is_limited_to_60_an_hour(http: httpx.Client) -> None:
    answers = [http.get("/v2/bot/insight/followers?date=20260101").status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]


def test_unit_statistics_hide_what_fewer_than_20_did(
    sim: RunningSimulator, api: MessagingApi, insight: Insight
) -> None:
    friends = sim.create_friends(30, following=True)
    url, today = "https://example.com/sale?a=1", day(sim)
    request = MulticastRequest(
        to=friends, messages=[TextMessage(text=f"こちら→ {url}")], custom_aggregation_units=["sale_1"]
    )
    api.multicast(request)
    assert sim.opened("sale_1", [*friends[:19], STRANGER]) == 19

    def figures() -> tuple[int | None, int | None, int | None]:
        found = insight.get_statistics_per_unit("sale_1", today, today)
        assert [click.url for click in found.clicks] == [url]
        return found.overview.unique_impression, found.messages[0].impression, found.clicks[0].unique_click

    assert figures() == (None, None, None)
    sim.opened("sale_1", friends[19:20])
    assert figures() == (20, 20, None)
    sim.opened("sale_1", friends[:25], url)
    assert figures() == (25, 45, 25)
    nothing = insight.get_statistics_per_unit("Sale_1", today, today)
    assert (nothing.overview.unique_impression, nothing.messages, nothing.clicks) == (None, [], [])


@pytest.mark.parametrize("period", [("20260101", "20260201"), ("20260102", "20260101"), ("", "20260101")])
def test_unit_statistics_cover_30_days(http: httpx.Client, period: tuple[str, str]) -> None:
    query = {"customAggregationUnit": "x", "from": period[0], "to": period[1]}
    assert http.get("/v2/bot/insight/message/event/aggregation", params=query).status_code == 400


def test_the_1001st_unit_is_sent_without_a_label(sim: RunningSimulator, api: MessagingApi) -> None:
    [friend] = sim.create_friends(1, following=True)
    for number in range(1001):
        api.push_message(
            PushMessageRequest(to=friend, messages=[TextMessage(text="x")], custom_aggregation_units=[f"u{number}"])
        )
    units = [request["unit"] for request in sim.received(friend)]
    assert units == [f"u{number}" for number in range(1000)] + [None]


def test_people_are_the_same_every_time_and_look_real(sim: RunningSimulator) -> None:
    ids = sim.create_friends(300, seed="people")
    assert all(re.fullmatch("U[0-9a-f]{32}", user_id) for user_id in ids)
    people = sim.friends(limit=300)["friends"]
    sim.reset()
    assert sim.create_friends(300, seed="people") == ids
    assert sim.friends(limit=300)["friends"] == people
    names = [person["display_name"] for person in people]
    assert len(set(names)) > 200
    assert any(not name.strip("\u3000\u3164.") for name in names)
    assert any("🌸" in name for name in names)
    assert {person["language"] for person in people} >= {"ja", None}
    assert {person["picture"] for person in people} == {True, False}
