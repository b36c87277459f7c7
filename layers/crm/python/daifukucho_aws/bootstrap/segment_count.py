"""Builds what ``functions/segment_count`` needs."""

import tempfile
from pathlib import Path

from daifukucho_aws.bootstrap.clients import client, clock
from daifukucho_aws.roster_copy.files import Files
from daifukucho_aws.roster_copy.objects import Objects
from daifukucho_aws.roster_copy.reader import Reader
from daifukucho_aws.segment_count import Counting
from daifukucho_aws.settings import RosterCopySettings


def build(settings: RosterCopySettings) -> Counting:
    objects = Objects(client("s3"), settings.copy_bucket)
    folder = Path(tempfile.mkdtemp(prefix="segment-count-"))
    return Counting(Reader(objects, Files(objects, folder), clock))
