"""What LINE says of a user: the Messaging API's profile."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Profile:
    """A user's profile as LINE has it now; a value is ``None`` if the user has not set it or does not show it."""

    display_name: str | None = None
    picture_url: str | None = None
    status_message: str | None = None
    language: str | None = None


class Profiles(Protocol):
    """Where profiles come from."""

    def fetch(self, friend_id: str) -> Profile | None:
        """One call to LINE. ``None``: LINE shows us no profile (the user has blocked the account, or is no friend).

        Raises Unavailable if LINE did not answer or refused us; the same call may succeed later.
        """
