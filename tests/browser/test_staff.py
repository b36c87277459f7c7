"""The staff's page, as a staff member uses it at the counter: the real page and LIFF SDK against the local stack."""

from uuid import uuid4

import boto3
import httpx
import pytest
from playwright.sync_api import expect
from pynamodb.connection import Connection

from daifukucho.cards.code import code_of
from daifukucho_aws.bootstrap.clients import clock
from daifukucho_aws.bootstrap.till import till_services
from daifukucho_aws.bootstrap.world import of_aws
from local.api import connect
from local.pages.line_login import HOSTS

pytestmark = pytest.mark.browser

LOCALES = {"ja": "ja-JP", "en": "en-GB"}
SAID = {
    "ja": {"scan": "読み取る", "code": "コードまたは会員番号", "look": "確認する", "ask": "この内容でよろしいですか"},
    "en": {"scan": "Scan", "code": "Code or member number", "look": "Look it up", "ask": "Is this right?"},
}
WORTH = {"yen_per_point": 100, "percent": 150}
STAMPS = {"name": {"ja": "大福カード", "en": "Daifuku card"}, "goal": 10, "count": 4, "next_at": None}
COUPON = {"coupon_id": "K", "title": "コーヒー1杯無料", "until": None}
TICKET = {"ticket": "mochi.1", "name": {"ja": "大福1個", "en": "A daifuku"}, "until": None}


class Store:
    """A store, its staff members, and what customers hold out to them."""

    def __init__(self, stack, line):
        self.stack = stack
        self.line = line
        self.api = connect(stack)
        self.store_id = self.api.stores.create({"name": "本店"}).store_id
        session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="ap-northeast-1")
        secrets = session.client("secretsmanager", endpoint_url=stack["aws_endpoint"])
        self.key = secrets.get_secret_value(SecretId=stack["outputs"]["CardKeyId"])["SecretString"].encode()

    def invitation(self):
        rights = ["redeem", "grant_points"]
        hired = self.api.staff.create({"name": "佐藤 恵", "store_id": self.store_id, "rights": rights})
        return hired.staff_id, hired.invitation_code

    def user(self, name="佐藤 恵"):
        """A LINE user who is no friend of the shop."""
        user_id = "U" + uuid4().hex
        self.line.put_friends([{"user_id": user_id, "display_name": name, "following": False}])
        return user_id

    def member(self):
        """A LINE user who is a staff member already."""
        user_id, (_, code) = self.user(), self.invitation()
        self.ask(user_id, "staff/invitation", {"code": code})
        return user_id

    def ask(self, user_id, path, body=None):
        """What the friend's page would ask our server."""
        headers = {"Authorization": f"Bearer {self.line.id_token(user_id)['id_token']}"}
        method = "POST" if body else "GET"
        url = f"{self.stack['liff']}/api/{path}"
        answer = httpx.request(method, url, json=body, headers=headers, timeout=30, trust_env=False)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def shown(self, friend_id):
        """What the QR code of the friend's card holds now."""
        number = self.api.cards.issue(friend_id).member_no
        return code_of(self.key, number, clock()).text

    def coupon_code(self, friend_id, coupon_id):
        """What the QR code of a coupon holds, once the friend has opened it. It is told as a picture alone."""
        host = {"host": self.stack["aws_endpoint"], "aws_access_key_id": "test", "aws_secret_access_key": "test"}
        dynamo, outputs = Connection(region="ap-northeast-1", **host), self.stack["outputs"]
        tables = {"ledger_table": outputs["LedgerTable"], "catalog_table": outputs["CatalogTable"]}
        services = till_services(dynamo, of_aws(), **tables)
        return services.wallet.open(friend_id, coupon_id).holding.code


@pytest.fixture
def store(stack, line):
    return Store(stack, line)


@pytest.fixture
def url(stack):
    return f"{stack['liff']}/staff"


def read(page, text, language="ja"):
    say = SAID[language]
    page.get_by_role("heading", name=say["scan"]).wait_for()
    page.get_by_label(say["code"]).fill(text)
    page.keyboard.press("Enter")  # as hand scanners do


