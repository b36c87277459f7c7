"""Test sends in the outbox table: what each friend got, so that a repeat sends nothing twice."""

from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist

from daifukucho.campaigns.recipients import Fate
from daifukucho.campaigns.trial import Result, Trial
from daifukucho.kernel.once import KEPT
from daifukucho_aws.dynamo import keys
from daifukucho_aws.dynamo.contention import conditional
from daifukucho_aws.dynamo.errors import translated
from daifukucho_aws.dynamo.outbox_items import OutboxItem
from daifukucho_aws.dynamo.tables import bind
from daifukucho_aws.refusals import TEST_FORGOTTEN


class TrialItem(OutboxItem):
    """``test#<campaign>`` / the request's token. ``results``: by friend."""

    version = NumberAttribute()
    fingerprint = UnicodeAttribute()
    at = NumberAttribute()
    results: JSONAttribute = JSONAttribute()
    revision = NumberAttribute()


class DynamoTrials:
    """``daifukucho.campaigns.trial.Trials``."""

    def __init__(self, connection: Connection, table: str) -> None:
        self._items = bind(TrialItem, table, connection)

    def open(self, trial: Trial) -> Trial | None:
        """One write, and a read if there was one."""
        item = self._item(trial)
        written = conditional(lambda: item.save(condition=self._items.pk.does_not_exist()))
        return None if written else self.get(trial)

    def get(self, trial: Trial) -> Trial:
        """One read."""
        with translated():
            try:
                item = self._items.get(keys.test_key(trial.campaign_id), trial.token, consistent_read=True)
            except DoesNotExist:  # DynamoDB's TTL was faster by an instant
                raise TEST_FORGOTTEN() from None
        return _trial(trial.campaign_id, item)

    def replace(self, before: Trial, after: Trial) -> Trial | None:
        """One write."""
        item = self._item(after, before.revision + 1)
        if not conditional(lambda: item.save(condition=self._items.revision == before.revision)):
            return None
        return _trial(after.campaign_id, item)

    def _item(self, trial: Trial, revision: int = 0) -> Any:
        return self._items(
            keys.test_key(trial.campaign_id),
            trial.token,
            version=trial.version,
            fingerprint=trial.body,
            at=trial.at,
            results={f: [str(r.fate), r.reason and str(r.reason), r.detail] for f, r in trial.results.items()},
            revision=revision,
            expires_at=(trial.at + KEPT) // 1000,
        )


def _trial(campaign_id: str, item: TrialItem) -> Trial:
    results = {friend_id: Result(Fate(fate), *rest) for friend_id, (fate, *rest) in item.results.items()}
    return Trial(
        token=item.sort,
        campaign_id=campaign_id,
        version=int(item.version),
        body=item.fingerprint,
        at=int(item.at),
        results=results,
        revision=int(item.revision),
    )
