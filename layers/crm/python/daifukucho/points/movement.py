"""What a caller asks to be moved, checked."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from daifukucho.friends.account import Kind
from daifukucho.kernel.errors import Fault, Invalid

MOST_POINTS = 10_000_000
MOST_YEN = 100_000_000
REFERENCE_LENGTH = 64
NOTE_LENGTH = 200

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A grant, a use or a refund.

    ``points``: how many; ``None`` of a grant: what ``amount_yen`` is worth, of a refund: all of the movement.
    ``amount_yen``: of a grant, the purchase that it is for, which counts for ranks; of a refund, how much of that is
    undone (``None``: all of it if all points are, else nothing). ``expires_on``: of a grant, the last day on which its
    points can be used, if not as the settings say. ``movement_id``: what a refund undoes. ``store``, ``order`` and
    ``note`` are the shop's own words.
    """

    kind: Kind
    points: int | None = None
    amount_yen: int | None = None
    expires_on: str | None = None
    movement_id: str | None = None
    store: str | None = None
    order: str | None = None
    note: str | None = None

    def content(self) -> str:
        """All of it in one form, to tell a repeat from another request."""
        return json.dumps(asdict(self), sort_keys=True)

    def told(self) -> Mapping[str, object]:
        """What an entry keeps of it as it was said."""
        return {"amount_yen": self.amount_yen, "store": self.store, "order": self.order, "note": self.note}


def checked(movement: Movement) -> Movement:
    """The movement. Raises Invalid (``invalid_movement``) with every fault found, each with its place."""
    faults = [*_numbers(movement), *_texts(movement)]
    if movement.kind is Kind.REFUND:
        if not movement.movement_id:
            faults.append(Fault("/movement_id", "Say which movement is refunded."))
    elif movement.movement_id is not None:
        faults.append(Fault("/movement_id", "Only a refund has this; leave it out."))
    if movement.kind is Kind.USE and movement.points is None:
        faults.append(Fault("/points", "Say how many points are used."))
    if movement.kind is Kind.USE and movement.amount_yen is not None:
        faults.append(Fault("/amount_yen", "A purchase is counted with its grant; leave it out of a use."))
    if movement.kind is Kind.GRANT and movement.points is None and movement.amount_yen is None:
        faults.append(Fault("/points", "Say how many points are granted, or the yen of the purchase (amount_yen)."))
    if faults:
        raise refusal(*faults)
    return movement


def refusal(*faults: Fault) -> Invalid:
    return Invalid("Points cannot be moved like this.", code="invalid_movement", faults=faults)


def _numbers(movement: Movement) -> list[Fault]:
    faults = []
    if movement.points is not None and not 1 <= movement.points <= MOST_POINTS:
        faults.append(Fault("/points", f"Give a whole number, 1 to {MOST_POINTS:,}."))
    if movement.amount_yen is not None and not 0 <= movement.amount_yen <= MOST_YEN:
        faults.append(Fault("/amount_yen", f"Give a whole number, 0 to {MOST_YEN:,}."))
    if movement.expires_on is not None:
        if movement.kind is not Kind.GRANT:
            faults.append(Fault("/expires_on", "Only a grant has this; leave it out."))
        elif not _is_date(movement.expires_on):
            faults.append(Fault("/expires_on", "Write a date, such as 2027-11-30."))
    return faults


def _texts(movement: Movement) -> list[Fault]:
    return [
        Fault(f"/{name}", f"Give a text of 1 to {longest} characters on one line, or leave it out.")
        for name, text, longest in (
            ("store", movement.store, REFERENCE_LENGTH),
            ("order", movement.order, REFERENCE_LENGTH),
            ("note", movement.note, NOTE_LENGTH),
        )
        if text is not None and (not 1 <= len(text) <= longest or _CONTROL.search(text))
    ]


def _is_date(text: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
