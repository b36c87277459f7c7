"""What the guides send to the API, the API takes."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest

from daifukucho.kernel.time import DAY, to_iso
from tests.integration.api.conftest import ROOT, Crm

FENCE = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


def requests(text: str) -> Iterator[tuple[str, str, str]]:
    """Method, path and body of each ``curl`` that sends JSON to the API."""
    for block in FENCE.findall(text):
        if "$API/v1/" not in block:
            continue
        words = shlex.split(re.sub(r"^(\w+)=\$\(", "", block, flags=re.MULTILINE), comments=True)
        starts = [at for at, word in enumerate(words) if word == "curl"]
        for start, end in zip(starts, [*starts[1:], len(words)], strict=False):
            command = words[start:end]
            url = next((word for word in command if word.startswith("$API/v1/")), None)
            body = command[command.index("-d") + 1] if "-d" in command else ""
            if url and body.lstrip().startswith("{"):
                method = command[command.index("-X") + 1] if "-X" in command else "POST"
                yield method, url.removeprefix("$API/v1"), body


FOUND = [
    (page.name, *request)
    for page in sorted(ROOT.glob("docs/*.md"))
    for request in requests(page.read_text("utf-8"))
    if page.name != "shop.md"  # it has a test of its own
]

(TASTE,) = re.findall(
    r'^```json\n(\{"key": "taste".*?)^```', (ROOT / "docs/friends.md").read_text(), re.MULTILINE | re.DOTALL
)
FIELDS = {
    "taste": TASTE,
    "shoe_size": {"key": "shoe_size", "type": "number", "label": {"ja": "靴のサイズ", "en": "shoe size"}},
}


def test_there_are_some():
    assert {page for page, *_ in FOUND} >= {"api.md", "coupons.md", "friends.md", "orders.md", "points.md"}
    assert len(FOUND) > 10


@pytest.mark.parametrize(("page", "method", "path", "body"), FOUND)
def test_an_example_is_taken(crm: Crm, page: str, method: str, path: str, body: str):
    crm("PUT", "/settings/points", {"life": None, "yen_per_point": 100})
    for field in ("taste", "shoe_size"):
        assert crm("POST", "/fields", FIELDS[field]).status == 201
    values: dict[str, Any] = {"AT": to_iso(crm.shop.now + DAY), "FRIEND": crm.shop.ids[0]}
    said = path + body
    if "$COUPON" in said:
        coupon = {"title": "ご来店300円引き", "kind": "discount", "amount": 300, "audience": "issued"}
        values["COUPON"] = crm("POST", "/coupons", coupon).json["coupon_id"]
    if "$SEGMENT" in said:
        values["SEGMENT"] = crm.segment()["segment_id"]
    if "$CAMPAIGN" in said:
        values["CAMPAIGN"] = crm.campaign()["campaign_id"]
    for name, value in values.items():
        path, body = (text.replace(f"${name}", value) for text in (path, body))
    body = body.replace("U4af4980629c6b8d1f6c2b4c1a9e0d3f7", crm.shop.ids[0])
    assert "$" not in path + body
    reply = crm(method, path, body, headers={"idempotency-key": "k"})
    assert reply.status < 300, reply.text
