"""Routes: somebody scans a poster's code. In the LINE app, whose sheet is a double's, and in a browser outside of it."""

from time import monotonic, sleep
from uuid import uuid4

import pytest

from local.api import connect
from tests.browser.conftest import PATIENCE
from tests.browser.line_app import LineApp

pytestmark = pytest.mark.browser


@pytest.fixture
def route(stack):
    key = f"pop-{uuid4().hex[:8]}"
    connect(stack).inflow_routes.create({"key": key, "label": "店頭POP", "tags": ["店頭"]})
    return key


@pytest.fixture
def stranger(line):
    user_id = "U" + uuid4().hex
    line.put_friends([{"user_id": user_id, "display_name": "三郎", "following": False}])
    return user_id


def follow(line, api, user_id):
    """The visitor follows; returns once the shop knows of it."""
    line.follow(user_ids=[user_id], redeliveries=5)
    deadline = monotonic() + PATIENCE
    while api.friends.get(user_id).status != "active":
        assert monotonic() < deadline, "the shop does not hear of it"
        sleep(0.2)


def stay(page):
    """The page that welcomes a new friend does not go on by itself until ``go_on`` is called in it."""
    page.evaluate(
        """() => {
          const start = setTimeout;
          globalThis.setTimeout = (run, after, ...given) => {
            if (after !== 2_500) return start(run, after, ...given);
            globalThis.go_on = run;
            return 0;
          };
        }"""
    )


def test_in_the_line_app_her_route_is_noted_then_she_becomes_a_friend(visit, stack, line, route, stranger):
    api = connect(stack)
    before = []

    def sheet():
        if not app.sheets:
            return "cancel"
        before.append(api.friends.get(stranger))
        follow(line, api, stranger)
        return "submit"

    app = LineApp(line, stack["liff"], stranger, liff_id=stack["liff_id"], sheet=sheet)
    url = f"{stack['liff']}/r/{route}"
    seen = visit(app.at(url), "phone", "dark", locale="en-GB", login=app)
    page = seen.page
    page.get_by_role("heading", name="For friends of the shop").wait_for()
    assert "#" not in page.url  # the tokens
    seen.inspect("route-en-dark")
    page.get_by_role("button", name="Add as a friend").click()
    page.get_by_text("We cannot see it yet").wait_for()  # the sheet was closed
    assert app.sheets == ["cancel"]
    seen.inspect("route-en-dark-again")
    stay(page)
    # Chromium, which does not know liff://, may ask what to do with it, and takes no clicks on the page meanwhile.
    page.get_by_role("button", name="Add as a friend").evaluate("button => button.click()")
    page.get_by_role("heading", name="Welcome").wait_for()
    seen.inspect("route-en-dark-welcome")
    page.evaluate("go_on()")
    page.get_by_role("heading", name="Member card").wait_for()
    assert app.sheets == ["cancel", "submit"]
    [visitor] = before
    assert (visitor.status, visitor.first_route, visitor.last_route) == ("visitor", route, route)
    friend = api.friends.get(stranger)
    assert (friend.status, friend.first_route, friend.last_route) == ("active", route, route)
    assert [entry.kind for entry in api.friends.ledger(stranger)].count("route") == 1


def test_outside_of_the_app_she_follows_there_and_comes_back(visit, stack, line, login, route, stranger):
    seen = visit(f"{stack['liff']}/r/{route}", "phone", login=login(stranger))
    page = seen.page
    page.get_by_role("link", name="LINEで友だちに追加する").wait_for()
    seen.inspect("route-ja-light")
    follow(line, connect(stack), stranger)
    stay(page)
    page.get_by_role("button", name="追加しました").click()
    page.get_by_role("heading", name="ようこそ").wait_for()
    seen.inspect("route-ja-light-welcome")
    page.get_by_role("link", name="会員証を開く").click()
    page.get_by_role("heading", name="会員証").wait_for()
    assert connect(stack).friends.get(stranger).first_route == route


def test_a_route_that_is_not_is_no_fault_of_hers(visit, stack, login, follower):
    seen = visit(f"{stack['liff']}/r/misprinted", "phone", login=login(follower()))
    seen.page.get_by_role("heading", name="ようこそ").wait_for()
    seen.page.wait_for_url("**/liff/card")
    seen.page.get_by_text("大福 花子").wait_for()
    assert seen.troubles == []
