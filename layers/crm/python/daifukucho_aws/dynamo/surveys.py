"""Surveys as the catalog keeps them."""

from daifukucho.kernel.resource import Kept
from daifukucho.surveys.definition import KIND, SURVEY, SurveyDefinition
from daifukucho.surveys.survey import Survey
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.definitions import CatalogDefinitions


class CatalogSurveys(CatalogDefinitions[SurveyDefinition]):
    """``daifukucho.surveys.survey.Surveys``. A survey is stored as it is shown, and as it may be sent again."""

    def __init__(self, catalog: DynamoCatalog) -> None:
        super().__init__(catalog, Kept(KIND, SURVEY.missing, SURVEY.shape.shown, SURVEY.shape.kept))

    def get_version(self, survey_id: str, version: int) -> Survey:
        """Two reads. Raises NotFound, also if the survey was deleted."""
        return self._defined(self._catalog.get_version(KIND, survey_id, version, SURVEY.missing))
