"""Profiles from the Messaging API."""

from typing import Any

from daifukucho.friends.profile import Profile
from daifukucho_aws.line import LineAccess, read
from daifukucho_aws.refusals import PROFILE_REFUSED, PROFILE_SILENT


class LineProfiles:
    """``GET /v2/bot/profile/{userId}``: 2,000 a second are allowed (Messaging API reference, rate limits)."""

    def __init__(self, access: LineAccess) -> None:
        self._access = access

    def fetch(self, friend_id: str) -> Profile | None:
        """One call to LINE; see ``daifukucho.friends.profile.Profiles``."""
        from linebot.v3.oauth.exceptions import ApiException
        from urllib3.exceptions import HTTPError

        try:
            return _profile(
                self._access.call(lambda client: read(client, "/v2/bot/profile/{userId}", userId=friend_id))
            )
        except ApiException as error:
            if error.status == 404:
                return None
            raise PROFILE_REFUSED(status=error.status) from error
        except (HTTPError, ValueError) as error:  # no answer, or one that is not a profile
            raise PROFILE_SILENT() from error


def _profile(found: Any) -> Profile:
    """Raises ValueError for what is no profile."""
    if not isinstance(found, dict) or not isinstance(found.get("displayName"), str):
        raise ValueError("a profile has a display name")
    texts = [found.get(name) or None for name in ("displayName", "pictureUrl", "statusMessage", "language")]
    if not all(text is None or isinstance(text, str) for text in texts):
        raise ValueError("what a profile says is text")
    return Profile(*texts)
