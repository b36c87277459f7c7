"""Builds what ``functions/roster_compact`` needs."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from daifukucho_aws.bootstrap.common import client, clock, connection, new_id
from daifukucho_aws.dynamo.roster import pages
from daifukucho_aws.roster_copy.changes import Row, row_of
from daifukucho_aws.roster_copy.compaction import Compactor
from daifukucho_aws.roster_copy.objects import Objects
from daifukucho_aws.settings import RosterCopySettings


def build(settings: RosterCopySettings) -> Compactor:
    dynamo = connection(read=10.0)

    def walk() -> Iterator[Sequence[Row]]:
        for page in pages(dynamo.client, settings.friends_table):
            yield [row_of(item, clock()) for item in page]

    folder = Path(tempfile.mkdtemp(prefix="roster-compact-"))
    return Compactor(Objects(client("s3"), settings.copy_bucket), folder, walk, clock, new_id)
