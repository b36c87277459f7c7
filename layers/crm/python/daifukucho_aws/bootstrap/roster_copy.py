"""Builds what ``functions/roster_copy`` needs."""

from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.roster_copy.changes import Deltas
from daifukucho_aws.roster_copy.objects import Objects
from daifukucho_aws.settings import RosterCopySettings


def build(settings: RosterCopySettings, world: World) -> Deltas:
    return Deltas(Objects(world.client("s3"), settings.copy_bucket))
