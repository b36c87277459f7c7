"""A bucket that only our functions reach."""

from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.config import Config


class Bucket(s3.Bucket):
    """Private, encrypted as the tables are, by TLS alone. With protection it outlives the stack. It keeps no former
    versions: what is deleted is gone.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        key: kms.IKey | None,
        lifecycle_rules: list[s3.LifecycleRule] | None = None,
    ) -> None:
        super().__init__(
            scope,
            id,
            encryption=s3.BucketEncryption.KMS if key else s3.BucketEncryption.S3_MANAGED,
            encryption_key=key,
            bucket_key_enabled=True if key else None,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=not config.local,  # MiniStack speaks plain HTTP
            minimum_tls_version=None if config.local else 1.2,
            lifecycle_rules=lifecycle_rules,
            removal_policy=config.removal_policy,
        )
