"""A function's handler, loaded as Lambda does: from its own folder, whose modules are top-level there."""

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

from daifukucho_aws.bootstrap.world import World

FUNCTIONS = Path(__file__).parents[2] / "functions"


@cache
def load(name: str) -> ModuleType:
    """The handler's module. Functions may have modules of one name, so they are kept from one another."""
    folder = FUNCTIONS / name
    own = {path.stem for path in folder.iterdir()}
    others = {key: sys.modules.pop(key) for key in list(sys.modules) if key.partition(".")[0] in own}
    sys.path.insert(0, str(folder))
    try:
        spec = importlib.util.spec_from_file_location(f"{name}_handler", folder / "handler.py")
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(folder))
        for key in [key for key in sys.modules if key.partition(".")[0] in own]:
            del sys.modules[key]
        sys.modules.update(others)
    return module


@contextmanager
def in_world(world: World, *functions: ModuleType) -> Iterator[None]:
    """Functions in new containers, in a world: what they are told is in the environment."""
    for function in functions:
        forget(function)
    with ExitStack() as patches:
        for function in functions:
            patches.enter_context(patch.object(function, "of_aws", lambda: world))
        yield
    for function in functions:
        forget(function)


def forget(function: ModuleType) -> None:
    """As in another container: whatever the function keeps is gone."""
    for made in vars(function).values():
        if hasattr(made, "cache_clear"):
            made.cache_clear()
