"""What a deployment is told: CDK context in, one frozen value out."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from aws_cdk import RemovalPolicy
from aws_cdk import aws_logs as logs
from constructs import Node

from infra.sizes import DEFAULT_SIZE, SIZES, Warm

OPTIONS = (
    "alarmEmail",
    "alarms",
    "liffId",
    "loginChannelId",
    "logDays",
    "size",
    "senders",
    "evaluators",
    "requestsPerMinute",
    "protect",
    "customerKey",
    "tracing",
    "friendsTable",
    "ledgerTable",
    "catalogTable",
    "outboxTable",
)
"""What can be chosen for a stage, and what a deployed stage keeps. Defaults are those of ``Config``: kept is only what
was chosen, so that a default may change with a version."""

DEFAULT_STAGE = "prod"
_INTERNAL = ("stage", "local", "lineApiBase", "creating")

_STAGE = re.compile(r"[a-z][a-z0-9]{0,15}")
_RESERVED = ("aws", "amazon", "cognito")  # Cognito refuses a domain that holds one of these
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_LIFF_ID = re.compile(r"\d+-\w+", re.ASCII)
_CHANNEL_ID = re.compile(r"\d+", re.ASCII)
_TABLE = re.compile(r"arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\d{12}:table/(?P<name>[\w.-]{3,255})(?P<stream>/stream/.+)?")
_LOG_DAYS = {
    7: logs.RetentionDays.ONE_WEEK,
    14: logs.RetentionDays.TWO_WEEKS,
    30: logs.RetentionDays.ONE_MONTH,
    90: logs.RetentionDays.THREE_MONTHS,
    180: logs.RetentionDays.SIX_MONTHS,
    365: logs.RetentionDays.ONE_YEAR,
}

ALARMS = ("all", "few")


@dataclass(frozen=True, slots=True)
class Attached:
    """A table that was restored, in place of the one that the stack would make. ``stream``: the ARN of its stream, if
    it has one."""

    name: str
    stream: str | None


@dataclass(frozen=True, kw_only=True)
class Config:
    """One deployment.

    ``size`` is a name of ``infra.sizes``, by which the stage is made unless an option says otherwise.
    ``evaluators`` and ``senders`` are the most invocations of ``segment_eval`` and ``sender`` at once;
    ``requests_per_minute`` is what the API takes from each caller.
    ``alarms``: ``few`` makes only as many as are free in an account that has no others.
    ``liff_id`` and ``login_channel_id`` are those of the LINE Login channel whose LIFF app opens the pages.
    ``protect``: what customers wrote outlives the stack, and refuses to be deleted; ``None``: in ``prod`` alone.
    ``friends_table`` and so on: ARNs of restored tables, of the stream if the table has one.
    ``creating``: the stack is made by this very deployment. Nothing is in it yet, and CloudFormation must be able to
    take it back.
    ``local`` is set by the local stack alone: it turns off what the emulator cannot do and shortens the waits.
    ``chosen``: what was said of the options, as text; the rest are defaults.
    """

    stage: str = DEFAULT_STAGE
    log_days: int = 30
    size: str = DEFAULT_SIZE
    evaluators: int = SIZES[DEFAULT_SIZE].evaluators
    senders: int = SIZES[DEFAULT_SIZE].senders
    requests_per_minute: int = 600
    alarms: str = "all"
    alarm_email: str | None = None
    liff_id: str | None = None
    login_channel_id: str | None = None
    protect: bool | None = None
    customer_key: bool = False
    tracing: bool = False
    friends_table: str | None = None
    ledger_table: str | None = None
    catalog_table: str | None = None
    outbox_table: str | None = None
    creating: bool = False
    local: bool = False
    line_api_base: str | None = None
    chosen: str = "{}"

    def __post_init__(self) -> None:
        if not _STAGE.fullmatch(self.stage):
            raise ValueError(f"context 'stage' is {self.stage!r}; use up to 16 lower-case letters and digits")
        for word in _RESERVED:
            if word in self.stage:
                raise ValueError(f"context 'stage' is {self.stage!r}; Amazon Cognito takes no name with {word!r} in it")
        if self.log_days not in _LOG_DAYS:
            raise ValueError(f"context 'logDays' is {self.log_days}; use one of {', '.join(map(str, _LOG_DAYS))}")
        if self.size not in SIZES:
            raise ValueError(f"context 'size' is {self.size!r}; use one of {', '.join(SIZES)}")
        # An SQS event source's MaximumConcurrency is 2 to 1000; among senders, LINE's 200 multicasts a second are shared.
        for name, value, most in (("evaluators", self.evaluators, 1_000), ("senders", self.senders, 200)):
            if not 2 <= value <= most:
                raise ValueError(f"context '{name}' is {value}; use 2 to {most}")
        if not 1 <= self.requests_per_minute <= 30_000:  # API Gateway takes no more from all callers together
            raise ValueError(f"context 'requestsPerMinute' is {self.requests_per_minute}; use 1 to 30000")
        if self.alarms not in ALARMS:
            raise ValueError(f"context 'alarms' is {self.alarms!r}; use {' or '.join(ALARMS)}")
        if self.alarm_email and not _EMAIL.fullmatch(self.alarm_email):
            raise ValueError(f"context 'alarmEmail' is {self.alarm_email!r}; use one mail address")
        if self.liff_id and not _LIFF_ID.fullmatch(self.liff_id):
            raise ValueError(f"context 'liffId' is {self.liff_id!r}; it looks like 1234567890-AbcdEfgh")
        if self.login_channel_id and not _CHANNEL_ID.fullmatch(self.login_channel_id):
            raise ValueError(f"context 'loginChannelId' is {self.login_channel_id!r}; it is a number like 1234567890")
        if self.line_api_base and not self.local:
            raise ValueError("context 'lineApiBase' is for the local stack alone; leave it out")
        for name, streams in (("friends", True), ("ledger", True), ("catalog", False), ("outbox", False)):
            self._attached(name, streams)

    @classmethod
    def from_context(cls, node: Node) -> Self:
        """Read the context. Raises ValueError saying which value to change."""
        return cls.read({name: node.try_get_context(name) for name in (*_INTERNAL, *OPTIONS)})

    @classmethod
    def read(cls, context: Mapping[str, Any]) -> Self:
        """Read what was said of each option; what is missing or empty is left to the defaults. Raises ValueError."""
        said = _Said(context)
        size = said.text("size") or DEFAULT_SIZE
        made = SIZES.get(size)  # a wrong one is refused below
        fields = {
            "stage": said.text("stage"),
            "size": size,
            "log_days": said.number("logDays"),
            "evaluators": _or(said.number("evaluators"), made.evaluators if made else None),
            "senders": _or(said.number("senders"), made.senders if made else None),
            "requests_per_minute": said.number("requestsPerMinute"),
            "alarms": said.text("alarms"),
            "alarm_email": said.text("alarmEmail"),
            "liff_id": said.text("liffId"),
            "login_channel_id": said.text("loginChannelId"),
            "protect": said.switch("protect"),
            "customer_key": said.switch("customerKey"),
            "tracing": said.switch("tracing"),
            "friends_table": said.text("friendsTable"),
            "ledger_table": said.text("ledgerTable"),
            "catalog_table": said.text("catalogTable"),
            "outbox_table": said.text("outboxTable"),
            "creating": said.switch("creating"),
            "local": said.switch("local"),
            "line_api_base": said.text("lineApiBase"),
        }
        given = {name: value for name, value in fields.items() if value is not None}
        return cls(**given, chosen=as_kept(chosen(context)))  # type: ignore[arg-type]

    @property
    def protected(self) -> bool:
        """Whether what customers wrote must outlive the stack."""
        return self.stage == "prod" if self.protect is None else self.protect

    @property
    def guarded(self) -> bool:
        """Whether the stack holds something whose deletion must be refused."""
        return self.protected and not self.creating

    @property
    def removal_policy(self) -> RemovalPolicy:
        """For what customers wrote. What a deployment has just made may go again with that very deployment."""
        return RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE if self.protected else RemovalPolicy.DESTROY

    @property
    def name(self) -> str:
        """The stack's name, and the prefix of everything that needs a name of its own."""
        return f"daifukucho-{self.stage}"

    @property
    def log_retention(self) -> logs.RetentionDays:
        return _LOG_DAYS[self.log_days]

    def warm(self, table: str) -> Warm | None:
        """To what ``friends``, ``ledger``, ``catalog`` or ``outbox`` is warmed; ``None``: it stays as AWS gives it."""
        return None if self.local else SIZES[self.size].warm.get(table)

    @property
    def slice_mb(self) -> int:
        return SIZES[self.size].slice_mb

    def attached(self, table: str) -> Attached | None:
        """The restored table that takes the place of ``friends``, ``ledger``, ``catalog`` or ``outbox``."""
        return self._attached(table, streams=table in ("friends", "ledger"))

    def _attached(self, table: str, streams: bool) -> Attached | None:
        arn: str | None = getattr(self, f"{table}_table")
        if arn is None:
            return None
        found = _TABLE.fullmatch(arn)
        if not found or bool(found["stream"]) is not streams:
            what = "its stream's ARN" if streams else "its ARN"
            raise ValueError(
                f"context '{table}Table' is {arn!r}; {what} is wanted, which 'make deploy' finds by its name"
            )
        return Attached(found["name"], arn if streams else None)


