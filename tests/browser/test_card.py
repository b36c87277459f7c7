"""The member card, as a shop's customer sees it: the real page and LIFF SDK, with LINE's hosts answered by a double."""

from dataclasses import dataclass
from functools import partial
from time import sleep
from urllib.parse import unquote, urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from daifukucho.cards import settings as cards
from daifukucho.ranks import ranks
from daifukucho.stamps import settings as stamps
from daifukucho_client import Conflict
from local.api import connect
from local.pages import sample
from local.pages.chromium import wait_until_kept
from local.pages.line_login import HOSTS

pytestmark = pytest.mark.browser

TITLES = {"ja": "会員証", "en": "Member card"}
LOCALES = {"ja": "ja-JP", "en": "en-GB"}


@pytest.fixture
def url(stack):
    return f"{stack['liff']}/card"


@pytest.fixture
def origin(url):
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


@pytest.fixture(scope="module")
def shop(stack):
    """A shop with all that a card can show; afterwards it is as it was. A friend of it, who has some of everything."""
    with connect(stack) as api:
        api.ranks.update(sample.RANKS)
        api.stamps.update(sample.SHOP_CARD)
        yield api, sample.member(stack)
        api.ranks.update(ranks.RANKS.default)
        api.stamps.update(stamps.STAMPS.default)


@pytest.fixture
def looks(shop):
    """Says how the card looks, for one test."""
    api, _ = shop

    def change(design):
        api.cards.update(
            {
                "title": TITLES,
                "accent": design.accent,
                "image_url": PICTURE if design.picture else None,
                "shop_name": SHOP_NAME,
                "code": design.code,
                "barcode": design.barcode,
            }
        )
        sleep(1.1)  # for a second the function takes from memory what is set up

    yield change
    api.cards.update(cards.CARD.default)


@dataclass(frozen=True)
class Design:
    """A card as the shop may have it: accents that are hard for a scheme among them."""

    language: str
    scheme: str
    accent: str
    code: str
    barcode: str
    picture: bool = False

    def __str__(self):
        return f"{self.language}-{self.scheme}"


