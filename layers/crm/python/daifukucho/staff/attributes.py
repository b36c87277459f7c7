"""Which staff member is in charge of a friend 担当."""

from dataclasses import dataclass

from daifukucho.kernel.declared import TEXT, Settable, Shown, declared


@dataclass(frozen=True, init=False, repr=False, eq=False)
class StaffAttributes:
    """``assignee`` 担当 is a staff member's id."""

    assignee: str | None = declared(
        TEXT,
        "担当",
        "assignee",
        refers_to="staff",
        shown=Shown("01JD0000000000000000000011", "担当: a staff member's id."),
        settable=Settable("担当: a staff member's id."),
    )
