"""A survey as a page shows it: in one language, and without what is the shop's own business."""

from collections.abc import Mapping
from typing import Any

from daifukucho.kernel.words import Language, Words
from daifukucho.surveys.definition import Page
from daifukucho.surveys.question import Question
from daifukucho.surveys.survey import Survey


def shown(survey: Survey, lang: Language) -> Mapping[str, Any]:
    """Words, questions, times, limits of answers and conditions; no tags, no attributes, no segments, no staff's name."""
    definition = survey.says
    return {
        "survey_id": survey.id,
        "version": survey.version,
        "title": getattr(definition.title, lang),
        "description": _said(definition.description, lang),
        "thanks": _said(definition.thanks, lang),
        "repeats": definition.repeats,
        "opens_at": definition.opens_at,
        "closes_at": definition.closes_at,
        "pages": [_page(page, lang) for page in definition.pages],
    }


def _page(page: Page, lang: Language) -> Mapping[str, Any]:
    return {
        "title": _said(page.title, lang),
        "show_if": page.show_if.to_json() if page.show_if else None,
        "questions": [_question(question, lang) for question in page.questions],
    }


def _question(question: Question, lang: Language) -> Mapping[str, Any]:
    return {
        "id": question.id,
        "type": question.type.key,
        "label": getattr(question.label, lang),
        "help": _said(question.help, lang),
        "required": question.required,
        "show_if": question.show_if.to_json() if question.show_if else None,
        **question.type.show(question, lang),
    }


def _said(words: Words | None, lang: Language) -> str | None:
    return words and str(getattr(words, lang))
