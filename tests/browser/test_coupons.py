"""A friend's coupons and the till, as a shop's customer and its staff see them."""

import json
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from local.api import connect

pytestmark = pytest.mark.browser

LOCALES = {"ja": "ja-JP", "en": "en-GB"}
PIN = "246813"
TERMS = "1,000円以上のお会計で使えます。\nほかのクーポンと一緒には使えません。"


@pytest.fixture
def shop(stack):
    return Shop(connect(stack))


class Shop:
    def __init__(self, api):
        self.api = api

    def store(self, **given):
        return self.api.stores.create({"name": "本店", "pin": PIN} | given).store_id

    def give(self, friend_id, title, **given):
        """A coupon that this friend alone has."""
        says = {"title": title, "kind": "other", "audience": "issued"} | given
        coupon_id = self.api.coupons.create(says).coupon_id
        self.api.coupons.issue(coupon_id, friend_id)
        return coupon_id

    def end(self, coupon_id, **given):
        says = {"title": "夏のかき氷", "kind": "free", "audience": "issued", "ends_at": in_days(-1)}
        self.api.coupons.update(coupon_id, says | given)


def in_days(days):
    return (datetime.now(UTC) + timedelta(days)).isoformat(timespec="seconds")


WORDS = {
    "ja": {
        "coupons": "クーポン",
        "used": "使用済み",
        "staff": "スタッフ専用",
        "store": "店舗",
        "pin": "店舗のPIN",
        "next": "確認へ進む",
        "confirm": "使用済みにする",
        "need": "店舗を選んでください。",
        "wrong": "あと4回",
        "all": "クーポン一覧へ",
    },
    "en": {
        "coupons": "Coupons",
        "used": "Used",
        "staff": "Staff only",
        "store": "Store",
        "pin": "The store's PIN",
        "next": "Continue",
        "confirm": "Use it now",
        "need": "Choose the store.",
        "wrong": "4 more wrong tries",
        "all": "All coupons",
    },
}


@pytest.mark.parametrize(("language", "scheme"), [("ja", "light"), ("en", "dark")])
def test_from_the_wallet_to_the_till(visit, stack, shop, follower, login, language, scheme):
    user_id, say = follower(), WORDS[language]
    main, branch = shop.store(), shop.store(name="駅前店", pin="1111")
    terms = {"description": TERMS, "ends_at": in_days(3), "stores": [main, branch]}
    shop.give(user_id, "ご来店ありがとう割引", kind="discount", amount=300, **terms)
    shop.give(user_id, "お誕生日の月に", kind="gift")
    over, used = shop.give(user_id, "夏のかき氷", kind="free"), shop.give(user_id, "一杯どうぞ", kind="free")
    shop.end(over)
    shop.api.coupons.redeem(used, user_id, main)

    seen = visit(f"{stack['liff']}/coupons", "phone", scheme, locale=LOCALES[language], login=login(user_id))
    page = seen.page
    page.get_by_role("heading", name=say["coupons"], exact=True).wait_for()
    titles = page.locator(".title").all_inner_texts()
    assert titles[0] == "ご来店ありがとう割引"
    assert set(titles[-2:]) == {"夏のかき氷", "一杯どうぞ"}
    seen.inspect(f"coupons-{language}-{scheme}")

    page.get_by_role("link", name="ご来店ありがとう割引").click()
    code = page.locator(".qr")
    code.wait_for()
    code.evaluate("image => image.decode()")  # it can be shown
    assert page.title() == {"ja": "クーポン", "en": "Coupon"}[language]
    seen.inspect(f"coupon-{language}-{scheme}")

    page.get_by_role("button", name=say["staff"]).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=say["staff"], exact=True)).to_be_focused()
    page.get_by_label(say["pin"]).fill("000000")
    page.keyboard.press("Enter")
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text(say["need"])
    expect(page.locator("#problem")).to_be_focused()
    assert page.get_by_label(say["store"], exact=True).get_attribute("aria-invalid") == "true"
    seen.inspect(f"coupon-till-{language}-{scheme}")
    page.get_by_label(say["store"], exact=True).select_option(label="本店")
    page.get_by_role("button", name=say["next"]).click()
    page.get_by_role("button", name=say["confirm"]).click()
    expect(problem).to_contain_text(say["wrong"])
    pin = page.get_by_label(say["pin"])
    assert pin.input_value() == ""
    assert (pin.get_attribute("inputmode"), pin.get_attribute("autocomplete")) == ("numeric", "off")
    pin.fill("２４６８１３")  # as a Japanese keyboard has it
    page.get_by_role("button", name=say["next"]).click()
    confirm = page.get_by_role("button", name=say["confirm"])
    assert "本店" in page.locator(".till").inner_text()
    seen.inspect(f"coupon-sure-{language}-{scheme}")
    confirm.click()
    page.locator(".used .mark").wait_for()
    assert page.locator(".used .mark").inner_text() == say["used"]
    assert "本店" in page.locator(".used .when").inner_text()
    clock = page.get_by_role("timer")
    before = clock.inner_text()
    assert re.search(r"\d:\d\d:\d\d", before)
    expect(clock).not_to_have_text(before)
    assert code.count() == 0
    seen.inspect(f"coupon-used-{language}-{scheme}")

    page.reload()
    page.locator(".used .mark").wait_for()
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert PIN not in kept
    assert main in kept  # the store, for the next time
    page.get_by_role("link", name=say["all"]).click()
    assert page.get_by_role("link", name="ご来店ありがとう割引").locator("strong").inner_text() == say["used"]
    ours = [request for request in seen.requests if request.startswith(stack["liff"])]
    assert not [request for request in ours if any(secret in request for secret in (user_id, PIN))]
    refused = [trouble for trouble in seen.troubles if "403" not in trouble]
    assert refused == []


