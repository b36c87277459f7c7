"""The list of followers from the Messaging API."""

from typing import Any

from daifukucho.book.backfill import Followers
from daifukucho_aws.line import LineAccess, read
from daifukucho_aws.refusals import FOLLOWERS_DENIED, FOLLOWERS_PAGE_EXPIRED, FOLLOWERS_REFUSED, FOLLOWERS_SILENT

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
                raise FOLLOWERS_DENIED() from error
            if error.status == 400:
                raise FOLLOWERS_PAGE_EXPIRED() from error
            raise FOLLOWERS_REFUSED(status=error.status) from error
        except (HTTPError, ValueError) as error:  # no answer, or one that is not a list
            raise FOLLOWERS_SILENT() from error


def _followers(found: Any) -> Followers:
    """Raises ValueError for what is no list of followers."""
    ids, token = (found.get("userIds"), found.get("next")) if isinstance(found, dict) else (None, None)
    if not isinstance(ids, list) or not all(isinstance(friend_id, str) for friend_id in ids):
        raise ValueError("a page of followers has ids")
    if not isinstance(token, str | None):
        raise ValueError("the next page is named by a text")
    return Followers(ids, token or None)
