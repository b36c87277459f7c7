"""What each function is told: one frozen dataclass a function.

CDK calls ``to_env()`` and the Lambda calls ``from_env()``, so that a name cannot drift between them.
"""

import os
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, Self

_PREFIX = "DAIFUKUCHO_"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What every function is told. ``local`` is true on the local stack alone, never in an AWS account."""

    stage: str
    local: bool = False

    def to_env(self) -> dict[str, str]:
        """The environment variables that ``from_env`` reads back; what is ``None`` is left out."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {_PREFIX + name.upper(): _to_text(value) for name, value in values.items() if value is not None}

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Self:
        """Read the settings. Raises KeyError naming the first variable that is missing."""
        env = os.environ if env is None else env
        values: dict[str, Any] = {}
        for f in fields(cls):
            name = _PREFIX + f.name.upper()
            if name in env or f.default is MISSING:
                values[f.name] = _from_text(env[name], f.type)
        return cls(**values)


def _to_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _from_text(text: str, kind: object) -> object:
    if kind is bool:
        return text == "true"
    if kind is int:
        return int(text)
    return text


@dataclass(frozen=True, kw_only=True)
class LineSettings(Settings):
    """Where LINE is and who we are there. ``line_api_base`` is honoured on the local stack only."""

    line_secret_id: str
    line_api_base: str | None = None


@dataclass(frozen=True, kw_only=True)
class WebhookSettings(Settings):
    ledger_table: str
    line_secret_id: str


@dataclass(frozen=True, kw_only=True)
class LedgerStreamSettings(Settings):
    friends_table: str
    ledger_table: str
    uploads_bucket: str
    parked_queue_url: str
    notice_queue_url: str


@dataclass(frozen=True, kw_only=True)
class CampaignSettings(LineSettings):
    """What it takes to open a run. ``liff_id``: the LIFF app, if the deployment knows one: messages may lead there.
    ``slice_mb``: how much of the roster is a slice."""

    friends_table: str
    catalog_table: str
    outbox_table: str
    slice_queue_url: str
    schedule_group: str
    schedule_role_arn: str
    scheduler_arn: str
    slice_mb: int
    liff_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class SchedulerSettings(CampaignSettings):
    """``silent_seconds``: how long a slice or a batch may be silent before the sweep rings it."""

    batch_queue_url: str
    receipt_queue_url: str
    silent_seconds: int = 120


@dataclass(frozen=True, kw_only=True)
class SegmentEvalSettings(Settings):
    friends_table: str
    ledger_table: str
    catalog_table: str
    outbox_table: str
    batch_queue_url: str


@dataclass(frozen=True, kw_only=True)
class SenderSettings(LineSettings):
    """``senders``: how many run at once (the queue's maximum concurrency), among whom, and the ``notifiers``, LINE's rate
    is shared.

    ``lease_seconds`` is longer than the function's time-out: no owner outlives its lease while it runs.
    """

    friends_table: str
    ledger_table: str
    outbox_table: str
    catalog_table: str
    receipt_queue_url: str
    senders: int
    notifiers: int
    lease_seconds: int = 120


@dataclass(frozen=True, kw_only=True)
class NotifierSettings(LineSettings):
    """``notifiers``, ``senders``, ``lease_seconds``: as a sender's."""

    friends_table: str
    ledger_table: str
    catalog_table: str
    outbox_table: str
    senders: int
    notifiers: int
    lease_seconds: int = 120


@dataclass(frozen=True, kw_only=True)
class SettlerSettings(Settings):
    """``settler_name``: the function's own; it goes on in another invocation of itself."""

    friends_table: str
    ledger_table: str
    catalog_table: str
    settler_name: str


@dataclass(frozen=True, kw_only=True)
class ReceiptsSettings(Settings):
    ledger_table: str
    outbox_table: str


@dataclass(frozen=True, kw_only=True)
class RosterCopySettings(Settings):
    """``copy_bucket``: where the columnar copy of the roster is."""

    friends_table: str
    copy_bucket: str


@dataclass(frozen=True, kw_only=True)
class RosterDeltasSettings(Settings):
    """``window_seconds``: how long the stream gathers changes for a batch. ``roster_compact``: the function that takes them
    into the copy."""

    copy_bucket: str
    roster_compact: str
    window_seconds: int


@dataclass(frozen=True, kw_only=True)
class CrmApiSettings(CampaignSettings):
    """``requests_per_minute``: how many each caller may make. ``card_key_id``: the secret with the key of member cards' codes.
    ``segment_count``: the function that counts over the roster's copy."""

    ledger_table: str
    segment_count: str
    batch_queue_url: str
    card_key_id: str
    uploads_bucket: str
    requests_per_minute: int = 600


@dataclass(frozen=True, kw_only=True)
class LiffApiSettings(Settings):
    """``liff_id`` and ``login_channel_id``: the LIFF app, and the LINE Login channel that it belongs to; without them
    the function says what is missing. ``line_api_base`` is honoured on the local stack only."""

    friends_table: str
    ledger_table: str
    catalog_table: str
    card_key_id: str
    uploads_bucket: str
    liff_id: str | None = None
    login_channel_id: str | None = None
    line_api_base: str | None = None
