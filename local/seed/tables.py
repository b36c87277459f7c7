"""The stack's tables, as much of them as seeding needs."""

from collections.abc import Sequence

from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.dynamo.friends import to_item
from daifukucho_aws.dynamo.ledger import LedgerRepository, entry_item
from daifukucho_aws.dynamo.orders import OrderOwnerItem, order_item, owner_item
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from local.seed.history import Seeded


class Tables:
    """The roster, the ledger, and whose the orders are. Every method raises PynamoDB's exceptions or Unavailable if it cannot."""

    def __init__(self, world: World, friends_table: str, ledger_table: str, catalog_table: str) -> None:
        self._connection = connection = world.connect()
        self._friends = bind(FriendItem, friends_table, connection)
        self._ledger = bind(LedgerItem, ledger_table, connection)
        self._owners = bind(OrderOwnerItem, catalog_table, connection)
        self._texts = LedgerRepository(connection, self._ledger, world.pause, world.clock)

    def made_at(self) -> int:
        """When the ledger's table was made, UTC epoch milliseconds. It never changes. One call."""
        table = self._connection.client.describe_table(TableName=self._ledger.Meta.table_name)["Table"]
        return int(table["CreationDateTime"].timestamp() * 1000)

    def known(self, friend_ids: Sequence[str]) -> set[str]:
        """Which of them are friends already. One read for each hundred."""
        return {item.friend_id for item in self._friends.batch_get(friend_ids, attributes_to_get=["friend_id"])}

    def write(self, people: Sequence[Seeded]) -> None:
        """Write friends who are not known yet, 25 items a call; texts, of which there are few, 100 a transaction.

        A friend is written last: a known friend has the whole ledger, and writing the others again writes the same
        items.
        """
        with self._ledger.batch_write() as batch:
            for person in people:
                for entry in person.entries:
                    batch.save(entry_item(self._ledger, entry))
                for order in person.orders:
                    batch.save(order_item(self._ledger, person.friend.friend_id, order))
        with self._owners.batch_write() as owners:
            for person in people:
                for order in person.orders:
                    owners.save(owner_item(self._owners, person.friend.friend_id, order))
        self._texts.write([], [text for person in people for text in person.texts])
        with self._friends.batch_write() as batch:
            for person in people:
                batch.save(to_item(self._friends, person.friend))
