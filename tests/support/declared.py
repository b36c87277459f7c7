"""What the core declares of what people define, of what they set up, and of what is sent: found, not listed."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Any

import daifukucho
from daifukucho.kernel.resource import Input, Resource, Settings


def declarations() -> Iterator[Resource[Any] | Settings[Any] | Input[Any]]:
    """Everything that is declared, in the order of the modules' names; what is imported elsewhere comes more than once."""
    names = [module.name for module in pkgutil.walk_packages(daifukucho.__path__, "daifukucho.")]
    for name in names:
        for value in list(vars(importlib.import_module(name)).values()):
            if isinstance(value, Resource | Settings | Input):
                yield value


RESOURCES: Mapping[str, Resource[Any]] = {one.path: one for one in declarations() if isinstance(one, Resource)}
"""The resources by their paths under ``/v1``."""


def sent(resource: Resource[Any], store_id: str) -> dict[str, Any]:
    """A resource's example, in a store that there is."""
    here = {"store_id": store_id, "stores": [store_id]}
    return {name: here.get(name, value) for name, value in resource.example.items()}
