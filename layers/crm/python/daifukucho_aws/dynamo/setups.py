"""What a shop sets up once, as the catalog keeps it: one definition of a kind."""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from daifukucho.kernel.errors import Conflict, NotFound
from daifukucho.kernel.resource import Settings
from daifukucho.kernel.setups import Setup
from daifukucho_aws.dynamo.catalog import DynamoCatalog, Stored
from daifukucho_aws.refusals import CHANGED_MEANWHILE

_ID = "settings"

T = TypeVar("T")


class CatalogSetups(Generic[T]):
    """``daifukucho.kernel.setups.Setups``. It is kept as it was sent, and read by its shape."""

    def __init__(self, catalog: DynamoCatalog, settings: Settings[T]) -> None:
        self._catalog = catalog
        self._settings = settings
        self._kind = settings.kind

    def get(self) -> Setup[T]:
        """One strongly consistent read."""
        try:
            return self._setup(self._catalog.get(self._kind, _ID))
        except NotFound:
            return Setup(self._settings.read(self._settings.default), self._settings.default)

    def save(self, before: Setup[T], given: Mapping[str, Any], now: int) -> Setup[T]:
        """One transaction of two writes."""
        created_at = now if before.created_at is None else before.created_at
        stored = Stored(self._kind, _ID, before.version + 1, given, created_at, now)
        if before.version:
            self._catalog.update(stored, before.version)
            return self._setup(stored)
        try:
            self._catalog.create(stored)
        except Conflict:
            raise CHANGED_MEANWHILE() from None
        return self._setup(stored)

    def _setup(self, stored: Stored) -> Setup[T]:
        return Setup(
            self._settings.read(stored.body), stored.body, stored.version, stored.created_at, stored.updated_at
        )
