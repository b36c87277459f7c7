"""Builds what ``functions/roster_compact`` needs."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.dynamo.roster import pages
from daifukucho_aws.roster_copy.changes import Row, row_of
from daifukucho_aws.roster_copy.compaction import Compactor
from daifukucho_aws.roster_copy.objects import Objects
from daifukucho_aws.settings import RosterCopySettings


def build(settings: RosterCopySettings, world: World) -> Compactor:
    dynamo = world.connect(read=10.0)

    def walk() -> Iterator[Sequence[Row]]:
        for page in pages(dynamo.client, settings.friends_table):
            yield [row_of(item, world.clock()) for item in page]

    folder = Path(tempfile.mkdtemp(prefix="roster-compact-"))
    return Compactor(Objects(world.client("s3"), settings.copy_bucket), folder, walk, world.clock, world.ids)
