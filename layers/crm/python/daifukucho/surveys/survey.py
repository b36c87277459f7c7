"""A saved survey, and what may change in one."""

from collections.abc import Callable, Iterator
from typing import Protocol

from daifukucho.kernel.attribute import FIELD_PREFIX, Attribute
from daifukucho.kernel.defined import Defined, Definitions
from daifukucho.kernel.errors import Fault
from daifukucho.surveys.agreement import disagreements
from daifukucho.surveys.definition import SURVEY, SurveyDefinition
from daifukucho.surveys.reachable import unreachable
from daifukucho.surveys.refusals import (
    INVALID_SURVEY,
    LIMIT_STAYS,
    NO_SUCH_FIELD,
    OPTIONS_WITHOUT_CHOICES,
    UNREACHABLE,
)

Survey = Defined[SurveyDefinition]


class Surveys(Definitions[SurveyDefinition], Protocol):
    """Where surveys are kept."""

    def get_version(self, survey_id: str, version: int) -> Survey:
        """One version. Raises NotFound, also if the survey was deleted."""


Known = Callable[[str], Attribute | None]
"""A field of the shop's own by its name in segments (``fields.<key>``), as it is defined now; ``None``: there is none."""


def survey_definer(known: Known) -> Callable[[object, SurveyDefinition | None], SurveyDefinition]:
    """Checks surveys of a shop that has fields of its own: a read for each field that a question fills."""
    return lambda given, before: define(given, before, known)


def define(given: object, before: SurveyDefinition | None = None, known: Known = lambda name: None) -> SurveyDefinition:
    """Check a survey that is to be saved, or to take the place of another (``before``). Raises Invalid with every fault found in
    what was sent or, if there is none, in what it means.

    A limit can be raised and lowered. It cannot come later, nor go: places are counted from the first answer on.
    """
    if faults := [*SURVEY.shape.faults(given, ""), *disagreements(given)]:
        raise INVALID_SURVEY(*faults)
    after: SurveyDefinition = SURVEY.shape.kept(given)  # type: ignore[arg-type]  # an object, for it has no faults
    if faults := [*_faults_of(after, before, known)]:
        raise INVALID_SURVEY(*faults)
    return after


def _faults_of(after: SurveyDefinition, before: SurveyDefinition | None, known: Known) -> Iterator[Fault]:
    yield from map(UNREACHABLE.at, unreachable(after))
    yield from _field_faults(after, known)
    if before and (before.limit is None) is not (after.limit is None):
        yield LIMIT_STAYS.at("/limit")


def _field_faults(survey: SurveyDefinition, known: Known) -> Iterator[Fault]:
    for i, page in enumerate(survey.pages):
        for j, question in enumerate(page.questions):
            if question.saves_to and question.saves_to.startswith(FIELD_PREFIX):
                found, at = known(question.saves_to), f"/pages/{i}/questions/{j}/saves_to"
                if found is None or found.type is not question.type.fills:
                    yield NO_SUCH_FIELD.at(at)
                elif {option.value for option in question.options} - {choice.value for choice in found.choices}:
                    yield OPTIONS_WITHOUT_CHOICES.at(at)
