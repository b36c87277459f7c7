"""Whose a member number is, and which codes have been used."""

from typing import Protocol


class Members(Protocol):
    """All raise Unavailable if the store does not answer."""

    def claim(self, member_no: str, friend_id: str) -> bool:
        """Give a number to a friend for good; False: it is another's. One conditional write."""

    def owner(self, member_no: str) -> str | None:
        """The friend who was given a number. One read."""

    def use_code(self, member_no: str, step: int, token: str, now: int) -> bool:
        """Note that a code was used, by a request; False: another request has used it. One conditional write. Forgotten
        once the code is long out of use."""
