"""Everything that happens at a set time: campaigns fall due, runs are swept."""

import json

from aws_cdk import ArnFormat, Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_scheduler as scheduler
from constructs import Construct

from daifukucho_aws.metrics import Metric
from daifukucho_aws.settings import SchedulerSettings
from infra.components.function import Function, function_name
from infra.components.given import Given
from infra.components.line_channel import LineChannel
from infra.components.receipts import Receipts
from infra.components.segment_eval import SegmentEval
from infra.components.sender import Sender
from infra.config import Config


def schedule_role(scope: Construct, id: str, config: Config) -> iam.Role:
    """A role for schedules of the stack's group alone (AWS: "confused deputy")."""
    stack = Stack.of(scope)
    group_arn = stack.format_arn(service="scheduler", resource="schedule-group", resource_name=config.name)
    conditions = {"StringEquals": {"aws:SourceAccount": stack.account, "aws:SourceArn": group_arn}}
    return iam.Role(scope, id, assumed_by=iam.ServicePrincipal("scheduler.amazonaws.com", conditions=conditions))


class Scheduler(Construct):
    """The function, the group of its schedules, and the role with which EventBridge Scheduler may call it.

    One-off schedules are made at run time, by this function and by the API; the standing schedule finds campaigns that
    are overdue all the same.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        given: Given,
        *,
        line: LineChannel,
        segment_eval: SegmentEval,
        sender: Sender,
        receipts: Receipts,
    ) -> None:
        super().__init__(scope, id)
        config, alarms, tables = given.config, given.alarms, given.tables
        self._config = config
        self.group = scheduler.CfnScheduleGroup(self, "Group", name=config.name)
        self.role = schedule_role(self, "Role", config)
        # A function cannot refer to itself in its environment, so the ARN is spelled from its name.
        self.function_arn = Stack.of(self).format_arn(
            service="lambda",
            resource="function",
            resource_name=function_name(config, "scheduler"),
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )
        self.function = Function(
            self,
            "Function",
            given,
            name="scheduler",
            description="Opens runs when they are due and sweeps the open ones",
            settings=SchedulerSettings(
                stage=config.stage,
                local=config.local,
                line_secret_id=line.secret_id,
                line_api_base=config.line_api_base,
                friends_table=tables.friends.table_name,
                catalog_table=tables.catalog.table_name,
                outbox_table=tables.outbox.table_name,
                slice_queue_url=segment_eval.queue.url,
                batch_queue_url=sender.queue.url,
                receipt_queue_url=receipts.queue.url,
                schedule_group=self.group.ref,
                schedule_role_arn=self.role.role_arn,
                scheduler_arn=self.function_arn,
                silent_seconds=10 if config.local else 120,
                slice_mb=config.slice_mb,
                liff_id=config.liff_id,
            ),
            timeout=Duration.seconds(120),
            memory_mb=512,
            # A sweep comes again in a minute, and the watch, which finds what was due, in five.
            again=1,
            within=Duration.minutes(5),
        )
        alarms.counted(
            "campaigns-stopped",
            Metric.CAMPAIGNS_STOPPED,
            "A campaign whose time had come could not go out: its segment or coupon is gone, or the deployment was not told "
            "its LIFF id. The campaign says which (its problem). Mend it and give it a new time.",
            essential=True,
        )
        alarms.counted(
            "runs-paused",
            Metric.RUNS_PAUSED,
            "A run paused itself: LINE refuses it, or too many of its messages failed. Its report says why; "
            "resume or cancel it.",
            essential=True,
        )
        tables.catalog.allow(self.function, "GetItem", "UpdateItem")
        tables.catalog.allow(self.function, "Query", index="due")
        tables.outbox.allow(self.function, "GetItem", "PutItem", "UpdateItem", "Query")
        tables.outbox.allow(self.function, "Query", index="open")
        tables.friends.allow(self.function, "DescribeTable")
        for queue in (segment_eval.queue, sender.queue, receipts.queue):
            queue.accept_from(self.function)
        line.allow(self.function)
        self.allow_scheduling(self.function)
        self._watch()

    def allow_scheduling(self, function: Function) -> None:
        """Let a function make schedules in this group that call the scheduler, and nothing else."""
        schedules = Stack.of(self).format_arn(
            service="scheduler", resource="schedule", resource_name=f"{self._config.name}/*"
        )
        function.may([f"scheduler:{verb}Schedule" for verb in ("Create", "Update", "Delete")], schedules)
        function.accept(
            "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>"
            f":schedule/{self._config.name}/*]",
            "A schedule is named by the campaign or the run that it is for; the group holds no others.",
        )
        function.add_to_role_policy(
            iam.PolicyStatement(
                actions=["iam:PassRole"],
                resources=[self.role.role_arn],
                conditions={"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}},
            )
        )

    def _watch(self) -> None:
        permission = iam.Policy(
            self,
            "Call",
            roles=[self.role],
            statements=[iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=[self.function.function_arn])],
        )
        watch = scheduler.CfnSchedule(
            self,
            "Watch",
            description="Finds campaigns that are overdue without a run, and schedules that are missing",
            group_name=self.group.ref,
            schedule_expression="rate(5 minutes)",
            flexible_time_window=scheduler.CfnSchedule.FlexibleTimeWindowProperty(mode="OFF"),
            target=scheduler.CfnSchedule.TargetProperty(
                arn=self.function.function_arn,
                role_arn=self.role.role_arn,
                input=json.dumps({"kind": "watch"}),
                # The next one comes in five minutes.
                retry_policy=scheduler.CfnSchedule.RetryPolicyProperty(
                    maximum_event_age_in_seconds=300, maximum_retry_attempts=2
                ),
            ),
        )
        watch.node.add_dependency(permission)
