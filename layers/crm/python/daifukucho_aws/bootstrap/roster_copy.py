"""Builds what ``functions/roster_copy`` needs."""

from dataclasses import dataclass

from daifukucho.kernel.time import SECOND
from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.invocations import Invocations
from daifukucho_aws.roster_copy.bell import Bell
from daifukucho_aws.roster_copy.changes import Deltas
from daifukucho_aws.roster_copy.objects import Objects
from daifukucho_aws.settings import RosterDeltasSettings


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps changes for the copy, and rings for them to be taken in."""

    deltas: Deltas
    bell: Bell


def build(settings: RosterDeltasSettings, world: World) -> Keeper:
    compaction = Invocations(world.client("lambda"), settings.roster_compact)
    bell = Bell(compaction, settings.window_seconds * SECOND, world.clock)
    return Keeper(Deltas(Objects(world.client("s3"), settings.copy_bucket)), bell)
