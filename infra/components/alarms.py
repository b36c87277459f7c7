"""Who is told when something is wrong."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from daifukucho_aws.metrics import Metric
from infra.components.nag import acknowledge
from infra.config import Config

_FIVE_MINUTES = Duration.minutes(5)


class Alarms(Construct):
    """A topic, and the alarms that speak to it. Each alarm costs about 0.10 USD a month, so each says something
    that no other one says."""

    def __init__(self, scope: Construct, id: str, *, config: Config) -> None:
        super().__init__(scope, id)
        self._namespace = config.name
        self.topic = sns.Topic(self, "Topic", display_name=config.name, enforce_ssl=True)
        acknowledge(
            self.topic,
            "AwsSolutions-SNS2",
            "An alarm's text holds names of resources only, and CloudWatch may not publish to a topic under "
            "the AWS-managed key.",
        )
        if config.alarm_email:
            self.topic.add_subscription(subscriptions.EmailSubscription(config.alarm_email))

    def above(
        self,
        scope: Construct,
        id: str,
        metric: cloudwatch.Metric,
        threshold: float,
        description: str,
        *,
        periods: int = 1,
    ) -> None:
        """Alarm when a metric is above the threshold. ``description`` says what it means and what to do."""
        alarm = cloudwatch.Alarm(
            scope,
            id,
            metric=metric,
            threshold=threshold,
            evaluation_periods=periods,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description=description,
        )
        alarm.add_alarm_action(actions.SnsAction(self.topic))
        alarm.add_ok_action(actions.SnsAction(self.topic))

    def paused_runs(self, function: lambda_.Function, service: str) -> None:
        """When a function, which counts by the name of its service, has paused a run."""
        self.above(
            function,
            "RunsPaused",
            cloudwatch.Metric(
                namespace=self._namespace,
                metric_name=Metric.RUNS_PAUSED,
                dimensions_map={"service": service},
                statistic="Sum",
                period=_FIVE_MINUTES,
            ),
            0,
            "A run paused itself: LINE refuses it, or too many of its messages failed. Its report says why; "
            "resume or cancel it.",
        )

    def guessed_pins(self, function: lambda_.Function, service: str) -> None:
        """When wrong PINs are typed at a store that is on guard."""
        self.above(
            function,
            "PinsGuarded",
            cloudwatch.Metric(
                namespace=self._namespace,
                metric_name=Metric.PINS_GUARDED,
                dimensions_map={"service": service},
                statistic="Sum",
                period=_FIVE_MINUTES,
            ),
            0,
            "A store has counted a hundred wrong PINs today: somebody may be guessing. The function's log names the "
            "store ('PINs are being guessed'); give it a new PIN.",
        )

    def errors(self, function: lambda_.Function) -> None:
        self.above(
            function,
            "Errors",
            function.metric_errors(period=_FIVE_MINUTES, statistic="Sum"),
            0,
            "The function failed. Its log says why; what it was given is delivered again.",
        )

    def throttles(self, function: lambda_.Function) -> None:
        """For a function that somebody waits for. Throttling of the others shows as the age of their messages."""
        self.above(
            function,
            "Throttles",
            function.metric_throttles(period=_FIVE_MINUTES, statistic="Sum"),
            0,
            "Calls were refused: the account's concurrency is used up. Ask AWS for a higher quota.",
        )

    def not_empty(self, queue: sqs.Queue, description: str) -> None:
        self.above(
            queue,
            "NotEmpty",
            queue.metric_approximate_number_of_messages_visible(period=_FIVE_MINUTES, statistic="Maximum"),
            0,
            description,
        )

    def stale(self, queue: sqs.Queue, limit: Duration) -> None:
        self.above(
            queue,
            "Stale",
            queue.metric_approximate_age_of_oldest_message(period=_FIVE_MINUTES, statistic="Maximum"),
            limit.to_seconds(),
            "Messages wait longer than they should: the consumer fails, is throttled, or is too slow.",
            periods=3,
        )