DESIGNS = [
    Design("ja", "light", "#8c2f39", "rotating", "ean13", picture=True),
    Design("en", "light", "#f4d35e", "fixed", "code128", picture=True),
    Design("ja", "dark", "#1b1b3a", "fixed", "ean13"),
    Design("en", "dark", "#ffe9a8", "rotating", "code128", picture=True),
]
KINDS = {"ean13": "EAN13", "code128": "Code128"}
PICTURE = "https://shop.example/daifuku.svg"
SHOP_NAME = "茶寮 大福"
DAIFUKU = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 684 200"><path fill="#e9d8c4" d="M0 0h684v200H0z"/>
<g stroke="#d8c3aa" stroke-width="2"><ellipse cx="250" cy="128" rx="84" ry="52" fill="#fdf9f3"/>
<ellipse cx="434" cy="128" rx="84" ry="52" fill="#f6dfe0"/><ellipse cx="342" cy="112" rx="88" ry="58" fill="#fffdf9"/></g></svg>"""
SHOWN = {
    "ja": ["大福 花子 様", "シルバー", "1,200 pt", "200pt は", "まで（あと10日）", "あと ¥3,200 でゴールド",
           "大福カード", "スタンプ 7 / 10", "5個で お茶1杯", "使える特典チケット"],
    "en": ["大福 花子", "Silver", "1,200 pt", "200 pt until", "10 days left", "¥3,200 more to Gold",
           "Daifuku card", "Stamps: 7 of 10", "A cup of tea for 5", "Rewards to use"],
}  # fmt: skip


class WithPicture:
    """Somebody logged in, and the picture that the shop has somewhere."""

    def __init__(self, login):
        self.login = login

    def install(self, context):
        self.login.install(context)
        context.route(PICTURE, lambda route: route.fulfill(body=DAIFUKU, content_type="image/svg+xml"))


@pytest.mark.parametrize("design", DESIGNS, ids=str)
def test_a_friend_sees_her_card(visit, shop, looks, url, origin, login, design):
    api, user_id = shop
    looks(design)
    language = design.language
    seen = visit(url, "phone", design.scheme, locale=LOCALES[language], login=WithPicture(login(user_id)))
    page = seen.page
    page.get_by_role("heading", name=TITLES[language]).wait_for()
    assert page.title() == TITLES[language]
    assert page.locator("html").get_attribute("lang") == language
    said = page.locator("main").inner_text().replace("\n", " ")
    assert [words for words in SHOWN[language] if words not in said] == []
    number = page.locator(".number").inner_text().replace(" ", "")[-13:]
    assert number.startswith("2") and number.isdigit()
    page.locator(".picture").evaluate_all("images => Promise.all(images.map((image) => image.decode()))")
    read = seen.codes()
    assert read[KINDS[design.barcode]] == number
    if design.code == "fixed":
        assert read["QRCode"] == number
    else:
        assert read["QRCode"].startswith(number)
        assert api.cards.scan(read["QRCode"], idempotency_key=f"till-{read['QRCode']}").friend_id == user_id
        assert (
            api.cards.scan(read["QRCode"], idempotency_key=f"till-{read['QRCode']}").friend_id == user_id
        )  # the same scan
        with pytest.raises(Conflict, match="code_used"):
            api.cards.scan(read["QRCode"])
    assert "?" not in page.url  # what the login put there
    assert seen.faint() == []
    assert not seen.overflows()
    assert seen.against_wcag() == []
    seen.screenshot(f"card-{language}-{design.scheme}", whole=True)
    rows = page.locator(".place").evaluate_all(
        "all => all.map((place) => Math.round(place.getBoundingClientRect().top))"
    )
    assert [rows.count(row) for row in sorted(set(rows))] == [5, 5]
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not seen.overflows()
    assert seen.against_wcag() == []
    seen.screenshot(f"card-{language}-{design.scheme}-200", whole=True)
    page.set_viewport_size({"width": 320, "height": 740})
    page.locator(".balance strong").evaluate("(balance) => (balance.textContent = '1,234,567')")
    assert not seen.overflows()
    assert seen.broken() == []
    seen.screenshot(f"card-{language}-{design.scheme}-320", whole=True)
    assert seen.troubles == []
    assert seen.origins - HOSTS - {"https://shop.example"} == {origin}
    ours = [unquote(request) for request in seen.requests if request.startswith(origin)]
    assert not [request for request in ours if any(secret in request for secret in (user_id, "大福", number))]
    for address in ("**/api/card", PICTURE):
        page.route(address, lambda route: route.abort("internetdisconnected"))
    page.reload()
    button = page.locator(".offline button")
    button.wait_for()
    assert seen.faint() == []  # the button has the shop's accent
    assert edge(button) >= 3
    expect(page.locator(".picture")).to_be_hidden()


def test_what_comes_late_has_its_place_and_the_stamps_have_the_shops_own_sign(visit, shop, looks, url, login):
    """The shop's picture and the stamps' come a second after the card, and nothing moves; what is waited for is said."""
    _, user_id = shop
    looks(DESIGNS[0])
    held, late = [], "https://shop.example/late/{}.svg"

    class Slow(WithPicture):
        def install(self, context):
            super().install(context)
            for address in (late.format("*"), "**/api/card"):
                context.route(address, lambda route: held.append(route))

    seen = visit(url, "phone", login=Slow(login(user_id)))
    page = seen.page
    page.get_by_role("status").get_by_text("読み込んでいます…").wait_for()
    route = held.pop()
    card = route.fetch().json()
    signed = card["stamps"] | {"sign": {"text": None, "image_url": late.format("stamp")}}
    route.fulfill(json=card | {"image_url": late.format("shop"), "stamps": signed})
    page.get_by_role("heading", name=TITLES["ja"]).wait_for()
    expect(page.get_by_text("読み込んでいます…")).to_have_count(0)
    places = [page.locator(name).first.bounding_box() for name in (".picture", ".place img", ".barcode", "ul")]
    while held:
        held.pop().fulfill(body=DAIFUKU, content_type="image/svg+xml")
    page.locator(".picture, .place img").evaluate_all("images => Promise.all(images.map((image) => image.decode()))")
    assert [page.locator(name).first.bounding_box() for name in (".picture", ".place img", ".barcode", "ul")] == places
    assert seen.shifted() < 0.02
    assert page.locator(".place.full img").count() == card["stamps"]["count"]
    seen.screenshot("card-ja-sign", whole=True)
    for text in ("🍡", "A"):
        page.unroute_all()
        signed = card["stamps"] | {"sign": {"text": text, "image_url": None}}
        page.route("**/api/card", partial(answered, card | {"stamps": signed}))
        page.reload()
        expect(page.locator(".place.full").first).to_have_text(text)


def answered(card, route):
    route.fulfill(json=card)


def edge(button):
    """How much a button's border differs from what is around it (WCAG 2.2, 1.4.11)."""
    return button.evaluate(
        """(button) => {
          const [edge, paper] = [getComputedStyle(button).borderTopColor, getComputedStyle(document.body.parentElement).backgroundColor];
          const luminance = (color) => {
            const scale = color.startsWith("color") ? 1 : 255;
            const [r, g, b] = color.match(/[\\d.]+/g).map((v) => v / scale).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const [light, dark] = [luminance(edge), luminance(paper)].sort((x, y) => y - x);
          return (light + 0.05) / (dark + 0.05);
        }"""
    )


