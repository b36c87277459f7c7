"""The files that the pages are made of, as a browser gets them."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

import pytest

from daifukucho.cards.settings import CARD
from daifukucho.kernel.time import DAY, MINUTE
from daifukucho_aws.problem import SECURE
from infra import packaging
from tests.integration.liff.conftest import LIFF_ID
from tests.integration.liff.test_card import GOLD, SHOP_CARD, set_up
from tests.support.aws_calls import silent

LOOK = {**CARD.default, "accent": "#8c2f39", "image_url": "https://shop.example/a.png", "shop_name": "茶寮 大福"}


@pytest.fixture
def site(liff, monkeypatch):
    """The handler with the pages as they are built for its package."""
    pages = packaging.web_pages()
    made = liff.function.Site(pages, LIFF_ID, liff.function.look)
    monkeypatch.setattr(liff.function, "site", cache(lambda: made))
    return liff


def get(site, path, **headers):
    return site.get(path, user_id=None, headers={name.replace("_", "-"): value for name, value in headers.items()})


def assets(page):
    return re.findall(r'(?:src|href)="([^"]*assets/[^"]+)"', page.text)


@pytest.mark.parametrize(("path", "root"), [("", ""), ("card", ""), ("s/01KANYFHK100SVRVEY00000001", "../")])
def test_a_page_knows_its_liff_app_and_its_way_back(site, path, root):
    page = get(site, path)
    assert page.status == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert f'data-liff-id="{LIFF_ID}"' in page.text
    assert f'data-root="{root}"' in page.text
    assert "{{" not in page.text
    assert "<script>" not in page.text
    assert "style=" not in page.text
    assert assets(page)


def test_without_a_slash_at_the_end_the_way_back_is_another(site):
    page = site.function.handler(
        {"rawPath": "/liff", "headers": {}, "requestContext": {"http": {"method": "GET"}}}, None
    )
    assert 'data-root="liff/"' in base64.b64decode(page["body"]).decode()


def test_every_file_of_a_page_is_there_compressed_and_for_ever(site):
    for name in assets(get(site, "card")):
        plain = get(site, name)
        assert plain.status == 200
        assert plain.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        for encoding in ("br", "gzip"):
            packed = get(site, name, accept_encoding=f"deflate, {encoding};q=1.0")
            assert packed.headers["Content-Encoding"] == encoding
            assert len(packed.body) < len(plain.body)
            assert packed.headers["Vary"] == "Accept-Encoding"
        assert get(site, name, accept_encoding="br, gzip").headers["Content-Encoding"] == "br"
        assert get(site, name, if_none_match=plain.headers["ETag"]).status == 304


def test_addresses_by_postal_code_are_served_as_the_other_files(site):
    path = next((packaging.web_pages() / "assets").glob("postal-*-100.json.gz"))
    name = f"assets/{path.stem}"
    packed, plain = get(site, name, accept_encoding="gzip, br"), get(site, name)
    assert (packed.headers["Content-Encoding"], packed.body) == ("gzip", path.read_bytes())
    assert packed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert packed.headers["Content-Type"] == "application/json"
    assert plain.json == packed.json
    assert "0001" in plain.json["codes"]
    assert get(site, name.replace("-100", "-000")).status == 404


def test_a_first_visit_to_the_card_stays_small(site):
    """45 KB all told, as they are sent; headers as API Gateway's answers have them, generously."""
    set_up(site, "ranks", GOLD)
    set_up(site, "stamps", SHOP_CARD)
    set_up(site, "card", {**LOOK, "barcode": "ean13"})
    site.befriend(
        display_name="大福 花子",
        points=1_200,
        point_lots={"2026-12-31": 200, "2027-01-31": 300, "2027-02-28": 700},
        spent={"2026-11": 6_800, "all": 6_800},
        stamps={"card": 0, "count": 3, "first_at": 1, "last_at": 1, "won": 0},
        tickets={f"mochi.{n}": site.clock.now + DAY for n in range(5)},
    )
    page = get(site, "card", accept_encoding="gzip, br")
    files = [get(site, name, accept_encoding="gzip, br") for name in (*assets(page), "sw.js")]
    card = site.get("api/card", headers={"accept-encoding": "gzip, br"})
    answers = [page, page, *files, card, site.call("POST", "api/card/opened")]  # the worker fetches the page once more
    assert {answer.status for answer in answers} == {200}
    assert len(card.body) < 2_000
    assert sum(len(answer.body) + 500 for answer in answers) <= 45_000


