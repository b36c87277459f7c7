"""The list of followers from the Messaging API."""

from daifukucho.friends.backfill import Followers
from daifukucho.kernel.errors import Conflict, Denied, Unavailable
from daifukucho_aws.line import TIMEOUT, LineAccess

_PAGE = 1_000


class LineFollowers:
    """``GET /v2/bot/followers/ids``, which LINE gives to verified and premium accounts only."""

    def __init__(self, access: LineAccess) -> None:
        self._access = access

    def page(self, token: str | None) -> Followers:
        """One call to LINE; see ``daifukucho.friends.backfill.FollowerPages``."""
        from linebot.v3.messaging import MessagingApi
        from linebot.v3.messaging.exceptions import ApiException
        from urllib3.exceptions import HTTPError

        start = {"start": token} if token else {}
        try:
            found = self._access.call(
                lambda client: MessagingApi(client).get_followers(**start, limit=_PAGE, _request_timeout=TIMEOUT)
            )
        except ApiException as error:
            if error.status == 403:
                raise Denied(
                    "LINE gives the list of friends to verified and premium accounts only.", code="followers_denied"
                ) from error
            if error.status == 400:
                raise Conflict("LINE no longer knows this page of the list.", code="page_expired") from error
            raise Unavailable(
                f"LINE refused the followers (HTTP {error.status}).", code=f"line_{error.status}"
            ) from error
        except (HTTPError, ValueError) as error:  # no answer, or one that is not a list
            raise Unavailable("LINE did not answer when asked for followers.", code="line_no_answer") from error
        return Followers(found.user_ids, found.next or None)
