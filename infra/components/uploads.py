"""Pictures that customers attach to their answers."""

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from daifukucho.surveys.uploads import PENDING_DAYS
from daifukucho_aws.s3 import PENDING
from infra.components.function import Function
from infra.components.nag import acknowledge
from infra.config import Config


class Uploads(Construct):
    """One private bucket. What no answer has taken goes by itself; the rest, in production, outlives the stack.

    It keeps no former versions: a picture that is deleted is gone.
    """

    def __init__(self, scope: Construct, id: str, *, config: Config, key: kms.IKey | None) -> None:
        super().__init__(scope, id)
        name, value = PENDING
        self.bucket = s3.Bucket(
            self,
            "Bucket",
            encryption=s3.BucketEncryption.KMS if key else s3.BucketEncryption.S3_MANAGED,
            encryption_key=key,
            bucket_key_enabled=True if key else None,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=not config.local,  # MiniStack speaks plain HTTP
            minimum_tls_version=None if config.local else 1.2,
            lifecycle_rules=[
                s3.LifecycleRule(id="Pending", tag_filters={name: value}, expiration=Duration.days(PENDING_DAYS))
            ],
            removal_policy=RemovalPolicy.RETAIN if config.production else RemovalPolicy.DESTROY,
        )
        acknowledge(
            self.bucket,
            "AwsSolutions-S1",
            "Only our functions reach it. A log of its own would need another bucket, for friends' ids in its lines.",
        )

    def allow(self, function: Function, *operations: str) -> None:
        """Let a function do these operations on the pictures."""
        function.may([f"s3:{operation}" for operation in operations], self.bucket.arn_for_objects("*"))
        # Without it S3 says of what is not there that it may not be seen, as of what may not.
        function.may(["s3:ListBucket"], self.bucket.bucket_arn)
        logical = Stack.of(self).get_logical_id(self.bucket.node.default_child)
        acknowledge(
            function.role,
            f"AwsSolutions-IAM5[Resource::<{logical}.Arn>/*]",
            "The keys of pictures begin with friends' ids.",
        )