def test_a_lost_answer_is_asked_for_again_with_the_same_key(visit, stack, shop, follower, login):
    user_id = follower()
    store_id = shop.store()
    coupon_id = shop.give(user_id, "回数無制限", uses="unlimited", stores=[store_id])
    seen = visit(f"{stack['liff']}/c/{coupon_id}", "phone", login=login(user_id))
    page, sent = seen.page, []

    def lose(route):
        sent.append(json.loads(route.request.post_data))
        if len(sent) == 1:
            route.fetch()  # it is redeemed, and nobody hears of it
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/redemptions", lose)
    fill(page)
    page.context.set_offline(True)
    page.wait_for_function("!navigator.onLine")
    page.get_by_role("button", name="使用済みにする").click()
    expect(page.get_by_role("alert")).to_contain_text("クーポンは使われていません")
    assert sent == []
    seen.screenshot("coupon-offline-ja")
    page.context.set_offline(False)
    page.wait_for_function("navigator.onLine")
    page.get_by_role("button", name="使用済みにする").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("二重に使われることはありません")
    assert seen.against_wcag() == []
    page.context.set_offline(True)
    page.wait_for_function("!navigator.onLine")
    page.get_by_role("button", name="使用済みにする").click()
    expect(alert).to_contain_text("送信していません")
    for claim in ("使われていません", "使用済みになっていません"):  # it has been, and nobody here can know
        expect(alert).not_to_contain_text(claim)
    page.context.set_offline(False)
    page.wait_for_function("navigator.onLine")
    page.reload()
    fill(page)
    page.get_by_role("button", name="使用済みにする").click()
    page.locator(".used .mark").wait_for()
    assert len({body["key"] for body in sent}) == 1
    assert shop.api.coupons.get(coupon_id).redeemed == 1
    page.get_by_role("button", name="もう一度使う").click()
    page.get_by_text("前回のご利用").wait_for()
    fill(page)
    page.get_by_role("button", name="使用済みにする").click()
    page.locator(".used .mark").wait_for()
    assert len({body["key"] for body in sent}) == 2
    assert shop.api.coupons.get(coupon_id).redeemed == 2


