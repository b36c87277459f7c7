"""The stores that a friend uses 利用店舗."""

from collections.abc import Mapping
from dataclasses import dataclass

from daifukucho.kernel.declared import TAGS, Settable, Shown, declared


@dataclass(frozen=True, init=False, repr=False, eq=False)
class StoreAttributes:
    """``stores``: ids of stores, each with the instant at which it was added."""

    stores: Mapping[str, int] = declared(
        TAGS,
        "利用店舗",
        "stores",
        refers_to="store",
        shown=Shown(["01JD0000000000000000000010"], "利用店舗: ids of stores."),
        settable=Settable("利用店舗: ids of stores, all of them; at most 50."),
    )
