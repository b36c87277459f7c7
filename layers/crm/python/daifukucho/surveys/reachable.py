"""Whether each page and each question of a survey can be reached at all."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations
from typing import Any

from daifukucho.surveys.condition import Condition
from daifukucho.surveys.definition import SurveyDefinition
from daifukucho.surveys.question import Question

_MOST_TRIES = 20_000
"""A page that so many sets of answers do not reach counts as unreachable: nobody could follow such a survey."""
_MOST_MENTIONED = 8

Shown = Mapping[str, tuple[Question, tuple[Condition, ...]]]


def unreachable(survey: SurveyDefinition) -> list[str]:
    """JSON pointers to the pages and questions that no answers lead to."""
    shown: dict[str, tuple[Question, tuple[Condition, ...]]] = {}
    found: list[str] = []
    for n, page in enumerate(survey.pages):
        if page.show_if and not _can_hold((page.show_if,), shown):
            found.append(f"/pages/{n}/show_if")
            continue
        for m, question in enumerate(page.questions):
            conditions = tuple(c for c in (page.show_if, question.show_if) if c)
            if question.show_if and not _can_hold(conditions, shown):
                found.append(f"/pages/{n}/questions/{m}/show_if")
            shown[question.id] = (question, conditions)
    return found


def _can_hold(goal: tuple[Condition, ...], shown: Shown) -> bool:
    """Whether some answers make the conditions hold; asks only for answers to the questions that matter to them."""
    mentioned: dict[str, list[Condition]] = {}
    waiting = list(goal)
    while waiting:
        for comparison in waiting.pop().comparisons():
            if comparison.question in shown:
                if comparison.question not in mentioned:
                    waiting += shown[comparison.question][1]
                mentioned.setdefault(comparison.question, []).append(comparison)
    order = [key for key in shown if key in mentioned]
    tries = 0

    def search(at: int, answers: dict[str, Any]) -> bool:
        nonlocal tries
        tries += 1
        open_ = order[at:]
        if tries > _MOST_TRIES or not all(_may_hold(condition, answers, open_)[0] for condition in goal):
            return False
        if not open_:
            return True
        question, conditions = shown[order[at]]
        visible = all(condition.holds(answers) for condition in conditions)
        values = _answers_to(question, mentioned[order[at]]) if visible else iter([None])
        return any(search(at + 1, answers if v is None else {**answers, order[at]: v}) for v in values)

    return search(0, {})


def _may_hold(condition: Condition, answers: Mapping[str, Any], open_: Sequence[str]) -> tuple[bool, bool]:
    """Whether a condition may come to hold, and whether it may come not to, while some questions are open."""
    if condition.question:
        holds = condition.holds(answers)
        return (True, True) if condition.question in open_ else (holds, not holds)
    may = [_may_hold(part, answers, open_) for part in condition.parts]
    match condition.op:
        case "all":
            return all(yes for yes, _ in may), any(no for _, no in may)
        case "any":
            return any(yes for yes, _ in may), all(no for _, no in may)
        case _:
            return may[0][::-1]


def _answers_to(question: Question, comparisons: list[Condition]) -> Iterator[Any]:
    """Answers of which at least one stands for each that the comparisons can tell apart; ``None``: no answer."""
    if not question.required:
        yield None
    values = list(dict.fromkeys(comparison.value for comparison in comparisons if comparison.value is not None))
    if question.type.key == "choice":
        yield from (option.value for option in question.options)
    elif question.type.key == "choices":
        yield from _subsets(question, values)
    elif "at_least" in question.type.compares:
        limits = question.type.show(question, "ja")
        least, most = limits["min"], limits["max"]
        near = [least, most, *chain.from_iterable((value - 1, value, value + 1) for value in values)]
        yield from dict.fromkeys(value for value in near if least <= value <= most)
    else:
        yield question.type.kept


def _subsets(question: Question, mentioned: list[str]) -> Iterator[list[str]]:
    """Sets of options: each of those that are mentioned, in or out; of the others as many as are needed."""
    limits = question.type.show(question, "ja")
    least, most = limits["min_chosen"], limits["max_chosen"]
    others = [option.value for option in question.options if option.value not in mentioned]
    told = mentioned[:_MOST_MENTIONED]
    for size in range(len(told) + 1):
        for chosen in combinations(told, size):
            filled = [*chosen, *others[: max(0, least - size)]]
            if least <= len(filled) <= most:
                yield filled
