"""What several builders share: access to LINE, and the pictures of answers."""

from functools import cache
from typing import Any

from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.line import LineAccess, api_base
from daifukucho_aws.s3 import S3Uploads
from daifukucho_aws.secrets import ChannelSecret
from daifukucho_aws.settings import LineSettings


def s3(world: World) -> Any:
    """A client of S3, whose presigned addresses are of the present kind and name the region's host. By itself botocore
    goes on making them of the former kind, for the host of all regions: that sends whoever comes to a new bucket
    elsewhere, with a signature that is for the first host alone."""
    return world.client("s3", signature_version="s3v4", s3={"addressing_style": "virtual"})


def uploads(world: World, bucket: str) -> S3Uploads:
    """The pictures of answers. S3's client takes long to make, so it is made with the first picture."""
    return S3Uploads(cache(lambda: s3(world)), bucket)


def line_access(settings: LineSettings, world: World) -> LineAccess:
    secret = ChannelSecret(world.client("secretsmanager"), settings.line_secret_id, world.clock)
    return LineAccess(secret, api_base(settings), world.clock)
