"""A route 流入経路, one definition in the catalog under its key."""

from dataclasses import dataclass

from daifukucho.friends.edit import edit_from
from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.kernel.reading import Reader
from daifukucho.kernel.text import one_form

KIND = "inflow"
LABEL_LIMIT = 100
MOST_TAGS = 20


@dataclass(frozen=True, slots=True)
class Route:
    """``key`` is its id, a part of its address, and what is noted with a friend; it never changes. ``tags`` are added
    to whoever comes by it."""

    key: str
    label: str
    tags: tuple[str, ...] = ()

    def url(self, liff_id: str) -> str:
        """The address that opens it within LINE (LIFF's permanent links)."""
        return f"https://liff.line.me/{liff_id}/r/{self.key}"


def define_route(given: object, before: Route | None) -> Route:
    """Check what a person says of a route. Raises Invalid with every fault found."""
    faults: list[Fault] = []
    reader = Reader(given, "", faults, "A route")
    key = reader.key("key")
    if key and before is not None and key != before.key:
        reader.fault("key", "A route keeps its key: it is printed. Make another route.")
    label = reader.text("label", LABEL_LIMIT)
    tags = tuple(dict.fromkeys(map(one_form, reader.texts("tags", MOST_TAGS, 100))))
    reader.done()
    if not faults:
        try:
            edit_from({}, tags)
        except Invalid as error:
            for fault in error.faults:
                reader.fault(fault.pointer.replace("/tags_add", "tags"), fault.message)
    if faults:
        raise Invalid("The route cannot be saved as it is.", code="invalid_route", faults=faults)
    return Route(key, label, tags)
