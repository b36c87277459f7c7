"""By which inflow routes 流入経路 a friend came: the ids of the first and the last one."""

from dataclasses import dataclass

from daifukucho.kernel.declared import TEXT, VERSION, Shown, declared


@dataclass(frozen=True, init=False, repr=False, eq=False)
class InflowAttributes:
    """The versions are those of the entries that told the inflow routes."""

    first_route: str | None = declared(
        TEXT,
        "最初の流入経路",
        "first route",
        refers_to="inflow",
        shown=Shown("店頭POP", "最初の流入経路: the inflow route by which the friend came first."),
    )
    last_route: str | None = declared(
        TEXT,
        "最新の流入経路",
        "last route",
        refers_to="inflow",
        shown=Shown("Instagram", "最新の流入経路: the inflow route by which the friend came last."),
    )
    first_route_version: str = declared(VERSION)
    last_route_version: str = declared(VERSION)
