"""The list of followers from the Messaging API."""

from typing import Any

from daifukucho.book.backfill import Followers
from daifukucho.kernel.errors import Conflict, Denied, Unavailable
from daifukucho_aws.line import LineAccess, read

_PAGE = 1_000


class LineFollowers:
    """``GET /v2/bot/followers/ids``, which LINE gives to verified and premium accounts only."""

    def __init__(self, access: LineAccess) -> None:
        self._access = access

    def page(self, token: str | None) -> Followers:
        """One call to LINE; see ``daifukucho.book.backfill.FollowerPages``."""
        from linebot.v3.oauth.exceptions import ApiException
        from urllib3.exceptions import HTTPError

        asked = {"start": token, "limit": _PAGE} if token else {"limit": _PAGE}
        try:
            return _followers(self._access.call(lambda client: read(client, "/v2/bot/followers/ids", asked)))
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


def _followers(found: Any) -> Followers:
    """Raises ValueError for what is no list of followers."""
    ids, token = (found.get("userIds"), found.get("next")) if isinstance(found, dict) else (None, None)
    if not isinstance(ids, list) or not all(isinstance(friend_id, str) for friend_id in ids):
        raise ValueError("a page of followers has ids")
    if not isinstance(token, str | None):
        raise ValueError("the next page is named by a text")
    return Followers(ids, token or None)
