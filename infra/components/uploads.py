"""Pictures that customers attach to their answers."""

from aws_cdk import Duration, Stack
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from daifukucho.surveys.uploads import PENDING_DAYS
from daifukucho_aws.s3 import PENDING
from infra.components.bucket import Bucket
from infra.components.function import Function
from infra.components.nag import acknowledge
from infra.config import Config


class Uploads(Construct):
    """One bucket. A picture that no answer names is deleted by itself."""

    def __init__(self, scope: Construct, id: str, *, config: Config, key: kms.IKey | None) -> None:
        super().__init__(scope, id)
        name, value = PENDING
        self.bucket = Bucket(
            self,
            "Bucket",
            config=config,
            key=key,
            lifecycle_rules=[
                s3.LifecycleRule(id="Pending", tag_filters={name: value}, expiration=Duration.days(PENDING_DAYS))
            ],
        )
        acknowledge(
            self.bucket,
            "AwsSolutions-S1",
            "Only our functions reach it. A log of its own would need another bucket, for friends' ids in its lines.",
        )

    def allow(self, function: Function, *operations: str) -> None:
        """Let a function do these operations on the pictures."""
        function.may([f"s3:{operation}" for operation in operations], self.bucket.arn_for_objects("*"))
        # Without it S3 answers for a missing object that it may not be seen, as for a forbidden one.
        function.may(["s3:ListBucket"], self.bucket.bucket_arn)
        logical = Stack.of(self).get_logical_id(self.bucket.node.default_child)  # type: ignore[arg-type]
        function.accept(
            f"AwsSolutions-IAM5[Resource::<{logical}.Arn>/*]",
            "The keys of pictures begin with friends' ids.",
        )
