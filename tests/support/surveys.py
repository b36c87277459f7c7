"""Surveys for tests: one with a question of each type, the example that ships, and random ones."""

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from daifukucho.surveys.question import QuestionType
from daifukucho.surveys.types import TYPES

NINE = json.loads((Path(__file__).parents[2] / "examples" / "nine-segments-survey.json").read_text("utf-8"))
"""The example that ships."""


def question(kind: QuestionType, key: str = "q", **given: Any) -> dict[str, Any]:
    return {"id": key, "type": kind.key, "label": {"ja": "質問", "en": "Question"}, **kind.example, **given}


def survey(*questions: dict[str, Any], **given: Any) -> dict[str, Any]:
    """A survey of one page."""
    return {"name": "調査", "title": {"ja": "調査", "en": "Survey"}, "pages": [{"questions": list(questions)}], **given}


def of_all_types(**given: Any) -> dict[str, Any]:
    return survey(*(question(kind, f"q_{kind.key}", required=True) for kind in TYPES.values()), **given)


def answers_to_all() -> dict[str, Any]:
    return {f"q_{kind.key}": kind.answer for kind in TYPES.values()}


@st.composite
def surveys(draw: st.DrawFn) -> dict[str, Any]:
    """Pages of questions of any type, some required, some shown only if an earlier one was answered or was not."""
    made: list[str] = []
    pages = []
    for _ in range(draw(st.integers(1, 4))):
        questions = []
        for kind in draw(st.lists(st.sampled_from(list(TYPES.values())), min_size=1, max_size=4)):
            key = f"q{len(made)}"
            asked = question(kind, key, required=draw(st.booleans()))
            if made and draw(st.booleans()):
                asked["show_if"] = {"question": draw(st.sampled_from(made)), "op": "answered"}
            questions.append(asked)
            made.append(key)
        pages.append({"questions": questions})
    return survey(pages=pages)
