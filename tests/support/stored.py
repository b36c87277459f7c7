"""Friends as the roster keeps them, in DynamoDB's own form."""

from typing import Any

from daifukucho.friends.friend import Friend
from daifukucho_aws.dynamo.friends import to_item
from daifukucho_aws.dynamo.tables import FriendItem


def stored(friend: Friend) -> dict[str, Any]:
    """The friend's item."""
    return to_item(FriendItem, friend).serialize()
