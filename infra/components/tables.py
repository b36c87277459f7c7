"""The four tables."""

from typing import Any

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra.components.function import Function
from infra.config import Config

_S, _N = dynamodb.AttributeType.STRING, dynamodb.AttributeType.NUMBER
_KEYS_ONLY = dynamodb.ProjectionType.KEYS_ONLY

# What DynamoDB asks of whoever uses a table under a customer's key (DynamoDB developer guide, "encryption at rest").
_KEY_USE = [
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
]


class Table(dynamodb.Table):
    """A table on demand with point-in-time recovery. In production it outlives the stack."""

    def __init__(self, scope: Construct, id: str, *, config: Config, key: kms.IKey | None, **keys: Any) -> None:
        super().__init__(
            scope,
            id,
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED if key else dynamodb.TableEncryption.DEFAULT,
            encryption_key=key,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            deletion_protection=config.production,
            removal_policy=RemovalPolicy.RETAIN if config.production else RemovalPolicy.DESTROY,
            **keys,
        )
        self._key = key

    def allow(self, function: Function, *operations: str, index: str | None = None) -> None:
        """Let a function do these operations on the table, or on one of its indexes."""
        resource = f"{self.table_arn}/index/{index}" if index else self.table_arn
        function.may([f"dynamodb:{operation}" for operation in operations], resource)
        if self._key:
            function.may(_KEY_USE, self._key.key_arn)


class Tables(Construct):
    """Keys and attribute names are those of ``daifukucho_aws.dynamo``."""

    def __init__(self, scope: Construct, id: str, *, config: Config) -> None:
        super().__init__(scope, id)
        self.key = key = self._key(config) if config.customer_key else None
        self.friends = Table(
            self,
            "Friends",
            config=config,
            key=key,
            partition_key=_key("friend_id"),
            stream=dynamodb.StreamViewType.NEW_IMAGE,
        )
        self.friends.add_global_secondary_index(
            index_name="phones", partition_key=_key("phone"), projection_type=_KEYS_ONLY
        )
        self.ledger = Table(
            self,
            "Ledger",
            config=config,
            key=key,
            partition_key=_key("friend_id"),
            sort_key=_key("sort"),
            stream=dynamodb.StreamViewType.NEW_IMAGE,
        )
        self.ledger.add_global_secondary_index(
            index_name="holders",
            partition_key=_key("coupon_id"),
            sort_key=_key("holder"),
            projection_type=dynamodb.ProjectionType.ALL,
        )
        self.catalog = Table(
            self,
            "Catalog",
            config=config,
            key=key,
            partition_key=_key("kind"),
            sort_key=_key("sort"),
            time_to_live_attribute="expires_at",
        )
        self.catalog.add_global_secondary_index(
            index_name="due", partition_key=_key("due_kind"), sort_key=_key("due_at", _N), projection_type=_KEYS_ONLY
        )
        self.outbox = Table(
            self,
            "Outbox",
            config=config,
            key=key,
            partition_key=_key("pk"),
            sort_key=_key("sort"),
            time_to_live_attribute="expires_at",
        )
        self.outbox.add_global_secondary_index(
            index_name="open",
            partition_key=_key("open_key"),
            sort_key=_key("silent_since", _N),
            projection_type=_KEYS_ONLY,
        )
        self.outbox.add_global_secondary_index(
            index_name="runs",
            partition_key=_key("run_list"),
            sort_key=_key("opened_at", _N),
            projection_type=dynamodb.ProjectionType.ALL,
        )

    def _key(self, config: Config) -> kms.Key:
        return kms.Key(
            self,
            "Key",
            description=f"The tables of {config.name}",
            enable_key_rotation=True,
            removal_policy=RemovalPolicy.RETAIN if config.production else RemovalPolicy.DESTROY,
        )


def _key(name: str, type: dynamodb.AttributeType = _S) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=type)