def with_purchases(page):
    """The shop's settings are kept in the functions' memory for a minute, and other tests have theirs; so what a
    purchase is worth is said here."""

    def seen(route):
        answer = route.fetch()
        told = answer.json()
        route.fulfill(response=answer, json=told | {"worth": WORTH} if "worth" in told else told)

    page.route("**/api/staff/**", seen)


def test_from_the_invitation_to_points_on_her_card(visit, store, stack, url, follower, login):
    customer, staff = follower(), store.user()
    staff_id, code = store.invitation()
    seen = visit(url, "phone", login=login(staff))
    page = seen.page
    page.get_by_role("heading", name="担当者として登録する").wait_for()
    page.get_by_role("button", name="登録する").click()
    field = page.get_by_label("招待コード")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    field.fill("AAAA BBBB")
    page.get_by_role("button", name="登録する").click()
    page.get_by_role("alert").get_by_text("招待コードが違うか").wait_for()
    assert seen.against_wcag() == []
    assert seen.faint() == []
    seen.screenshot("staff-ja-join")
    seen.troubles.clear()  # Chromium reports each refusal
    field.fill(code.lower())
    page.get_by_role("button", name="登録する").click()

    page.get_by_role("heading", name="読み取る").wait_for()
    assert page.get_by_text("佐藤 恵").is_visible()
    with_purchases(page)
    read(page, "12345")
    page.get_by_role("alert").get_by_text("会員証のコードではない").wait_for()
    seen.troubles.clear()
    page.keyboard.insert_text(store.shown(customer))  # a hand scanner knows nothing of what is in the field
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="大福 花子 様").wait_for()
    page.get_by_role("textbox", name="お買い上げ金額").fill("３，２９９円")
    page.get_by_text("49 pt になります").wait_for()
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", name="この内容でよろしいですか")
    expect(heading).to_be_focused()
    assert page.get_by_text("大福 花子 様に 49 pt を付与します。（お買い上げ ¥3,299）").is_visible()
    page.get_by_role("button", name="49 pt を付与する").evaluate("(button) => { button.click(); button.click(); }")
    expect(page.get_by_role("heading", name="49 pt を付与しました")).to_be_focused()
    assert page.get_by_text("残高は 49 pt").is_visible()
    assert len([request for request in seen.requests if request.endswith("/api/staff/sales")]) == 1
    assert seen.troubles == []
    (movement,) = store.api.points.movements(customer)
    assert (movement.kind, movement.points, movement.amount_yen) == ("grant", 49, 3_299)
    assert (movement.by, movement.store_id) == (staff_id, store.store_id)
    assert not [request for request in seen.requests if any(s in request for s in (customer, staff, code))]
    assert seen.origins - HOSTS == {"/".join(url.split("/")[:3])}

    hers = visit(f"{stack['liff']}/card", "phone", login=login(customer)).page
    expect(hers.locator(".balance strong")).to_have_text("49")

    store.api.staff.revoke(staff_id)
    page.get_by_role("button", name="このお客様の操作を続ける").click()
    page.get_by_text("この店での操作を取り消す").click()
    page.get_by_role("button", name="取り消す 49 pt の付与").click()
    page.get_by_role("button", name="押し間違い").click()
    page.get_by_role("button", name="取り消す").click()
    page.get_by_role("heading", name="担当者として登録する").wait_for()
    assert page.get_by_role("alert").get_by_text("担当者の登録がなくなりました").is_visible()
    assert page.get_by_text("大福 花子").count() == 0  # what was on the page is gone with the right to see it
    assert store.api.points.account(customer).points == 49


