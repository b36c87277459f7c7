"""What docs/ja shows people to send to the API is taken, in the order of each page."""

import json
import re
import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl

import pytest

from daifukucho.segments.sentence import sentence
from daifukucho.segments.tree import parse
from tests.integration.api.conftest import Crm

GUIDES = sorted((Path(__file__).resolve().parents[3] / "docs/ja").glob("*.md"))
FENCE = re.compile(r"^ *```(sh|json)\n(.*?)^ *```(?:\n\n *> ([^\n]+))?", re.MULTILINE | re.DOTALL)
TAKEN = {"messages": "/campaigns", "pages": "/surveys", "key": "/fields", "name": "/segments"}
"""What a block of JSON is by one of its members; any other is a tree of conditions."""
MADE = ("store_id", "staff_id", "coupon_id", "survey_id")


class Request(NamedTuple):
    method: str
    path: str
    body: str | None
    headers: dict[str, str]


def requests(text: str) -> Iterator[Request]:
    """The calls of a page; a block of JSON is what the path of its kind takes."""
    file = ""
    for language, block, _ in FENCE.findall(text):
        if language == "json":
            file, given = block, json.loads(block)
            path = next((path for member, path in TAKEN.items() if member in given), None)
            body = file if path else json.dumps({"where": given})
            yield Request("POST", path or "/segments/preview", body, {})
        else:
            yield from _calls(block, file)


def _calls(block: str, file: str) -> Iterator[Request]:
    """The calls of curl; ``file``: the JSON that stands before them, which they may send with ``@``."""
    words = shlex.split(block, comments=True)
    starts = [at for at, word in enumerate(words) if word == "curl"]
    for call in (words[start:end] for start, end in pairwise([*starts, len(words)])):
        given: dict[str, list[str]] = {flag: [] for flag in ("-X", "-d", "-H")}
        for flag, value in pairwise(call):
            given.get(flag, []).append(value)
        (url,) = (word for word in call if word.startswith("$API"))
        body = next(iter(given["-d"]), None)
        headers = dict(header.lower().split(": ", 1) for header in given["-H"] if header.startswith("Idempotency-Key"))
        method = next(iter(given["-X"]), "POST" if body else "GET")
        yield Request(method, url.removeprefix("$API/v1"), file if body and body.startswith("@") else body, headers)


PAGES = {guide.name: list(requests(guide.read_text("utf-8"))) for guide in GUIDES}


@pytest.mark.parametrize("page", [name for name, found in PAGES.items() if found])
def test_what_a_guide_sends_is_taken(crm: Crm, page: str):
    names = {"FRIEND_ID": crm.shop.ids[0]}
    for method, address, body, headers in PAGES[page]:
        for name, known in names.items():
            address, body = address.replace(name, known), body and body.replace(name, known)
        path, _, query = address.partition("?")
        reply = crm(method, path, body, headers=headers, query=dict(parse_qsl(query)))
        assert reply.status < 300, (method, path, reply.text)
        answer = reply.json if reply.headers["Content-Type"] == "application/json" else {}
        names |= {name.upper(): answer[name] for name in MADE if method == "POST" and name in answer}


def test_calls_are_found():
    sent = {(request.method, request.path.partition("?")[0]) for found in PAGES.values() for request in found}
    assert {
        ("PUT", "/settings/card"),
        ("PUT", "/settings/stamps"),
        ("POST", "/surveys"),
        ("POST", "/stores"),
        ("POST", "/campaigns"),
    } <= sent
    assert len(sent) > 15


def test_sentences_of_conditions_are_those_that_people_see():
    text = (GUIDES[0].parent / "segments.md").read_text("utf-8")
    told = [(block, said) for _, block, said in FENCE.findall(text) if said]
    assert len(told) > 8
    assert [sentence(parse(json.loads(block)), "ja") for block, _ in told] == [said for _, said in told]
