"""Builds what ``functions/segment_count`` needs."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.roster_copy.local import LocalCopy
from daifukucho_aws.roster_copy.objects import Objects
from daifukucho_aws.settings import RosterCopySettings

if TYPE_CHECKING:
    from daifukucho_aws.segment_count import Counting


def build(settings: RosterCopySettings, world: World) -> "Counting":
    """Begins to fetch the copy. Imports DuckDB and the segments' language meanwhile, which takes as long as that."""
    folder = Path(tempfile.mkdtemp(prefix="segment-count-"))
    copy = LocalCopy(Objects(world.client("s3"), settings.copy_bucket), folder, world.clock)
    copy.begin()
    from daifukucho_aws.roster_copy.reader import Reader
    from daifukucho_aws.segment_count import Counting

    return Counting(Reader(copy))