def test_an_answer_that_got_lost_is_asked_for_again(visit, store, url, follower, login):
    customer = follower()
    seen = visit(url, "phone", login=login(store.member()))
    page = seen.page
    lost = []

    def lose(route):
        """The server does it, and its answer does not arrive."""
        if lost:
            return route.fallback()
        lost.append(route.fetch().status)
        return route.abort("connectionreset")

    with_purchases(page)
    code = store.shown(customer)
    page.route("**/api/staff/scan", lose)
    read(page, code)
    page.get_by_role("alert").get_by_text("返事が届きませんでした").wait_for()
    page.get_by_role("button", name="確認する").click()  # a code that is good once is good for the same request
    page.get_by_role("heading", name="大福 花子 様").wait_for()
    lost.clear()
    page.route("**/api/staff/sales", lose)
    page.get_by_label("ポイント数で").check()
    page.get_by_label("付与するポイント").fill("7")
    page.get_by_role("button", name="内容を確認する").click()
    page.get_by_role("button", name="7 pt を付与する").click()
    page.get_by_role("alert").get_by_text("できたかどうかわかりません").wait_for()
    assert lost == [200]
    assert seen.against_wcag() == []
    seen.screenshot("staff-ja-unknown")
    page.go_back()  # which would have the staff member do it once more
    page.get_by_role("button", name="もう一度確かめる").click()
    page.get_by_role("heading", name="7 pt を付与しました").wait_for()
    assert [m.points for m in store.api.points.movements(customer)] == [7]

    page.get_by_role("button", name="このお客様の操作を続ける").click()
    page.get_by_text("この店での操作を取り消す").click()
    page.get_by_role("button", name="取り消す 7 pt の付与").click()
    page.get_by_label("取り消す理由").fill("金額の間違い")
    page.get_by_role("button", name="取り消す").click()
    page.get_by_role("heading", name="「7 pt の付与」を取り消しました").wait_for()
    assert store.api.points.account(customer).points == 0
    page.unroute_all()  # a route would have an answer even so
    page.context.set_offline(True)
    page.get_by_role("alert").get_by_text("電波が届いていません").wait_for()
    page.get_by_role("button", name="次のお客様へ").click()
    read(page, code)
    page.get_by_role("alert").get_by_text("返事が届きませんでした").wait_for()
    page.context.set_offline(False)
    page.get_by_text("電波が届いていません").wait_for(state="detached")


def test_a_coupon_is_redeemed_and_the_redemption_undone(visit, store, url, follower, login):
    customer = follower()
    coupon = store.api.coupons.create({"title": "Coffee on us", "kind": "free", "audience": "issued"})
    store.api.coupons.issue(coupon.coupon_id, customer)
    seen = visit(url, "phone", "dark", locale="en-GB", login=login(store.member()))
    code = store.coupon_code(customer, coupon.coupon_id)
    page = seen.page
    read(page, code, "en")
    page.get_by_role("heading", name="Coffee on us").wait_for()
    assert seen.against_wcag() == []
    assert seen.faint() == []
    seen.screenshot("staff-en-coupon")
    page.get_by_role("button", name="Mark as used").click()
    page.get_by_role("button", name="Mark as used").click()
    page.get_by_role("heading", name="The coupon was used").wait_for()
    (holder,) = store.api.coupons.holders(coupon.coupon_id)
    assert (holder.state, holder.uses[-1].store_id) == ("redeemed", store.store_id)
    page.get_by_role("button", name="Continue with this customer").click()
    page.get_by_text("Has been used").wait_for()
    page.get_by_role("button", name="Take the use back").click()
    page.get_by_role("button", name="Take back").click()
    reason = page.get_by_label("Why it is taken back")
    expect(reason).to_be_focused()
    expect(reason).to_have_attribute("aria-invalid", "true")
    reason.fill("pressed by mistake")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="The use was taken back").wait_for()
    (holder,) = store.api.coupons.holders(coupon.coupon_id)
    assert (holder.state, holder.uses[-1].reason) == ("viewed", "pressed by mistake")
    assert seen.troubles == []
    assert not [request for request in seen.requests if code in request]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LOCALES)
