"""``client.tags``: the tags that friends have."""

from dataclasses import dataclass
from datetime import datetime

from daifukucho_client.http import Http


@dataclass(frozen=True, kw_only=True)
class Tag:
    """A tag タグ, and how many friends have it."""

    tag: str
    friends: int


@dataclass(frozen=True, kw_only=True)
class TagCounts:
    """The tags, those first that most friends have; ``more``: how many others there are. Exact if ``complete``, as things
    were at ``as_of``; ``source``: whether the ``roster`` was asked, or its ``copy``."""

    items: list[Tag]
    more: int
    complete: bool
    source: str
    as_of: datetime


class Tags:
    """The operations on tags. Each raises ApiError. (``client.friends`` gives a friend a tag, and takes it.)"""

    def __init__(self, http: Http) -> None:
        self._http = http

    def count(self) -> TagCounts:
        """How many friends have each tag. 5 seconds at most."""
        return self._http.call("GET", "/tags", TagCounts)
