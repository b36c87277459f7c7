"""How every function is made."""

from typing import TYPE_CHECKING

from aws_cdk import Duration, RemovalPolicy, Size
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from daifukucho_aws.settings import Settings
from infra import packaging
from infra.components.nag import acknowledge
from infra.config import Config

if TYPE_CHECKING:  # the tables, which are given, allow functions what they may
    from infra.components.given import Given


class Function(lambda_.Function):
    """One folder of ``functions/``, with a log and a role of its own.

    The role starts with no more than writing that log; each construct adds the actions that its function uses.
    ``again`` and ``within`` are for a function that nobody waits for: how often Lambda tries it again when it fails, which
    a rule or a schedule that starts it cannot say, and for how long it keeps a call that it cannot place. ``failed``:
    where it puts what was not done even so.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        given: "Given",
        *,
        name: str,
        settings: Settings,
        timeout: Duration,
        memory_mb: int,
        description: str,
        again: int | None = None,
        within: Duration | None = None,
        failed: sqs.Queue | None = None,
        columns: bool = False,
        disk: Size | None = None,
    ) -> None:
        config, code = given.config, given.code
        log = logs.LogGroup(
            scope,
            f"{id}Log",
            log_group_name=f"/aws/lambda/{function_name(config, name)}",
            retention=config.log_retention,
            removal_policy=RemovalPolicy.DESTROY,
        )
        role = iam.Role(scope, f"{id}Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        log.grant_write(role)
        super().__init__(
            scope,
            id,
            function_name=function_name(config, name),
            description=description,
            runtime=code.runtime,
            architecture=code.architecture,
            handler="handler.handler",
            code=lambda_.Code.from_asset(str(packaging.function_code(name, code.target))),
            layers=[*code.layers, *(code.columns if columns else [])],
            role=role,
            log_group=log,
            timeout=timeout,
            memory_size=memory_mb,
            retry_attempts=again,
            max_event_age=within,
            dead_letter_queue=failed,
            ephemeral_storage_size=disk,
            tracing=lambda_.Tracing.ACTIVE if config.tracing else lambda_.Tracing.DISABLED,
            environment={
                **settings.to_env(),
                "POWERTOOLS_SERVICE_NAME": name,
                "POWERTOOLS_METRICS_NAMESPACE": config.name,
            },
        )
        self._role = role
        acknowledge(
            self, "AwsSolutions-L1", "The tests run on the Python that is deployed; a newer one comes with them."
        )
        if config.tracing:
            self.accept(
                "AwsSolutions-IAM5[Resource::*]",
                "xray:PutTraceSegments and xray:PutTelemetryRecords know no resources.",
            )
        given.alarms.errors(_dashed(name), self)

    def accept(self, rule: str, reason: str) -> None:
        """Accept one rule's finding on what the function may do."""
        acknowledge(self._role, rule, reason)

    def may(self, actions: list[str], *resources: str) -> None:
        """Add a statement to the function's role."""
        self.add_to_role_policy(iam.PolicyStatement(actions=actions, resources=list(resources)))


def function_name(config: Config, name: str) -> str:
    """Known before the function is made: ``scheduler`` is told its own ARN."""
    return f"{config.name}-{_dashed(name)}"


def _dashed(name: str) -> str:
    return name.replace("_", "-")
