"""Which friend has a number on a card, and which codes have been used."""

from typing import Protocol


class Members(Protocol):
    """All raise Unavailable if the repository does not answer."""

    def claim(self, number: str, friend_id: str, now: int) -> bool:
        """Reserve a number for a friend; False: it is another friend's. One conditional write."""

    def take_over(self, number: str, friend_id: str, former: str, before: int, now: int) -> bool:
        """Reserve for a friend a number that a former friend has reserved, last before an instant; False: that is not
        so. One conditional write."""

    def owner(self, number: str) -> str | None:
        """The friend for whom a number is reserved. One read."""

    def use_code(self, member_no: str, step: int, token: str, now: int) -> bool:
        """Note that a code was used, by a request; False: another request has used it. One conditional write. The note
        is forgotten once the code is long out of use."""