def test_what_guards_a_page(site):
    for path in ("card", "nothing"):
        headers = get(site, path).headers
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["", "card", "coupons", "staff", "c/1", "s/1", "r/1"])
def test_whose_page_it_is_stands_in_it_before_any_script_has_run(site, path):
    set_up(site, "card", LOOK)
    page = get(site, path)
    assert '<div class="shop"><img src="https://shop.example/a.png" alt="" /><p>茶寮 大福</p></div>' in page.text
    [style] = re.findall("<style>(.*?)</style>", page.text)
    assert style == "html:root{--accent:#8c2f39;--on-accent:#fff}"
    allowed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'self' 'sha256-{allowed}';" in page.headers["Content-Security-Policy"]


def test_a_shop_that_has_set_up_nothing_has_no_look_of_its_own(site):
    page = get(site, "card")
    assert '<div class="waiting card"></div>' in page.text
    assert "<style>" not in page.text
    assert "style-src 'self';" in page.headers["Content-Security-Policy"]


def test_a_name_is_text_wherever_it_comes_from(site):
    set_up(site, "card", {**LOOK, "shop_name": "<b>{{root}}</b>", "image_url": "https://shop.example/a.png?a&b"})
    page = get(site, "card")
    assert "<p>&lt;b&gt;{{root}}&lt;/b&gt;</p>" in page.text
    assert "<b>" not in page.text
    assert 'src="https://shop.example/a.png?a&amp;b"' in page.text


def test_how_the_pages_look_is_one_read_a_minute_and_no_page_depends_on_it(site):
    get(site, "card")
    site.calls.made.clear()
    get(site, "card"), get(site, "coupons")
    assert site.calls.made == {}
    site.clock.now += MINUTE
    assert get(site, "card").status == 200
    assert site.calls.made == {"GetItem": 1}
    site.clock.now += MINUTE
    site.calls.always["GetItem"] = silent
    assert get(site, "card").status == 200


def test_what_every_answer_carries(site, liff):
    said = [get(site, path) for path in ("card", "nothing", "assets/nothing.js", "sw.js")]
    said += [
        site.call("POST", "card"),
        liff.get("api/card"),
        liff.get("api/card", user_id=None),
        liff.get("api/nothing"),
    ]
    for answer in said:
        assert answer.headers["Strict-Transport-Security"] == "max-age=63072000", answer
        assert SECURE.items() <= answer.headers.items()


def test_the_licences_of_what_is_bundled_are_served_and_in_the_notice(site):
    page = get(site, "s/01KANYFHK100SVRVEY00000001")
    assert '<link rel="license" href="../licences.txt"' in page.text
    served = get(site, "licences.txt")
    assert (served.status, served.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    bundled = dict(re.findall(r"^(@?[a-z][a-z0-9/-]*) [0-9][^ ]*: (.+)$", served.text, re.MULTILINE))
    assert {"preact", "@liff/init"} <= bundled.keys()
    assert "The MIT License (MIT)" in served.text
    assert "LINE Developers Agreement" in served.text
    notice = (Path(__file__).parents[3] / "NOTICE").read_text("utf-8").partition("IN THE LAYERS")[0]
    named = dict(re.findall(r"^  (\S+): (.+)$", notice, re.MULTILINE))
    of_line = {name for name, licence in bundled.items() if licence == "SEE LICENSE IN README.md"}
    assert all(name.startswith("@liff/") for name in of_line)
    others = {name: licence for name, licence in bundled.items() if name not in of_line}
    assert {**others, "@liff/*": "LINE Developers Agreement"} == named


@pytest.mark.parametrize(
    "path",
    ["nothing", "card/more", "assets/nothing.js", "assets/", "assets/../card.html", "assets/..%2f..%2fhandler.py",
     "../handler.py", "assets/%2e%2e/card.html", "handler.py", "card.html", "assets/x.py"],
)  # fmt: skip
def test_there_is_nothing_else(site, path):
    answer = get(site, path)
    assert answer.status == 404
    assert "import" not in answer.text


def test_a_page_that_is_missing_says_so_in_both_languages(site):
    page = get(site, "nothing<script>")
    assert "ページが見つかりません" in page.text
    assert "There is no such page" in page.text
    assert "<script>" not in page.text


def test_a_deployment_without_a_liff_app_says_what_to_tell_it(site, monkeypatch):
    monkeypatch.delenv("DAIFUKUCHO_LOGIN_CHANNEL_ID")
    site.function.settings.cache_clear()
    page = get(site, "card")
    assert page.status == 503
    assert "-c loginChannelId=…" in page.text
    assert "liffId" not in page.text


def test_only_reading(site):
    assert site.call("POST", "card", "{}", user_id=None).status == 405
    head = site.call("HEAD", "card", user_id=None)
    assert (head.status, head.body) == (200, b"")
