"""An inflow route 流入経路, one definition in the catalog under its key."""

from collections.abc import Iterator
from dataclasses import dataclass

from daifukucho.friends.edit import edit_from
from daifukucho.inflow.refusals import INFLOW_NOT_FOUND, INVALID_INFLOW_ROUTE, KEY_KEPT, KEY_TAKEN
from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.kernel.resource import Resource
from daifukucho.kernel.rules import Key, Name, Text
from daifukucho.kernel.shape import Each, Shape
from daifukucho.kernel.words import Words

LABEL_LIMIT = 100
MOST_TAGS = 20


@dataclass(frozen=True, slots=True)
class InflowRoute:
    """``key`` is its id, a part of its address, and what is noted with a friend; it never changes. ``tags`` are added
    to every friend who comes by it."""

    key: str
    label: str
    tags: tuple[str, ...] = ()

    def url(self, liff_id: str) -> str:
        """The address that opens it within LINE (LIFF's permanent links)."""
        return f"https://liff.line.me/{liff_id}/r/{self.key}"


def _checks(route: InflowRoute, before: InflowRoute | None) -> Iterator[Fault]:
    if before is not None and route.key != before.key:
        yield KEY_KEPT.at("/key")
    try:
        edit_from({}, route.tags)
    except Invalid as error:
        yield from (Fault(fault.pointer.replace("/tags_add", "/tags"), fault.message) for fault in error.faults)


INFLOW_ROUTE: Resource[InflowRoute] = Resource(
    kind="inflow",
    path="inflow-routes",
    id_name="key",
    name=Words("流入経路", "inflow route"),
    shape=Shape(
        {
            "key": Key(
                Words(
                    "アドレスの一部として印刷されるため、あとから変更できません。友だちの「最初の経路」「最後の経路」に入る値です。",
                    "A part of its address, which is printed: it never changes. It is what `first_route` and `last_route` of a "
                    "friend hold.",
                )
            ),
            "label": Text(LABEL_LIMIT),
        },
        {
            "tags": Each(
                Name(100),
                MOST_TAGS,
                unique=True,
                says=Words("ここから来た友だちに付けるタグです。", "Added to every friend who comes by it."),
            )
        },
        make=InflowRoute,
    ),
    missing=INFLOW_NOT_FOUND,
    invalid=INVALID_INFLOW_ROUTE,
    taken=KEY_TAKEN,
    named="label",
    example={"key": "storefront", "label": "店頭POP", "tags": ["店頭"]},
)

define_inflow_route = INFLOW_ROUTE.definer(_checks)
"""Check what is sent of an inflow route. Raises Invalid with every fault found."""
