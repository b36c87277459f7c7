"""docs/messages.md has every type, template and action, with its example, and what it shows is accepted."""

import json
import re
from pathlib import Path

import pytest

from daifukucho.messages.actions import ACTIONS
from daifukucho.messages.check import message_faults
from daifukucho.messages.flex.components import COMPONENTS
from daifukucho.messages.template import LINKS
from daifukucho.messages.templates import TEMPLATES
from daifukucho.messages.types import MESSAGE_TYPES
from daifukucho.messages.variables import VARIABLES

PAGE = (Path(__file__).resolve().parents[3] / "docs/messages.md").read_text("utf-8")
MEMBERS = [
    *((f"### {kind.key}: {kind.ja}", kind) for kind in MESSAGE_TYPES.values()),
    *((f"### {kind.key}: {kind.ja}", kind) for kind in TEMPLATES.values()),
    *((f"### Action {kind.key}: {kind.ja}", kind) for kind in ACTIONS.values()),
]


@pytest.mark.parametrize(("heading", "kind"), MEMBERS, ids=lambda value: value if isinstance(value, str) else "")
def test_what_a_campaign_may_say_is_documented(heading, kind):
    _, found, rest = PAGE.partition(f"{heading}\n\n{kind.description}\n")
    assert found
    example = re.match(r"\s*```json\n(.*?)```", rest, re.DOTALL)
    assert example is not None
    assert json.loads(example[1]) == kind.example


def test_flex_components_and_variables_are_documented():
    assert [name for name in COMPONENTS if f"`{name}`" not in PAGE] == []
    assert [name for name in (*VARIABLES, *LINKS) if f"| `{{{{ {name} }}}}` |" not in PAGE] == []


def test_whole_messages_on_the_page_are_accepted():
    blocks = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]
    whole = [
        block for block in blocks if block in [kind.example for kind in MESSAGE_TYPES.values()] or "sender" in block
    ]
    assert len(whole) == len(MESSAGE_TYPES) + 1
    for message in whole:
        assert message_faults([message], "") == []
