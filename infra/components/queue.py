"""A queue of work: its consumer, where failed messages go, and its alarms."""

from aws_cdk import Duration
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.components.alarms import Alarms
from infra.components.function import Function
from infra.components.nag import acknowledge
from infra.config import Config

_KEEP = Duration.days(14)  # the longest that SQS keeps a message


class FailedMessages(Construct):
    """The dead-letter queue of all work queues: one place to look, and one alarm.

    Each message names the queue that it comes from (``DeadLetterQueueSourceArn``), and SQS's redrive without a destination
    puts each back into that one.
    """

    def __init__(self, scope: Construct, id: str, *, config: Config, alarms: Alarms) -> None:
        super().__init__(scope, id)
        self.queue = dead_letters(self, "Queue", tls=not config.local)
        alarms.not_empty(
            "messages-failed",
            self.queue,
            "Messages failed as often as their queue tries them. Each names its queue (DeadLetterQueueSourceArn), whose "
            "function's log says why. Mend the cause, then redrive them.",
            essential=True,
        )


class WorkQueue(Construct):
    """A queue whose failed messages go to the dead-letter queue; encrypted by SQS and reached over TLS alone.

    A message that fails is tried again after ``again_after``, ``tries`` times in all. ``again_after`` is at least, and by
    itself, what AWS asks for: six times the function's time-out, so that throttled retries do not show a message twice.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        config: Config,
        alarms: Alarms,
        failed: FailedMessages,
        consumer_timeout: Duration,
        stale_after: Duration,
        tries: int = 5,
        again_after: Duration | None = None,
    ) -> None:
        super().__init__(scope, id)
        # MiniStack speaks plain HTTP.
        self._tls = not config.local
        self.queue = sqs.Queue(
            self,
            "Queue",
            visibility_timeout=again_after or Duration.seconds(6 * consumer_timeout.to_seconds()),
            retention_period=Duration.days(4),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=self._tls,
            dead_letter_queue=sqs.DeadLetterQueue(queue=failed.queue, max_receive_count=tries),
        )
        alarms.stale(name, self.queue, stale_after)

    @property
    def url(self) -> str:
        return self.queue.queue_url

    def feed(self, function: Function, *, batch_size: int, most_at_once: int | None = None) -> None:
        """Make the function the queue's consumer. It reports the messages that failed one by one."""
        function.add_event_source(
            sources.SqsEventSource(
                self.queue, batch_size=batch_size, max_concurrency=most_at_once, report_batch_item_failures=True
            )
        )

    def accept_from(self, function: Function) -> None:
        """Let a function send messages."""
        # In AWS this allows SendMessageBatch, too, which MiniStack takes for an action of its own.
        batch = [] if self._tls else ["sqs:SendMessageBatch"]
        function.may(["sqs:SendMessage", *batch], self.queue.queue_arn)


def dead_letters(scope: Construct, id: str, *, tls: bool) -> sqs.Queue:
    """A queue without a consumer, which keeps its messages for as long as SQS can."""
    queue = sqs.Queue(scope, id, retention_period=_KEEP, encryption=sqs.QueueEncryption.SQS_MANAGED, enforce_ssl=tls)
    acknowledge(queue, "AwsSolutions-SQS3", "It is where others put what they cannot handle.")
    return queue