def test_how_it_looks(visit, store, url, follower, login, language, scheme):
    """All that a card can offer; what this shop has not set up is said here."""
    customer = follower()
    store.api.points.grant(customer, points=1_280, store_id=store.store_id)
    seen = visit(url, "phone", scheme, locale=LOCALES[language], login=login(store.member()))
    page = seen.page

    def scanned(route):
        answer = route.fetch()
        found = answer.json()
        found |= {"worth": WORTH, "stamped": {"stamp_id": "s", "at": found["at"], "stamps": 2}}
        found |= {"used": [{"use_id": "u", "at": found["at"], "name": TICKET["name"]}], "coupons": [COUPON]}
        found["card"] |= {"stamps": STAMPS, "tickets": [TICKET], "rank": {"ja": "ゴールド", "en": "Gold"}}
        route.fulfill(response=answer, json=found)

    page.route("**/api/staff/scan", scanned)
    page.get_by_role("heading", name=SAID[language]["scan"]).wait_for()
    seen.inspect(f"staff-{language}-{scheme}-scan")
    read(page, store.shown(customer), language)
    page.locator("#grant").wait_for()
    seen.inspect(f"staff-{language}-{scheme}-card")
    page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
    page.locator("#grant").fill("3200")
    page.locator("#use").fill("80")
    page.locator(".stepped button").last.click()
    for box in page.locator("fieldset input").all():
        box.check()
    small = page.evaluate(
        "[...document.querySelectorAll('button, summary, input, .choice')]"
        ".filter((e) => e.type !== 'checkbox' && e.getBoundingClientRect().height < 44).map((e) => e.outerHTML)"
    )
    assert small == []
    seen.inspect(f"staff-{language}-{scheme}-open")
    page.locator("#grant").press("Enter")
    page.get_by_role("heading", name=SAID[language]["ask"]).wait_for()
    seen.inspect(f"staff-{language}-{scheme}-ask")
    page.go_back()
    expect(page.locator("#grant")).to_have_value("3200")
    expect(page.locator("#use")).to_have_value("80")
    expect(page.locator("#stamps")).to_have_value("1")
    assert [box.is_checked() for box in page.locator("fieldset input").all()] == [True, True]
    page.go_forward()
    page.get_by_role("heading", name=SAID[language]["ask"]).wait_for()
    assert seen.troubles == []


def test_one_confirmation_at_the_till_and_the_way_back(visit, store, url, follower, login):
    """Coupon, points to use and points to give at once; each is in the ledger, and the way back leads to what
    stands."""
    customer = follower()
    store.api.points.grant(customer, points=20, store_id=store.store_id)
    coupon = store.api.coupons.create({"title": "一杯無料", "kind": "free", "audience": "issued"})
    store.api.coupons.issue(coupon.coupon_id, customer)
    seen = visit(url, "phone", login=login(store.member()))
    page = seen.page
    with_purchases(page)
    code = store.shown(customer)
    read(page, code)
    page.get_by_label("お買い上げ金額").fill("3200")
    page.get_by_label("使うポイント").fill("20")
    page.get_by_label("一杯無料").check()
    page.go_back()
    expect(page.get_by_label(SAID["ja"]["code"])).to_have_value(code)
    page.keyboard.press("Enter")  # the code that was just read; its card begins anew
    page.get_by_role("heading", name="大福 花子 様").wait_for()
    page.get_by_label("お買い上げ金額").fill("3200")
    page.get_by_label("使うポイント").fill("20")
    page.get_by_label("一杯無料").check()
    page.get_by_role("button", name="内容を確認する").click()
    page.get_by_text("操作後の残高は 48 pt です。").wait_for()
    page.get_by_role("button", name="まとめて確定する").click()
    page.get_by_role("heading", name="登録しました").wait_for()
    assert len([request for request in seen.requests if "/api/staff/sales" in request]) == 1
    movements = store.api.points.movements(customer)
    assert [(m.kind, m.points) for m in movements][:2] == [("grant", 48), ("use", 20)]
    (holder,) = store.api.coupons.holders(coupon.coupon_id)
    assert (holder.state, holder.uses[-1].store_id) == ("redeemed", store.store_id)
    page.go_back()  # not to the question, but to the card as it is now
    page.get_by_role("heading", name="大福 花子 様").wait_for()
    assert page.get_by_label("お買い上げ金額").input_value() == ""
    page.get_by_text("この店での操作を取り消す").click()
    page.get_by_role("button", name="取り消す クーポン「一杯無料」の利用").click()
    page.get_by_role("button", name="お客様のご都合").click()
    page.get_by_role("button", name="取り消す").click()
    page.get_by_role("heading", name="「クーポン「一杯無料」の利用」を取り消しました").wait_for()
    (holder,) = store.api.coupons.holders(coupon.coupon_id)
    assert holder.uses[-1].reason == "お客様のご都合"
    page.get_by_role("button", name="次のお客様へ").click()
    page.get_by_role("heading", name="読み取る").wait_for()
    assert page.get_by_label(SAID["ja"]["code"]).input_value() == ""
    assert seen.troubles == []