def test_the_code_changes_in_time_and_is_taken_away_without_a_connection(visit, url, follower, login):
    seen = visit(url, "phone", login=login(follower()))
    page = seen.page
    code = page.locator(".qr")
    code.wait_for()

    def almost_over(route):
        """A code of which a second is left, not half a minute."""
        card = route.fetch().json()
        route.fulfill(json=card | {"qr": card["qr"].replace("#000", "#111"), "qr_until": card["at"] + 1_000})

    page.route("**/api/card", almost_over)
    asked = []  # the next code is on its way until we have looked at this one
    page.route("**/api/card/code", lambda route: asked.append(route))
    with page.expect_request("**/api/card/code"):
        page.reload()
    before = code.get_attribute("src")
    assert "%23111" in before
    asked.pop().continue_()
    page.unroute("**/api/card/code")
    expect(code).not_to_have_attribute("src", before)
    page.route("**/api/card/code", lambda route: route.abort("internetdisconnected"))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_text("コードを表示できません").wait_for()
    assert code.count() == 0
    page.unroute("**/api/card/code")
    code.wait_for()


def test_opening_it_is_in_her_ledger(visit, stack, url, follower, login):
    user_id = follower()
    seen = visit(url, "phone", login=login(user_id))
    with seen.page.expect_response(lambda answer: answer.url.endswith("/api/card/opened")) as said:
        seen.page.reload()
    assert said.value.status == 200
    assert "card_opened" in [entry.kind for entry in connect(stack).friends.ledger(user_id)]


@pytest.mark.parametrize(("language", "scheme"), [("ja", "light"), ("en", "dark")])
def test_somebody_who_is_no_friend_is_shown_whose_page_it_is_and_the_way_on(
    visit, shop, url, origin, login, line, language, scheme
):
    api, _ = shop
    user_id = "U" + "7" * 32
    line.put_friends([{"user_id": user_id, "display_name": "次郎", "following": False}])
    api.cards.update(
        cards.CARD.default
        | {"image_url": PICTURE, "shop_name": SHOP_NAME, "basic_id": "@123abcde", "accent": "#8c2f39"}
    )
    sleep(1.1)
    try:
        seen = visit(url, "phone", scheme, locale=LOCALES[language], login=WithPicture(login(user_id)))
        page = seen.page
        page.get_by_role(
            "heading", name={"ja": "友だち追加で使えます", "en": "For friends of the shop"}[language]
        ).wait_for()
        assert page.get_by_text(SHOP_NAME).is_visible()
        page.locator(".shop img").evaluate("image => image.decode()")
        link = page.get_by_role(
            "link", name={"ja": "LINEで友だちに追加する", "en": "Add as a friend in LINE"}[language]
        )
        assert link.get_attribute("href") == "https://line.me/R/ti/p/%40123abcde"
        assert link.evaluate("link => getComputedStyle(link).backgroundColor") == "rgb(140, 47, 57)"
        assert seen.codes() == {"QRCode": "https://line.me/R/ti/p/%40123abcde"}
        assert seen.faint() == []
        assert seen.against_wcag() == []
        seen.screenshot(f"card-{language}-no-friend", whole=True)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert not seen.overflows()
        refused = [trouble for trouble in seen.troubles if "403" not in trouble]
        assert refused == []
        held = []
        page.route("**/assets/page-*.js", lambda route: held.append(route))
        page.reload(wait_until="commit")
        page.get_by_text(SHOP_NAME).wait_for()  # and no script has run
        seen.screenshot(f"card-{language}-first-moment")
        for route in held:
            route.continue_()
    finally:
        api.cards.update(cards.CARD.default)


