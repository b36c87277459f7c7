"""EventBridge schedules: one for each campaign's next due time, and a sweep for each run that
a campaign's revision may open.

Times are always given in UTC; one-off schedules delete themselves; what a schedule passes on is explicit input. The
schedule of a campaign that recurs is moved to the next time while it fires. Should EventBridge delete it after all, the
watch makes it anew a quarter of an hour before it is due.
"""

import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from daifukucho.campaigns.run import Intent
from daifukucho.kernel.time import to_datetime
from daifukucho_aws.cause import cause
from daifukucho_aws.refusals import SCHEDULE_UNCHANGED

DUE, SWEEP, WATCH = "due", "sweep", "watch"


def intent_input(kind: str, intent: Intent) -> dict[str, object]:
    """What the scheduler function is handed."""
    given: dict[str, object] = {
        "kind": kind,
        "campaign": intent.campaign_id,
        "revision": intent.revision,
        "due": intent.due_at,
    }
    return given | ({"key": intent.idempotency_key} if intent.idempotency_key else {})


def intent_of(given: Mapping[str, Any]) -> Intent:
    """The intent in the scheduler function's input. Raises KeyError naming what is missing."""
    return Intent(given["campaign"], int(given["revision"]), int(given["due"]), given.get("key"))


class EventBridgeSchedules:
    """``daifukucho.campaigns.ports.Schedules``. One call each (``plan``: two when it replaces). Raises Unavailable."""

    def __init__(self, client: Any, group: str, role_arn: str, target_arn: str) -> None:
        self._client = client
        self._group = group
        self._role_arn = role_arn
        self._target_arn = target_arn

    def plan(self, intent: Intent) -> None:
        if not self._create(**self._planned(intent)):
            self._call("update_schedule", **self._planned(intent))

    def plan_if_missing(self, intent: Intent) -> None:
        self._create(**self._planned(intent))

    def unplan(self, campaign_id: str) -> None:
        self._delete(_campaign_name(campaign_id))

    def start_sweep(self, intent: Intent) -> None:
        self._create(
            Name=_sweep_name(intent),
            ScheduleExpression="rate(1 minute)",
            Target=self._target(intent_input(SWEEP, intent)),
        )

    def stop_sweep(self, intent: Intent) -> None:
        self._delete(_sweep_name(intent))

    def _planned(self, intent: Intent) -> dict[str, Any]:
        due = to_datetime(intent.due_at).strftime("%Y-%m-%dT%H:%M:%S")
        return {
            "Name": _campaign_name(intent.campaign_id),
            "ScheduleExpression": f"at({due})",
            "ScheduleExpressionTimezone": "UTC",
            "ActionAfterCompletion": "DELETE",
            "Target": self._target(intent_input(DUE, intent)),
        }

    def _target(self, given: Mapping[str, object]) -> dict[str, object]:
        return {"Arn": self._target_arn, "RoleArn": self._role_arn, "Input": json.dumps(given)}

    def _create(self, **schedule: object) -> bool:
        """False: there is a schedule of this name."""
        return self._call("create_schedule", "ConflictException", **schedule)

    def _delete(self, name: str) -> None:
        self._call("delete_schedule", "ResourceNotFoundException", Name=name)

    def _call(self, operation: str, expected: str | None = None, **given: object) -> bool:
        if operation != "delete_schedule":
            given["FlexibleTimeWindow"] = {"Mode": "OFF"}
        try:
            getattr(self._client, operation)(GroupName=self._group, **given)
        except ClientError as error:
            if cause(error) == expected:
                return False
            raise SCHEDULE_UNCHANGED(cause=cause(error)) from error
        except BotoCoreError as error:
            raise SCHEDULE_UNCHANGED(cause=cause(error)) from error
        return True


def _campaign_name(campaign_id: str) -> str:
    return f"campaign-{campaign_id}"


def _sweep_name(intent: Intent) -> str:
    return f"sweep-{intent.run_id}-{intent.revision}"
