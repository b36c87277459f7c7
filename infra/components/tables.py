"""The four tables."""

from collections.abc import Mapping
from typing import Any

from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra.components.function import Function
from infra.config import Config

_S, _N = dynamodb.AttributeType.STRING, dynamodb.AttributeType.NUMBER
_KEYS_ONLY, _ALL = dynamodb.ProjectionType.KEYS_ONLY, dynamodb.ProjectionType.ALL

EXPIRES = "expires_at"
"""The attribute by which DynamoDB deletes items of the catalog and the outbox."""

# What DynamoDB needs of a function that uses a table under a customer's key (DynamoDB developer guide, "encryption at
# rest").
_KEY_USE = [
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
]


class Table:
    """A table on demand with point-in-time recovery, or the restored table that is attached in its place. With
    protection it outlives the stack; an attached one is not the stack's to delete.

    ``indexes``: partition key, sort key if any, and projection of each, by its name.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        key: kms.IKey | None,
        partition_key: dynamodb.Attribute,
        sort_key: dynamodb.Attribute | None = None,
        stream: bool = False,
        expires: bool = False,
        indexes: Mapping[str, tuple[dynamodb.Attribute, dynamodb.Attribute | None, dynamodb.ProjectionType]],
    ) -> None:
        self._key = key
        self.resource: dynamodb.ITable
        attached = config.attached(id.lower())
        if attached:
            self.resource = dynamodb.Table.from_table_attributes(
                scope,
                id,
                table_name=attached.name,
                table_stream_arn=attached.stream,
                encryption_key=key,
                global_indexes=list(indexes),
            )
            return
        warm = config.warm(id.lower())
        self.resource = table = dynamodb.Table(
            scope,
            id,
            partition_key=partition_key,
            sort_key=sort_key,
            stream=dynamodb.StreamViewType.NEW_IMAGE if stream else None,
            time_to_live_attribute=EXPIRES if expires else None,
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED if key else dynamodb.TableEncryption.DEFAULT,
            encryption_key=key,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            warm_throughput=None
            if warm is None
            else dynamodb.WarmThroughput(read_units_per_second=warm.read, write_units_per_second=warm.write),
            deletion_protection=config.guarded,
            removal_policy=config.removal_policy,
        )
        for name, (partition, sort, projection) in indexes.items():
            table.add_global_secondary_index(
                index_name=name, partition_key=partition, sort_key=sort, projection_type=projection
            )

    @property
    def table_name(self) -> str:
        return self.resource.table_name

    def allow(self, function: Function, *operations: str, index: str | None = None) -> None:
        """Let a function do these operations on the table, or on one of its indexes."""
        arn = self.resource.table_arn
        function.may([f"dynamodb:{operation}" for operation in operations], f"{arn}/index/{index}" if index else arn)
        if self._key:
            function.may(_KEY_USE, self._key.key_arn)


class Tables(Construct):
    """Keys and attribute names are those of ``daifukucho_aws.dynamo``."""

    def __init__(self, scope: Construct, id: str, *, config: Config) -> None:
        super().__init__(scope, id)
        self.key = key = self._key(config) if config.customer_key else None
        given: dict[str, Any] = {"config": config, "key": key}
        self.friends = Table(
            self,
            "Friends",
            **given,
            partition_key=_key("friend_id"),
            stream=True,
            indexes={"phones": (_key("phone"), None, _KEYS_ONLY)},
        )
        self.ledger = Table(
            self,
            "Ledger",
            **given,
            partition_key=_key("friend_id"),
            sort_key=_key("sort"),
            stream=True,
            indexes={"holders": (_key("coupon_id"), _key("holder"), _ALL)},
        )
        self.catalog = Table(
            self,
            "Catalog",
            **given,
            partition_key=_key("kind"),
            sort_key=_key("sort"),
            expires=True,
            indexes={"due": (_key("due_kind"), _key("due_at", _N), _KEYS_ONLY)},
        )
        self.outbox = Table(
            self,
            "Outbox",
            **given,
            partition_key=_key("pk"),
            sort_key=_key("sort"),
            expires=True,
            indexes={
                "open": (_key("open_key"), _key("silent_since", _N), _KEYS_ONLY),
                "runs": (_key("run_list"), _key("opened_at", _N), _ALL),
            },
        )

    def _key(self, config: Config) -> kms.Key:
        return kms.Key(
            self,
            "Key",
            description=f"The tables of {config.name}",
            enable_key_rotation=True,
            removal_policy=config.removal_policy,
        )


def _key(name: str, type: dynamodb.AttributeType = _S) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=type)
