"""What the pages say of ends, as it stands on the screen: the card, the wallet and a coupon, at noon of a day in December."""

import pytest

from tests.integration.liff.test_sentences import DAYS, ENDS, EVENING, MIDNIGHT, NOW

pytestmark = pytest.mark.browser

LANGUAGES = {"ja": "ja-JP", "en-GB": "en-GB"}
INSTANTS = [at + days * 24 * 3_600_000 for days in DAYS for at in (MIDNIGHT, EVENING)]
STORES = {"stores": None, "used": None}
CLOCK = f"""{{
  let ahead = 0;
  globalThis.Date = class extends Date {{
    constructor(...given) {{ given.length ? super(...given) : super(globalThis.Date.now()); }}
    static now() {{ return super.now() + ahead; }}
  }};
  const ask = globalThis.fetch;
  globalThis.fetch = (asked, ...more) => {{
    if (String(asked.url ?? asked).includes("/api/")) ahead = {NOW} - (globalThis.Date.now() - ahead);
    return ask(asked, ...more);
  }};
}}"""
"""The clock moves when the page asks its API: until then LIFF looks whether the login has run out."""
BEGINS = {"ja": "12月10日(木)から12月31日(木)まで", "en-GB": "Valid from Thu 10 December until Thu 31 December"}


def ends(language):
    """Without and with a time, in the order of the days."""
    return [said for pair in zip(ENDS[language, "day"], ENDS[language, "time"], strict=True) for said in pair]


def coupon(index, **given):
    says = {"id": f"c{index}", "title": f"{index}", "kind": "free", "amount": None, "percent": None}
    return {**says, "state": "usable", "starts_at": None, "valid_until": None, **STORES, **given}


@pytest.fixture
def page(visit, stack, follower, login):
    """A page at noon of 1 December, in a language, for whose API ``say`` answers."""

    def open_at(path, language, asked, say):
        seen = visit(f"{stack['liff']}/{path}", "phone", locale=LANGUAGES[language], login=login(follower()))
        seen.page.wait_for_load_state("networkidle")  # it has come back from the login
        seen.page.add_init_script(CLOCK)
        seen.page.route(asked, say)
        seen.page.reload()
        return seen

    return open_at


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card(page, language):
    def say(route):
        card = route.fetch().json()
        days = [f"2026-12-{1 + days:02}" for days in DAYS]
        name = {"ja": "お茶", "en": "Tea"}
        tickets = [{"name": name, "until": at} for at in INSTANTS]
        stamps = {"name": name, "goal": 5, "count": 1, "rewards": [], "expires_at": INSTANTS[2], "tickets": tickets}
        route.fulfill(json=card | {"expiring": [{"on": day, "points": 200} for day in days], "stamps": stamps})

    seen = page("card", language, "**/api/card", say)
    seen.page.locator("li .soft").first.wait_for()
    points = seen.page.locator(".points > .soft").all_inner_texts()
    assert points == [{"ja": f"200pt は{end}", "en-GB": f"200 pt {end}"}[language] for end in ENDS[language, "day"]]
    assert [text.strip() for text in seen.page.locator("li .soft").all_inner_texts()] == ends(language)
    stamped = {"ja": f"スタンプは{ends(language)[2]}", "en-GB": f"Valid {ends(language)[2]}"}[language]
    assert seen.page.get_by_text(stamped, exact=True).is_visible()
    look(seen, f"ends-card-{language}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_wallet(page, language):
    begins, last = NOW + 8.5 * 24 * 3_600_000, MIDNIGHT + 30 * 24 * 3_600_000
    coupons = [coupon(n, valid_until=at) for n, at in enumerate(INSTANTS)]
    coupons.append(coupon(8, state="not_started", starts_at=begins, valid_until=last))
    seen = page(
        "coupons", language, "**/api/coupons", lambda route: route.fulfill(json={"at": NOW, "coupons": coupons})
    )
    seen.page.locator(".coupon").first.wait_for()
    lines = seen.page.locator(".line:not(.soft)").all_inner_texts()
    said = [{"ja": end, "en-GB": f"Valid {end}"}[language] for end in ends(language)]
    assert [line.strip() for line in lines[:-1]] == said
    assert lines[-1] == {"ja": "利用期間前 ", "en-GB": "Not yet "}[language] + BEGINS[language]
    look(seen, f"ends-coupons-{language}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_coupon(page, language):
    more = {"at": NOW, "description": "お一人様一回", "image_url": None, "again": False, "qr": None, "tills": []}
    ways = [coupon(n, valid_until=at) for n, at in enumerate(INSTANTS)]
    ways.append(
        coupon(8, state="not_started", starts_at=NOW + 8.5 * 24 * 3_600_000, valid_until=MIDNIGHT + 30 * 24 * 3_600_000)
    )
    shown = iter(ways)
    seen = page("c/c0", language, "**/open", lambda route: route.fulfill(json={**next(shown), **more}))
    found = []
    for index, _ in enumerate(ways):
        seen.page.get_by_role("heading", name=str(index), exact=True).wait_for()
        found.append(seen.page.locator("dd").first.inner_text())
        if index < len(ways) - 1:
            seen.page.reload()
    assert found == [*ends(language), BEGINS[language].removeprefix("Valid ")]
    look(seen, f"coupon-not-started-{language}")


def look(seen, name):
    """At the phone's size and at the smallest that there is: 320 CSS pixels."""
    assert seen.faint() == []
    assert seen.against_wcag() == []
    seen.screenshot(name, whole=True)
    seen.page.set_viewport_size({"width": 320, "height": 640})
    assert not seen.overflows()
    seen.screenshot(f"{name}-320", whole=True)