def _or(said: int | None, otherwise: int | None) -> int | None:
    return otherwise if said is None else said


def chosen(context: Mapping[str, Any]) -> dict[str, str]:
    """What was said of the options, as text."""
    said = _Said(context)
    return {name: text for name in OPTIONS if (text := said.text(name)) is not None}


def as_kept(options: Mapping[str, str]) -> str:
    """Options in the form in which a deployed stage keeps them; the same options always give the same text."""
    return json.dumps(options, sort_keys=True, separators=(",", ":"))


class _Said:
    """The command line gives text where ``cdk.json`` may give a number or a boolean; empty text means not chosen."""

    def __init__(self, context: Mapping[str, Any]) -> None:
        self._context = context

    def text(self, name: str) -> str | None:
        value = self._context.get(name)
        if value is None or value == "":
            return None
        return str(value).lower() if isinstance(value, bool) else str(value)

    def number(self, name: str) -> int | None:
        text = self.text(name)
        try:
            return None if text is None else int(text)
        except ValueError:
            raise ValueError(f"context '{name}' is {text!r}; use a whole number") from None

    def switch(self, name: str) -> bool | None:
        text = self.text(name)
        if text not in ("true", "false", None):
            raise ValueError(f"context '{name}' is {text!r}; use true or false")
        return None if text is None else text == "true"
