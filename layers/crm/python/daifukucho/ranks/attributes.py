"""The rank of a friend."""

from dataclasses import dataclass

from daifukucho.kernel.declared import TEXT, declared


@dataclass(frozen=True, init=False, repr=False, eq=False)
class RankAttributes:
    """``rank`` is the id of the rank that the friend was last given."""

    rank: str | None = declared(TEXT, "ランク", "rank", refers_to="rank")
