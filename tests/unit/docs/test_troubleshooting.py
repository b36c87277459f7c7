"""docs/troubleshooting.md has each reason that a campaign can give, and quotes what is really said."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

from daifukucho.campaigns.batch import Failure
from daifukucho.campaigns.campaign import Problem
from daifukucho.delivery.skip import Skip
from daifukucho_aws.problem_codes import PROBLEMS

ROOT = Path(__file__).resolve().parents[3]
GUIDE = (ROOT / "docs/troubleshooting.md").read_text("utf-8")
CELLS = [row.split(" | ")[0] for row in re.findall(r"^\| (.+) \|$", GUIDE, re.MULTILINE)]
ASKED = {code for cell in CELLS for code in re.findall(r"`([a-z_]+)`", cell)}
"""What the first cell of some row names."""


@pytest.mark.parametrize("reasons", [Skip, Failure, Problem], ids=lambda reasons: reasons.__name__)
def test_each_reason_of_a_campaign_says_what_to_do(reasons: type[StrEnum]):
    assert [reason for reason in reasons if reason not in ASKED] == []


def test_what_deploying_is_quoted_to_say_it_says():
    said = " ".join(
        re.sub(r'"\s*\n\s*f?"', "", file.read_text("utf-8")) for file in (ROOT / "infra/deploying").glob("*.py")
    )
    part = GUIDE.partition("## Deploying\n")[2]
    quoted = [re.sub(r"….*", "", text).strip() for text in re.findall(r"^\| .*?`([^`]+)`", part, re.MULTILINE)]
    quoted = [text for text in quoted if text != "make deploy"]
    assert len(quoted) == 5
    assert [text for text in quoted if text not in said] == []


def test_what_pages_are_quoted_to_say_they_say():
    said = (ROOT / "web/src/i18n/common.ts").read_text("utf-8")
    pages = GUIDE.partition("## Pages in LINE\n")[2].partition("\n## ")[0]
    ours = [text for text in re.findall(r'^\| "([^"]+)"', pages, re.MULTILINE) if "developing" not in text]
    assert len(ours) == 5
    assert [text for text in ours if text not in said] == []


def test_codes_are_those_of_the_api_or_of_the_pages():
    known = set(PROBLEMS) | set(re.findall(r"^\| `(\w+)`", (ROOT / "docs/liff.md").read_text("utf-8"), re.MULTILINE))
    till = GUIDE.partition("## At the till\n")[2].partition("\n## ")[0]
    named = {code for row in re.findall(r"^\| (`.*?) \|", till, re.MULTILINE) for code in re.findall(r"`(\w+)`", row)}
    assert len(named) > 10
    assert named <= known
