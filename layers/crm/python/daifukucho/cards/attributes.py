"""The numbers of a friend's cards."""

from dataclasses import dataclass

from daifukucho.kernel.declared import TEXT, Shown, declared


@dataclass(frozen=True, init=False, repr=False, eq=False)
class CardAttributes:
    """``member_no`` 会員番号 is the number of the member card; ``card_no`` the number of a card that the shop had given the
    friend before, if the member card is to show it instead."""

    member_no: str | None = declared(
        TEXT,
        "会員番号",
        "member number",
        shown=Shown("2012345678903", "会員番号: the number of the member card."),
    )
    card_no: str | None = declared(
        TEXT,
        "以前からの会員番号",
        "number of an earlier card",
        shown=Shown(None, "以前からの会員番号: the number of an earlier card, if the member card shows it instead."),
    )
