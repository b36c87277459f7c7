"""Pictures that belong to answers."""

from collections.abc import Mapping
from typing import Any

from gate import Request, Route

from daifukucho.surveys.uploads import MOST_BYTES


def take(request: Request) -> Mapping[str, Any]:
    """Take a picture; answers its reference. A read, two writes. The same picture sent again is another upload; an
    upload that no answer names is deleted."""
    return {"reference": request.liff.uploads.take(request.friend().friend_id, request.file)}


ROUTES = (Route("POST", "uploads", take, file_bytes=MOST_BYTES),)
