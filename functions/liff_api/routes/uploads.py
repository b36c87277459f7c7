"""Pictures that belong to answers."""

from gate import Request, Route
from typing_extensions import TypedDict

from daifukucho.surveys.uploads import MOST_BYTES


class Uploaded(TypedDict):
    reference: str


def take(request: Request) -> Uploaded:
    """Take a picture; answers its reference. A read, two writes. The same picture sent again is another upload; an
    upload that no answer names is deleted."""
    return {"reference": request.liff.uploads.take(request.friend().friend_id, request.file)}


ROUTES = (Route("POST", "uploads", take, file_bytes=MOST_BYTES),)
