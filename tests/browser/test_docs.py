"""The API's public page, as a person sees it."""

from time import monotonic
from urllib.parse import urlsplit

import httpx
import pytest

from tests.browser.conftest import PATIENCE

pytestmark = pytest.mark.browser


@pytest.fixture
def url(stack):
    return f"{stack['crm_api']}/docs"


@pytest.fixture
def origin(url):
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_it_shows_every_operation_legibly(visit, stack, url, origin, size, scheme):
    seen = visit(url, size, scheme)
    page = seen.page
    page.locator(".opblock").first.wait_for()
    assert page.title() == "Daifukucho API"
    document = httpx.get(f"{stack['crm_api']}/openapi.json", timeout=30, trust_env=False).json()
    operations = {
        (method.upper(), path, operation["summary"])
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    names = (".opblock-summary-method", ".opblock-summary-path", ".opblock-summary-description")
    shown = [page.locator(name).all_text_contents() for name in names]
    assert {(m, p.replace("\u200b", ""), s) for m, p, s in zip(*shown, strict=True)} == operations
    for tag in document["tags"]:
        assert page.get_by_text(tag["description"]).is_visible()
    seen.screenshot(f"docs-{size}-{scheme}")

    page.get_by_text("Save a campaign", exact=True).click()
    page.locator(".opblock.is-open .opblock-body").wait_for()
    page.locator("section.models h4 button").click()
    page.locator(".json-schema-2020-12-accordion").first.click()
    assert seen.faint() == []
    assert not seen.overflows()
    heights = [box["height"] for row in page.locator(".opblock-summary").all() if (box := row.bounding_box())]
    assert min(heights) >= 44
    page.locator(".opblock.is-open .response").first.scroll_into_view_if_needed()
    seen.screenshot(f"docs-{size}-{scheme}-open")

    page.locator(".btn.authorize").click()
    page.locator(".modal-ux").wait_for()
    assert seen.faint() == []
    seen.screenshot(f"docs-{size}-{scheme}-token")
    assert seen.troubles == []
    assert seen.origins == {origin}


def test_japanese_has_a_font(visit, url):
    """What no font has is drawn as a box, the same for every character."""
    seen = visit(url)
    seen.page.locator(".opblock-tag").first.wait_for()
    drawn = seen.page.evaluate(
        """() => {
          const font = getComputedStyle(document.querySelector(".opblock-tag small")).fontFamily;
          return [..."友だち配信セグメント録"].map((character) => {
            const canvas = document.createElement("canvas");
            canvas.width = canvas.height = 48;
            const pen = canvas.getContext("2d");
            pen.font = `40px ${font}`;
            pen.fillText(character, 2, 40);
            return canvas.toDataURL();
          });
        }"""
    )
    assert len(set(drawn)) == len("友だち配信セグメント録")


def test_it_can_be_tried_out_with_a_token(visit, stack, url, origin):
    seen = visit(url)
    page = seen.page
    page.locator(".btn.authorize").click()
    page.locator(".modal-ux input").fill(stack["api_token"])
    page.locator(".modal-ux .btn.authorize").click()
    page.locator(".modal-ux .btn-done").click()
    page.get_by_text("List segments", exact=True).click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    answer = page.locator(".live-responses-table .response-col_status").nth(1)
    answer.wait_for()
    assert answer.inner_text().startswith("200")
    assert seen.troubles == []
    assert seen.origins == {origin}
    assert any("/v1/segments?" in request and "limit=50" in request for request in seen.requests)


def test_its_link_leads_to_the_description(visit, stack, url):
    seen = visit(url)
    link = seen.page.locator(".info a.link").first
    link.wait_for()
    assert link.evaluate("link => link.href") == f"{stack['crm_api']}/openapi.json"


def test_the_watch_sees_what_it_is_to_see(visit, url):
    seen = visit(url)
    seen.page.evaluate("fetch('https://elsewhere.invalid/').catch(() => 0)")
    seen.page.evaluate("setTimeout(() => { throw new Error('oh') })")
    seen.page.evaluate("document.body.append(Object.assign(document.createElement('p'), {innerText: 'pale'}))")
    seen.page.evaluate("document.body.lastChild.style.color = '#bbb'")
    seen.page.evaluate("document.body.lastChild.style.width = '9000px'")
    assert [text for text in seen.faint() if text.startswith("pale")]
    assert seen.overflows()
    for words in ("connect-src forbids https://elsewhere.invalid", "oh"):
        deadline = monotonic() + PATIENCE
        while not any(words in trouble for trouble in seen.troubles):
            assert monotonic() < deadline, words
            seen.page.wait_for_timeout(50)
