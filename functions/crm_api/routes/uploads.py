"""``/v1/friends/…/uploads``: the pictures that a friend has attached to answers."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field

from daifukucho.kernel.time import to_iso
from routes.shared import MAY_READ, Answer, Crm, FriendId, PathText, answers, example

router = Router()
Reference = Annotated[
    PathText,
    Path(description="As the answer to a question of type `image` has it."),
]


class PictureLink(Answer):
    """Where a picture can be seen, by everybody who has the address."""

    model_config = example(
        {
            "url": "https://….s3.ap-northeast-1.amazonaws.com/U4af…/up_01JD…?X-Amz-Expires=300&…",
            "expires_at": "2026-11-22T12:05:00+09:00",
        }
    )

    url: str = Field(description="A presigned address of S3's. It needs no token, so give it to nobody.")
    expires_at: str = Field(description="Until when it leads there: five minutes.")


@router.get(
    "/v1/friends/<friend_id>/uploads/<reference>",
    summary="See a picture that a friend has attached to an answer",
    tags=["surveys"],
    security=MAY_READ,
    responses=answers("Where it can be seen", "upload_not_found"),
    operation_id="getUpload",
)
def get_upload(crm: Crm, friend_id: FriendId, reference: Reference) -> PictureLink:
    link = crm.pictures.link(friend_id, reference)
    return PictureLink(url=link.url, expires_at=to_iso(link.expires_at))
