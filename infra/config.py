"""What a deployment is told: CDK context in, one frozen value out."""

import re
from dataclasses import dataclass
from typing import Any, Self

from aws_cdk import aws_logs as logs
from constructs import Node

_STAGE = re.compile(r"[a-z][a-z0-9]{0,15}")
_LIFF_ID = re.compile(r"\d+-\w+", re.ASCII)
_CHANNEL_ID = re.compile(r"\d+", re.ASCII)
_LOG_DAYS = {
    7: logs.RetentionDays.ONE_WEEK,
    14: logs.RetentionDays.TWO_WEEKS,
    30: logs.RetentionDays.ONE_MONTH,
    90: logs.RetentionDays.THREE_MONTHS,
    180: logs.RetentionDays.SIX_MONTHS,
    365: logs.RetentionDays.ONE_YEAR,
}

ALARMS = ("all", "few")


@dataclass(frozen=True, kw_only=True)
class Config:
    """One deployment. The defaults are in ``cdk.json``; ``cdk deploy -c name=value`` overrides one.

    ``evaluators`` and ``senders`` are the most invocations of ``segment_eval`` and ``sender`` at once;
    ``requests_per_minute`` is what the API takes from each caller.
    ``alarms``: ``few`` makes only as many as are free in an account that has no others.
    ``liff_id`` and ``login_channel_id`` are those of the LINE Login channel whose LIFF app opens the pages.
    ``local`` is set by the local stack alone: it turns off what the emulator cannot do and shortens the waits.
    """

    stage: str
    log_days: int
    evaluators: int
    senders: int
    requests_per_minute: int
    alarms: str = "all"
    alarm_email: str | None = None
    liff_id: str | None = None
    login_channel_id: str | None = None
    customer_key: bool = False
    tracing: bool = False
    local: bool = False
    line_api_base: str | None = None

    def __post_init__(self) -> None:
        if not _STAGE.fullmatch(self.stage):
            raise ValueError(f"context 'stage' is {self.stage!r}; use up to 16 lower-case letters and digits")
        if self.log_days not in _LOG_DAYS:
            raise ValueError(f"context 'logDays' is {self.log_days}; use one of {', '.join(map(str, _LOG_DAYS))}")
        # An SQS event source's MaximumConcurrency is 2 to 1000; among senders, LINE's 200 multicasts a second are shared.
        for name, value, most in (("evaluators", self.evaluators, 1_000), ("senders", self.senders, 200)):
            if not 2 <= value <= most:
                raise ValueError(f"context '{name}' is {value}; use 2 to {most}")
        if not 1 <= self.requests_per_minute <= 30_000:  # API Gateway takes no more from all callers together
            raise ValueError(f"context 'requestsPerMinute' is {self.requests_per_minute}; use 1 to 30000")
        if self.alarms not in ALARMS:
            raise ValueError(f"context 'alarms' is {self.alarms!r}; use {' or '.join(ALARMS)}")
        if self.liff_id and not _LIFF_ID.fullmatch(self.liff_id):
            raise ValueError(f"context 'liffId' is {self.liff_id!r}; it looks like 1234567890-AbcdEfgh")
        if self.login_channel_id and not _CHANNEL_ID.fullmatch(self.login_channel_id):
            raise ValueError(f"context 'loginChannelId' is {self.login_channel_id!r}; it is a number like 1234567890")
        if self.line_api_base and not self.local:
            raise ValueError("context 'lineApiBase' is for the local stack alone; leave it out")

    @classmethod
    def from_context(cls, node: Node) -> Self:
        """Read the context. Raises ValueError saying which value to change."""
        return cls(
            stage=str(node.get_context("stage")),
            log_days=_number(node, "logDays"),
            evaluators=_number(node, "evaluators"),
            senders=_number(node, "senders"),
            requests_per_minute=_number(node, "requestsPerMinute"),
            alarms=_text(node, "alarms") or ALARMS[0],
            alarm_email=node.try_get_context("alarmEmail") or None,
            liff_id=_text(node, "liffId"),
            login_channel_id=_text(node, "loginChannelId"),
            customer_key=_switch(node, "customerKey"),
            tracing=_switch(node, "tracing"),
            local=_switch(node, "local"),
            line_api_base=node.try_get_context("lineApiBase") or None,
        )

    @property
    def production(self) -> bool:
        """Whether what customers wrote must outlive the stack."""
        return self.stage == "prod"

    @property
    def name(self) -> str:
        """The stack's name, and the prefix of what needs a name of its own."""
        return f"daifukucho-{self.stage}"

    @property
    def log_retention(self) -> logs.RetentionDays:
        return _LOG_DAYS[self.log_days]


def _number(node: Node, name: str) -> int:
    value: Any = node.get_context(name)
    try:
        return int(value)
    except (TypeError, ValueError):
        raise ValueError(f"context '{name}' is {value!r}; use a whole number") from None


def _text(node: Node, name: str) -> str | None:
    """The command line gives text where cdk.json may give a number."""
    value: Any = node.try_get_context(name)
    return str(value) if value else None


def _switch(node: Node, name: str) -> bool:
    """The command line gives text where cdk.json gives a boolean."""
    value: Any = node.try_get_context(name)
    if value in (True, "true"):
        return True
    if value in (False, "false", None, ""):
        return False
    raise ValueError(f"context '{name}' is {value!r}; use true or false")
