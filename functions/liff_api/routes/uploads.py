"""Pictures that belong to answers."""

from collections.abc import Mapping
from typing import Any

from gate import Request, Route

from daifukucho.surveys.uploads import MOST_BYTES


def take(request: Request) -> Mapping[str, Any]:
    """A picture; its reference. A read, two writes. The same again is another one, and the one that no answer names goes."""
    return {"reference": request.liff.uploads.take(request.friend().friend_id, request.file)}


ROUTES = (Route("POST", "uploads", take, file_bytes=MOST_BYTES),)
