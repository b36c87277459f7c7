"""What the parts of the stack have in common."""

from dataclasses import dataclass

from infra.components.alarms import Alarms
from infra.components.code import Code
from infra.components.tables import Tables
from infra.config import Config


@dataclass(frozen=True)
class Given:
    """What every part with a function is given."""

    config: Config
    code: Code
    alarms: Alarms
    tables: Tables
