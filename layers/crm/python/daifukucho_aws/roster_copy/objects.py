"""The bucket that holds the copy."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from daifukucho_aws.refusals import OBJECT_NOT_FOUND, OBJECT_REPLACED, S3_REFUSED, S3_SILENT, S3_UNDELETED

_KEYS_PER_DELETE = 1000
_LOST_RACES = {"PreconditionFailed", "ConditionalRequestConflict"}


@dataclass(frozen=True, slots=True)
class Listed:
    """An object of a listing. ``modified``: UTC epoch milliseconds."""

    key: str
    size: int
    modified: int


class Objects:
    """Reads and writes objects whole. All raise Unavailable if S3 refuses or does not answer."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def get(self, key: str) -> bytes:
        """One GET. Raises NotFound."""
        return self.get_tagged(key)[0]

    def get_tagged(self, key: str) -> tuple[bytes, str]:
        """The object and its ETag; one GET. Raises NotFound."""
        with _translated():
            answer = self._client.get_object(Bucket=self._bucket, Key=key)
            return answer["Body"].read(), answer["ETag"]

    def get_part(self, key: str, first: int, length: int) -> bytes:
        """Some bytes of an object, which must have that many; one GET. Raises NotFound."""
        with _translated():
            answer = self._client.get_object(Bucket=self._bucket, Key=key, Range=f"bytes={first}-{first + length - 1}")
            return answer["Body"].read()

    def put(self, key: str, body: bytes) -> None:
        """One PUT, over whatever is there."""
        with _translated():
            self._client.put_object(Bucket=self._bucket, Key=key, Body=body)

    def replace(self, key: str, body: bytes, tag: str | None) -> str:
        """One PUT, if the object still has this ETag (``None``: if there is none); its new one. Raises Conflict if not."""
        condition = {"IfMatch": tag} if tag else {"IfNoneMatch": "*"}
        with _translated():
            return str(self._client.put_object(Bucket=self._bucket, Key=key, Body=body, **condition)["ETag"])

    def list(self, prefix: str) -> Iterator[Listed]:
        """The objects below a prefix, in the order of their keys; a LIST for each thousand."""
        with _translated():
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix):
                for found in page.get("Contents", ()):
                    modified = int(found["LastModified"].timestamp() * 1000)
                    yield Listed(found["Key"], found["Size"], modified)

    def delete(self, keys: Collection[str]) -> None:
        """A call for each thousand; what is not there stays so."""
        listed = [{"Key": key} for key in keys]
        for start in range(0, len(listed), _KEYS_PER_DELETE):
            part = listed[start : start + _KEYS_PER_DELETE]
            with _translated():
                answer = self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": part, "Quiet": True})
            if answer.get("Errors"):
                raise S3_UNDELETED()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in ("NoSuchKey", "404"):
            raise OBJECT_NOT_FOUND() from error
        if code in _LOST_RACES:
            raise OBJECT_REPLACED() from error
        raise S3_REFUSED(cause=code) from error
    except BotoCoreError as error:
        raise S3_SILENT() from error