def test_back_leads_through_the_steps_of_the_till(visit, stack, shop, follower, login):
    user_id = follower()
    coupon_id = shop.give(user_id, "一杯どうぞ", stores=[shop.store()])
    page = visit(f"{stack['liff']}/c/{coupon_id}", "phone", login=login(user_id)).page
    fill(page)
    page.get_by_role("button", name="使用済みにする").wait_for()
    page.go_back()
    expect(page.get_by_label("店舗のPIN")).to_have_value(PIN)  # the step before, as it was left
    expect(page.get_by_role("heading", name="スタッフ専用", exact=True)).to_be_focused()
    page.go_back()
    button = page.get_by_role("button", name="スタッフ専用（お客様は押さないでください）")
    button.wait_for()
    assert page.locator(".qr").count() == 1
    page.go_forward()
    expect(page.get_by_label("店舗のPIN")).to_have_value("")  # the phone was the customer's meanwhile
    page.get_by_label("店舗のPIN").fill("000000")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="使用済みにする").click()
    expect(page.locator("#problem")).to_be_focused()  # on the step on which the PIN is typed again
    page.get_by_label("店舗のPIN").fill(PIN)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="使用済みにする").click()
    page.locator(".used .mark").wait_for()
    page.go_back()
    expect(page.get_by_text("一杯どうぞ")).to_have_count(0)  # no step is left of it


def fill(page):
    """As far as the last step; the only store is chosen already."""
    page.get_by_role("button", name="スタッフ専用（お客様は押さないでください）").click()
    page.get_by_label("店舗のPIN").fill(PIN)
    page.keyboard.press("Enter")


def test_coupons_that_cannot_be_used_say_why(visit, stack, shop, follower, login):
    user_id, rival = follower(), follower("次郎")
    store_id = shop.store()
    later = shop.give(user_id, "年始の福袋", starts_at=in_days(7))
    taken, over = shop.give(user_id, "取消"), shop.give(user_id, "夏のかき氷")
    limited = shop.give(user_id, "先着1名", total_limit=1, stores=[store_id])
    foreign = shop.give(rival, "次郎のもの")
    shop.api.coupons.revoke(taken, user_id)
    shop.end(over)
    said = {
        later: "利用期間前",
        taken: "使えなくなりました",
        foreign: "お持ちではありません",
        "gone": "このクーポンはありません",
        over: "有効期限が過ぎたため",
        limited: "先着の枚数に達した",
    }
    shop.api.coupons.issue(limited, rival)
    seen = visit(f"{stack['liff']}/c/{limited}", "phone", login=login(user_id))
    page = seen.page
    fill(page)
    shop.api.coupons.redeem(limited, rival, store_id, idempotency_key=uuid4().hex)
    page.get_by_role("button", name="使用済みにする").click()
    page.get_by_text(said[limited]).wait_for()  # another one was faster, and the page has seen so
    for name, (coupon_id, words) in enumerate(said.items()):
        page.goto(f"{stack['liff']}/c/{coupon_id}")
        page.get_by_text(words).first.wait_for()
        assert page.locator(".qr").count() == 0
        seen.inspect(f"coupon-refused-ja-{name}")


def test_an_empty_wallet_and_one_without_a_connection(visit, stack, follower, login):
    seen = visit(f"{stack['liff']}/coupons", "phone", "dark", login=login(follower()))
    page = seen.page
    page.get_by_text("いま使えるクーポンはありません").wait_for()
    assert seen.against_wcag() == []
    seen.screenshot("coupons-ja-empty")
    page.route("**/api/coupons", lambda route: route.abort("internetdisconnected"))
    page.evaluate("Date.now = ((now) => () => now() + 61_000)(Date.now)")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.locator(".offline").wait_for()
    seen.screenshot("coupons-ja-offline")
    page.unroute("**/api/coupons")
    page.get_by_role("button", name="更新する").click()
    page.locator(".offline").wait_for(state="detached")
    page.get_by_role("link", name="会員証へ戻る").click()
    page.get_by_role("heading", name="会員証").wait_for()
    page.get_by_role("link", name="クーポンを見る").click()
    page.get_by_text("いま使えるクーポンはありません").wait_for()
