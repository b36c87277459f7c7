"""A world in process: a clock that moves only when told to, ids in order, repeats that do not wait, a LINE to script; and of AWS
the tables in moto, queues and schedules to look into, functions that are invoked at once."""

import itertools
import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, TypeVar

from botocore.exceptions import ClientError
from pynamodb.connection import Connection

from daifukucho.campaigns.run import Intent
from daifukucho.kernel.time import MINUTE, SECOND
from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.schedules import intent_of
from daifukucho_aws.settings import Settings
from daifukucho_aws.sqs import batch_ref
from tests.support import pictures
from tests.support.book import Clock, no_pause
from tests.support.line import ScriptedLine

LIFF_ID = "1234567890-AbcdEfgh"
CARD_KEY = "k" * 32
TOLD = {
    "stage": "test",
    "friends_table": "friends",
    "ledger_table": "ledger",
    "catalog_table": "catalog",
    "outbox_table": "outbox",
    "slice_queue_url": "slice",
    "batch_queue_url": "batch",
    "receipt_queue_url": "receipt",
    "uploads_bucket": pictures.BUCKET,
    "line_secret_id": "line",
    "card_key_id": "card-key",
    "liff_id": LIFF_ID,
    "schedule_group": "test",
    "schedule_role_arn": "role",
    "scheduler_arn": "scheduler",
    "segment_count": "segment_count",
    "slice_mb": 32,
    "senders": 2,
    "notifiers": 2,
}

S = TypeVar("S", bound=Settings)
Event = dict[str, Any]
Bell = tuple[str, Any]


def settings_for(kind: type[S], **changes: Any) -> S:
    """What a function in this world is told."""
    given = TOLD | changes
    return kind(**{field.name: given[field.name] for field in fields(kind) if field.name in given})


_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Ulids:
    """ULIDs of the clock's time, which sort as they are made. ``made``: so many have been given before."""

    def __init__(self, clock: Clock, made: int = 0) -> None:
        self._clock = clock
        self._numbers = itertools.count(made + 1)

    def __call__(self) -> str:
        now = self._clock()
        time = "".join(_CROCKFORD[now >> 5 * place & 31] for place in reversed(range(10)))
        return f"{time}{next(self._numbers):016}"


