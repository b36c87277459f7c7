"""Profiles from the Messaging API."""

from daifukucho.friends.profile import Profile
from daifukucho.kernel.errors import Unavailable
from daifukucho_aws.line import TIMEOUT, LineAccess


class LineProfiles:
    """``GET /v2/bot/profile/{userId}``: 2,000 a second are allowed (Messaging API reference, rate limits)."""

    def __init__(self, access: LineAccess) -> None:
        self._access = access

    def fetch(self, friend_id: str) -> Profile | None:
        """One call to LINE; see ``daifukucho.friends.profile.Profiles``."""
        from linebot.v3.messaging import MessagingApi
        from linebot.v3.messaging.exceptions import ApiException
        from urllib3.exceptions import HTTPError

        try:
            found = self._access.call(
                lambda client: MessagingApi(client).get_profile(friend_id, _request_timeout=TIMEOUT)
            )
        except ApiException as error:
            if error.status == 404:
                return None
            raise Unavailable(f"LINE refused a profile (HTTP {error.status}).", code=f"line_{error.status}") from error
        except (HTTPError, ValueError) as error:  # no answer, or one that is not a profile
            raise Unavailable("LINE did not answer when asked for a profile.", code="line_no_answer") from error
        return Profile(
            display_name=found.display_name or None,
            picture_url=found.picture_url or None,
            status_message=found.status_message or None,
            language=found.language or None,
        )
