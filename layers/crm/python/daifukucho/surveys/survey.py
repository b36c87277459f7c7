"""A saved survey, and what may change in one."""

from typing import Protocol

from daifukucho.kernel.defined import Defined, Definitions
from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.surveys.definition import SurveyDefinition, define_survey

Survey = Defined[SurveyDefinition]


class Surveys(Definitions[SurveyDefinition], Protocol):
    """Where surveys are kept."""

    def get_version(self, survey_id: str, version: int) -> Survey:
        """One version. Raises NotFound, also if the survey was deleted."""


def define(given: object, before: SurveyDefinition | None) -> SurveyDefinition:
    """Check a survey that is to be saved, or to take the place of another. Raises Invalid with every fault found.

    A limit can be raised and lowered. It cannot come later, nor go: places are counted from the first answer on.
    """
    after = define_survey(given)
    if before and (before.limit is None) is not (after.limit is None):
        fault = Fault("/limit", "Answers are counted from the first on or not at all: save another survey instead.")
        raise Invalid("The survey cannot be saved as it is.", code="invalid_survey", faults=[fault])
    return after