def test_a_token_that_ran_out_leads_to_a_new_login(visit, stack, url, follower, login, line):
    user_id = follower()
    who = login(user_id)
    seen = visit(url, "phone", login=who)
    seen.page.get_by_text("大福 花子").wait_for()
    old = line.id_token(user_id, expires_in=-3600)["id_token"]
    seen.page.evaluate("([key, value]) => localStorage.setItem(key, JSON.stringify(value))", [id_token_key(stack), old])
    seen.page.reload()
    seen.page.get_by_text("大福 花子").wait_for()
    assert who.logins == 2


def test_a_login_that_ran_out_while_the_card_was_open_is_renewed(visit, url, follower, login):
    who = login(follower())
    page = visit(url, "phone", login=who).page
    page.locator(".qr").wait_for()
    for path in ("**/api/card/code", "**/api/card"):
        page.route(path, lambda route: route.fulfill(status=401, json={"code": "id_token_invalid"}), times=1)
    with page.expect_navigation():
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.locator(".qr").wait_for()
    assert who.logins == 2


def test_a_token_that_is_refused_again_and_again_leads_to_words(visit, url, follower, login, line):
    user_id = follower()
    foreign = {"Authorization": f"Bearer {line.id_token(user_id, audience='1234')['id_token']}"}
    who = login(user_id)
    who.api_headers = foreign
    seen = visit(url, "phone", login=who)
    seen.page.get_by_role("heading", name="もう一度開いてください").wait_for()
    assert who.logins == 2
    assert seen.against_wcag() == []
    seen.screenshot("card-ja-login")


def id_token_key(stack):
    """Where the SDK keeps the ID token."""
    return f"LIFF_STORE:{stack['liff_id']}:IDToken"


def test_without_a_connection_the_last_card_is_shown_with_its_time(visit, url, follower, login):
    seen = visit(url, "phone", login=login(follower()))
    page = seen.page
    page.get_by_text("大福 花子").wait_for()
    page.route("**/api/card", lambda route: route.abort("internetdisconnected"))
    page.reload()
    page.locator(".offline").wait_for()
    assert page.get_by_text("大福 花子").is_visible()
    assert seen.against_wcag() == []
    seen.screenshot("card-ja-offline")
    page.unroute("**/api/card")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="更新する")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator(".offline").wait_for(state="detached")
    expect(page.locator(".qr")).to_be_visible()  # the one that came with the card, without waiting for the next


def test_it_opens_without_a_connection_once_it_was_opened(visit, url, follower, login):
    page = visit(url, "phone", login=login(follower())).page
    page.get_by_text("大福 花子").wait_for()
    wait_until_kept(page)
    page.context.set_offline(True)
    page.reload()
    page.locator(".offline").wait_for()
    assert page.get_by_text("大福 花子").is_visible()
    kept = page.evaluate("caches.open('pages-1').then((c) => c.keys()).then((keys) => keys.map((key) => key.url))")
    assert not [address for address in kept if "/api/" in address or "?" in address]


def test_pages_and_files_are_served_for_keeps_and_safely(stack, url):
    with httpx.Client(trust_env=False, timeout=30) as http:
        page = http.get(url)
        assert page.status_code == 200
        policy = page.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert page.headers["referrer-policy"] == "no-referrer"
        assert http.get(url, headers={"If-None-Match": page.headers["etag"]}).status_code == 304
        script = page.text.partition('src="')[2].partition('"')[0]
        for encoding in ("br", "gzip"):
            file = http.get(httpx.URL(url).join(script), headers={"Accept-Encoding": encoding})
            assert file.headers["content-encoding"] == encoding
            assert "immutable" in file.headers["cache-control"]
            assert file.headers["content-type"].startswith("text/javascript")
        assert http.get(f"{stack['liff']}/nothing").status_code == 404
        assert http.get(f"{stack['liff']}/assets/nothing.js").status_code == 404
