"""How far backfills are: in the catalog, so that anybody may go on where somebody was interrupted."""

import json
from dataclasses import asdict

from daifukucho.book.backfill import Job
from daifukucho_aws.dynamo.errors import translated
from daifukucho_aws.dynamo.tables import CatalogItem

KIND = "backfill"


class BackfillJobs:
    """One item a job. All raise Unavailable if the database does not answer."""

    def __init__(self, model: type[CatalogItem]) -> None:
        self._model = model

    def load(self, name: str) -> Job | None:
        """One read."""
        with translated():
            found = next(iter(self._model.query(KIND, self._model.sort == name, consistent_read=True)), None)
        return Job(**json.loads(found.body)) if found else None

    def save(self, name: str, job: Job) -> None:
        """One write."""
        item = self._model(
            KIND, name, version=1, body=json.dumps(asdict(job)), created_at=job.started_at, updated_at=job.saved_at
        )
        with translated():
            item.save()

    def forget(self, name: str) -> None:
        """One write."""
        with translated():
            self._model(KIND, name).delete()
