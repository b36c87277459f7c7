"""Points expire, and ranks and figures of purchases change, with time alone: once a day this is recorded."""

import json

from aws_cdk import ArnFormat, Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_scheduler as scheduler
from constructs import Construct

from daifukucho_aws.metrics import Metric
from daifukucho_aws.settings import SettlerSettings
from infra.components.function import Function, function_name
from infra.components.given import Given
from infra.components.queue import dead_letters
from infra.components.scheduler import Scheduler, schedule_role
from infra.config import Config

_NAME = "settler"


class Settler(Construct):
    """The function, which goes on in other invocations of itself, and its schedule. There is no queue: an empty one
    would be asked for work all day long."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        given: Given,
        *,
        schedules: Scheduler,
    ) -> None:
        super().__init__(scope, id)
        config, alarms, tables = given.config, given.alarms, given.tables
        self.failed = dead_letters(self, "Failed", tls=not config.local)
        self.function = Function(
            self,
            "Function",
            given,
            name=_NAME,
            description="Records what has expired, and what time has changed",
            settings=SettlerSettings(
                stage=config.stage,
                local=config.local,
                friends_table=tables.friends.table_name,
                ledger_table=tables.ledger.table_name,
                catalog_table=tables.catalog.table_name,
                settler_name=function_name(config, _NAME),
            ),
            timeout=Duration.minutes(15),
            memory_mb=512,
            again=2,
            within=Duration.hours(6),
            failed=self.failed,
        )
        tables.catalog.allow(self.function, "GetItem", "Query")
        tables.friends.allow(self.function, "GetItem", "PutItem", "Scan")
        tables.ledger.allow(self.function, "PutItem", "Query")
        # A function cannot refer to itself in its role, so the ARN is spelled from its name.
        itself = Stack.of(self).format_arn(
            service="lambda",
            resource="function",
            resource_name=function_name(config, _NAME),
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )
        self.function.may(["lambda:InvokeFunction"], itself)
        alarms.not_empty(
            "settler-gave-up",
            self.failed,
            "What has expired could not be recorded, three times. Mend the cause; the next day makes up.",
        )
        alarms.counted(
            "friends-unsettled",
            Metric.FRIENDS_UNSETTLED,
            "Of some friends it could not be recorded what has expired. The log says why; the next day tries again.",
            essential=True,
        )
        self._daily(config, schedules)

    def _daily(self, config: Config, schedules: Scheduler) -> None:
        role = schedule_role(self, "Role", config)
        permission = iam.Policy(
            self,
            "Call",
            roles=[role],
            statements=[iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=[self.function.function_arn])],
        )
        daily = scheduler.CfnSchedule(
            self,
            "Daily",
            description="Has what expired with the day before recorded",
            group_name=schedules.group.ref,
            # By nine the day of any shop has begun, and people do not mind a message.
            schedule_expression="cron(0 9 * * ? *)",
            schedule_expression_timezone="Asia/Tokyo",
            flexible_time_window=scheduler.CfnSchedule.FlexibleTimeWindowProperty(mode="OFF"),
            target=scheduler.CfnSchedule.TargetProperty(
                arn=self.function.function_arn,
                role_arn=role.role_arn,
                input=json.dumps({}),
                retry_policy=scheduler.CfnSchedule.RetryPolicyProperty(
                    maximum_event_age_in_seconds=6 * 3600, maximum_retry_attempts=20
                ),
            ),
        )
        daily.node.add_dependency(permission)
