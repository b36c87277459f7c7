"""Pictures in a bucket, under the id of the friend whom they belong to.

What is pending has a tag, by which the bucket's lifecycle finds what is to go. Keeping a picture is taking the tag
away: one call, on one object that never moves, so that it can be repeated, and there is no half of it.
"""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from daifukucho_aws.cause import cause
from daifukucho_aws.refusals import STORAGE_SILENT

PENDING = ("pending", "yes")
"""The tag."""

_GONE = ("404", "NoSuchKey")


class S3Uploads:
    """``daifukucho.surveys.uploads.UploadRepository``. ``client`` gives a botocore client of S3."""

    def __init__(self, client: Callable[[], Any], bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, friend_id: str, reference: str, content: bytes, media_type: str) -> None:
        # botocore sends again what was not answered. The one that comes last must not make pending what was kept since.
        once = {"IfNoneMatch": "*", "Tagging": "=".join(PENDING)}
        try:
            self._client().put_object(
                **self._object(friend_id, reference), Body=content, ContentType=media_type, **once
            )
        except (BotoCoreError, ClientError) as error:
            if cause(error) != "PreconditionFailed":
                raise STORAGE_SILENT(cause=cause(error)) from error

    def uploaded_at(self, friend_id: str, reference: str) -> int | None:
        try:
            found = self._client().head_object(**self._object(friend_id, reference))
        except (BotoCoreError, ClientError) as error:
            if cause(error) in _GONE:
                return None
            raise STORAGE_SILENT(cause=cause(error)) from error
        return int(found["LastModified"].timestamp()) * 1_000

    def keep(self, friend_id: str, reference: str) -> None:
        try:
            self._client().delete_object_tagging(**self._object(friend_id, reference))
        except (BotoCoreError, ClientError) as error:
            if cause(error) not in _GONE:
                raise STORAGE_SILENT(cause=cause(error)) from error

    def link(self, friend_id: str, reference: str, seconds: int) -> str:
        return self._client().generate_presigned_url(
            "get_object", Params=self._object(friend_id, reference), ExpiresIn=seconds
        )

    def _object(self, friend_id: str, reference: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": f"{friend_id}/{reference}"}
