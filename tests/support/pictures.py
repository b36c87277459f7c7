"""Pictures, and the bucket in moto where they are."""

import struct
import zlib
from functools import cache
from typing import Any

from daifukucho_aws.bootstrap.common import s3
from daifukucho_aws.bootstrap.world import of_aws
from daifukucho_aws.s3 import S3Uploads
from tests.support.tables import REGION

BUCKET = "uploads"
REFERENCE = "up_01JD0000000000000000000000"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 1, height: int = 1) -> bytes:
    """A picture of one colour."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\xe5\x5b\x5b" * width for _ in range(height)), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L"


@cache
def client() -> Any:
    """Making one takes longer than a test; moto answers for it whenever it is on."""
    return s3(of_aws())


def store() -> S3Uploads:
    return S3Uploads(client, BUCKET)


def create_bucket() -> None:
    client().create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})


def attach(friend_id: str, reference: str = REFERENCE) -> str:
    """Upload a picture of a friend's, past the API."""
    store().put(friend_id, reference, png(), "image/png")
    return reference


def pending(friend_id: str, reference: str = REFERENCE) -> bool:
    """Whether it would go by itself."""
    tags = client().get_object_tagging(Bucket=BUCKET, Key=f"{friend_id}/{reference}")["TagSet"]
    assert tags in ([], [{"Key": "pending", "Value": "yes"}])
    return bool(tags)


def clear() -> None:
    """Take every picture away."""
    for item in client().list_objects_v2(Bucket=BUCKET).get("Contents", []):
        client().delete_object(Bucket=BUCKET, Key=item["Key"])