class Queues:
    """SQS's client. ``bells``: what was rung and not taken out yet, as ``("slice", (run_id, number))``, ``("batch", ref)`` or
    ``("receipt", ref)``."""

    def __init__(self) -> None:
        self.bells: list[Bell] = []

    def send_message_batch(self, QueueUrl: str, Entries: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        for entry in Entries:
            message = json.loads(entry["MessageBody"])
            what = (message["run"], message["slice"]) if QueueUrl == "slice" else batch_ref(message)
            self.bells.append((QueueUrl, what))
        return {}


@dataclass
class Schedule:
    """``at``: when it fires next, epoch milliseconds. ``every``: milliseconds until the time after that; ``None``: it is gone
    once it has fired."""

    target: Mapping[str, str]
    at: int
    every: int | None = None

    @property
    def event(self) -> Event:
        return json.loads(self.target["Input"])


class Schedules:
    """EventBridge Scheduler's client. ``kept``: the schedules by name."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.kept: dict[str, Schedule] = {}

    def create_schedule(self, **given: Any) -> None:
        if given["Name"] in self.kept:
            raise _refused("ConflictException", "CreateSchedule")
        self.kept[given["Name"]] = self._schedule(**given)

    def update_schedule(self, **given: Any) -> None:
        self._check(given["Name"], "UpdateSchedule")
        self.kept[given["Name"]] = self._schedule(**given)

    def delete_schedule(self, GroupName: str, Name: str) -> None:
        self._check(Name, "DeleteSchedule")
        del self.kept[Name]

    def plans(self) -> dict[str, Intent]:
        """The next due times, by campaign."""
        found = [intent_of(schedule.event) for schedule in self.kept.values() if schedule.every is None]
        return {intent.campaign_id: intent for intent in found}

    def sweeps(self) -> dict[str, Intent]:
        """The runs that are swept, by their id."""
        found = [intent_of(schedule.event) for schedule in self.kept.values() if schedule.every is not None]
        return {intent.run_id: intent for intent in found}

    def fire(self, until: int, invoke: Callable[[str, Event], object]) -> None:
        """What is due is invoked, and what was for once goes, unless it was moved meanwhile."""
        for name, schedule in sorted(self.kept.items(), key=lambda kept: kept[1].at):
            if schedule.at > until or self.kept.get(name) is not schedule:
                continue
            if schedule.every is not None:
                schedule.at += schedule.every
            invoke(schedule.target["Arn"], schedule.event)
            if schedule.every is None and self.kept.get(name) is schedule:
                del self.kept[name]

    def _schedule(self, ScheduleExpression: str, Target: Mapping[str, str], **_: Any) -> Schedule:
        if ScheduleExpression == "rate(1 minute)":
            return Schedule(Target, self._clock() + MINUTE, MINUTE)
        at = datetime.fromisoformat(ScheduleExpression.removeprefix("at(").removesuffix(")")).replace(tzinfo=UTC)
        return Schedule(Target, int(at.timestamp()) * SECOND)

    def _check(self, name: str, operation: str) -> None:
        if name not in self.kept:
            raise _refused("ResourceNotFoundException", operation)


def _refused(code: str, operation: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "refused"}}, operation)


class Functions:
    """Lambda's client. ``known``: what each function does with an event."""

    def __init__(self) -> None:
        self.known: dict[str, Callable[[Event], object]] = {"segment_count": lambda event: {}}  # there is no copy yet

    def invoke(self, FunctionName: str, Payload: bytes, InvocationType: str = "RequestResponse") -> dict[str, Any]:
        return {"Payload": BytesIO(json.dumps(self.call(FunctionName, json.loads(Payload))).encode())}

    def call(self, name: str, event: Event) -> object:
        return self.known[name](event)


class Secrets:
    """Secrets Manager's client."""

    def get_secret_value(self, SecretId: str) -> dict[str, str]:
        channel = json.dumps({"channel_id": "1234567890", "channel_secret": "secret"})
        return {"SecretString": {"line": channel, "card-key": CARD_KEY}[SecretId]}


@dataclass(frozen=True, kw_only=True)
class ScriptedWorld(World):
    """See above."""

    clock: Clock
    line: ScriptedLine
    queues: Queues
    schedules: Schedules
    functions: Functions

    def advance_to_next_due(self) -> None:
        """Move the clock to the next time for which there is a schedule, if it is not over yet, and run what is due then.

        Raises ValueError if there is no schedule.
        """
        self.clock.now = max(self.clock.now, min(schedule.at for schedule in self.schedules.kept.values()))
        self.schedules.fire(self.clock.now, self.functions.call)


def scripted_world(
    connection: Connection, clock: Clock | None = None, made: int = 0, pause: Callable[[int], None] = no_pause
) -> ScriptedWorld:
    """A world with these tables. ``made``: so many ids have been given before."""
    clock = clock or Clock()
    chance = random.Random(made)
    line, queues, schedules, functions = ScriptedLine(), Queues(), Schedules(clock), Functions()
    clients = {"sqs": queues, "scheduler": schedules, "lambda": functions, "secretsmanager": Secrets()}

    def sleep(seconds: float) -> None:
        clock.now += int(seconds * SECOND)

    return ScriptedWorld(
        clock=clock,
        ids=Ulids(clock, made),
        entropy=chance.randbytes,
        below=chance.randrange,
        pause=pause,
        sleep=sleep,
        connect=lambda *_, **__: connection,
        client=lambda service, **_: pictures.client() if service == "s3" else clients[service],
        messaging=lambda *_, **__: line,
        line_keys=lambda api_base: lambda: b'{"keys": []}',
        line=line,
        queues=queues,
        schedules=schedules,
        functions=functions,
    )
