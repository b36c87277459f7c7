"""Who is told when something is wrong."""

from aws_cdk import ArnFormat, Duration, Stack
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from daifukucho_aws.metrics import DIMENSION, Metric
from infra.components.nag import acknowledge
from infra.config import Config

_FIVE_MINUTES = Duration.minutes(5)


class Alarms(Construct):
    """A topic, and the alarms that speak to it.

    An alarm costs 0.10 USD a month for each metric that it reads, and each of these reads one; an account has ten free.
    So each says something that no other one says. With ``-c alarms=few`` only those are made that are
    ``essential``: together they notice everything that people would notice, and some name the place less exactly.
    docs/deploying.md lists them all, and a test holds that list.
    """

    def __init__(self, scope: Construct, id: str, *, config: Config) -> None:
        super().__init__(scope, id)
        self._prefix = config.name
        self._few = config.alarms == "few"
        self.topic = sns.Topic(self, "Topic", display_name=config.name, enforce_ssl=True)
        acknowledge(
            self.topic,
            "AwsSolutions-SNS2",
            "An alarm's text holds names of resources only, and CloudWatch may not publish to a topic under "
            "the AWS-managed key.",
        )
        self._let_alarms_publish()
        if config.alarm_email:
            self.topic.add_subscription(subscriptions.EmailSubscription(config.alarm_email))
        if self._few:
            self.above(
                "functions-errors",
                lambda_.Function.metric_all_errors(period=_FIVE_MINUTES, statistic="Sum"),
                0,
                "A function of this account and region failed, of Daifukucho or not. The dashboard of the functions "
                "shows which, and its log says why.",
                essential=True,
            )

    def above(
        self,
        name: str,
        metric: cloudwatch.IMetric,
        threshold: float,
        description: str,
        *,
        essential: bool = False,
        periods: int = 1,
        of: int | None = None,
    ) -> None:
        """Alarm when a metric is above the threshold in ``periods`` of the last ``of`` periods (if left out: in all of
        ``periods``). ``name`` follows the stack's name; ``description`` says what it means and what to do.
        ``essential``: also with ``alarms=few``.
        """
        if self._few and not essential:
            return
        alarm = cloudwatch.Alarm(
            self,
            name,
            alarm_name=f"{self._prefix}-{name}",
            metric=metric,
            threshold=threshold,
            evaluation_periods=of or periods,
            datapoints_to_alarm=periods,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description=description,
        )
        alarm.add_alarm_action(actions.SnsAction(self.topic))
        alarm.add_ok_action(actions.SnsAction(self.topic))

    def counted(
        self,
        name: str,
        metric: Metric,
        description: str,
        *,
        threshold: float = 0,
        statistic: str = "Sum",
        essential: bool = False,
        periods: int = 1,
        of: int | None = None,
    ) -> None:
        """Alarm when what functions count is above the threshold within five minutes, whichever function counts it;
        the rest is as for ``above``."""
        counted = cloudwatch.Metric(
            namespace=self._prefix,
            metric_name=metric,
            dimensions_map=DIMENSION,
            statistic=statistic,
            period=_FIVE_MINUTES,
        )
        self.above(name, counted, threshold, description, essential=essential, periods=periods, of=of)

    def errors(self, name: str, function: lambda_.Function) -> None:
        self.above(
            f"{name}-errors",
            function.metric_errors(period=_FIVE_MINUTES, statistic="Sum"),
            0,
            "The function failed. Its log says why. Events, messages and schedules are delivered again; a person's "
            "request is not.",
        )

    def throttles(self, name: str, function: lambda_.Function) -> None:
        """For a function that somebody waits for. Throttling of the other functions shows as the age of their
        messages."""
        self.above(
            f"{name}-throttles",
            function.metric_throttles(period=_FIVE_MINUTES, statistic="Sum"),
            0,
            "Calls were refused: the account's concurrency is used up. Ask AWS for a higher quota.",
        )

    def answers(self, api: apigateway.HttpApi) -> None:
        """For what the API answers to LINE, to a page or to a program. A function that catches its failure
        and answers 500 or 503 has no error of its own."""
        self.above(
            "api-5xx",
            api.metric_server_error(period=_FIVE_MINUTES, statistic="Sum"),
            0,
            "LINE, a page or a program was answered 500 or more: a function failed, was throttled, or could not reach "
            "the database or LINE. The API's access log names the route, the function's log says why.",
            essential=True,
        )

    def not_empty(self, name: str, queue: sqs.Queue, description: str, *, essential: bool = False) -> None:
        self.above(
            name,
            queue.metric_approximate_number_of_messages_visible(period=_FIVE_MINUTES, statistic="Maximum"),
            0,
            description,
            essential=essential,
        )

    def stale(self, name: str, queue: sqs.Queue, limit: Duration) -> None:
        self.above(
            f"{name}-waiting",
            queue.metric_approximate_age_of_oldest_message(period=_FIVE_MINUTES, statistic="Maximum"),
            limit.to_seconds(),
            "Messages wait longer than they should: the consumer fails, is throttled, or is too slow.",
            periods=3,
        )

    def _let_alarms_publish(self) -> None:
        """A topic's own policy replaces that of SNS, which lets the account's alarms publish; ``enforce_ssl`` makes
        one that only denies."""
        stack = Stack.of(self)
        alarms = stack.format_arn(
            service="cloudwatch",
            resource="alarm",
            resource_name=f"{self._prefix}-*",
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )
        self.topic.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AlarmsOfThisStack",
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["sns:Publish"],
                resources=[self.topic.topic_arn],
                conditions={
                    "StringEquals": {"aws:SourceAccount": stack.account},
                    "ArnLike": {"aws:SourceArn": alarms},
                },
            )
        )
