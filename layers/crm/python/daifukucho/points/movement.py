"""What a caller asks to be moved, checked."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from daifukucho.friends.account import Kind
from daifukucho.kernel.errors import Fault
from daifukucho.kernel.refusals import WHOLE
from daifukucho.points.refusals import (
    INVALID_MOVEMENT,
    NO_MOVEMENT,
    NO_POINTS_GRANTED,
    NO_POINTS_USED,
    NOT_A_DATE,
    NOT_A_LINE,
    OF_GRANTS_ALONE,
    OF_REFUNDS_ALONE,
    PURCHASE_OF_USE,
)

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
    points can be used, if not as the settings say. ``movement_id``: what a refund undoes. ``store_id``, ``order_id`` and
    ``note`` are the shop's own words.
    """

    kind: Kind
    points: int | None = None
    amount_yen: int | None = None
    expires_on: str | None = None
    movement_id: str | None = None
    store_id: str | None = None
    order_id: str | None = None
    note: str | None = None

    def content(self) -> str:
        """The movement in one form, to tell a repeat from another request."""
        return json.dumps(asdict(self), sort_keys=True)

    def told(self) -> Mapping[str, object]:
        """What an entry keeps of it as it was said."""
        return {"amount_yen": self.amount_yen, "store": self.store_id, "order": self.order_id, "note": self.note}


def checked(movement: Movement) -> Movement:
    """The movement. Raises Invalid (``invalid_movement``) with every fault found, each with its place."""
    faults = [*_numbers(movement), *_texts(movement)]
    if movement.kind is Kind.REFUND:
        if not movement.movement_id:
            faults.append(NO_MOVEMENT.at("/movement_id"))
    elif movement.movement_id is not None:
        faults.append(OF_REFUNDS_ALONE.at("/movement_id"))
    if movement.kind is Kind.USE and movement.points is None:
        faults.append(NO_POINTS_USED.at("/points"))
    if movement.kind is Kind.USE and movement.amount_yen is not None:
        faults.append(PURCHASE_OF_USE.at("/amount_yen"))
    if movement.kind is Kind.GRANT and movement.points is None and movement.amount_yen is None:
        faults.append(NO_POINTS_GRANTED.at("/points"))
    if faults:
        raise INVALID_MOVEMENT(*faults)
    return movement


def _numbers(movement: Movement) -> list[Fault]:
    faults = []
    if movement.points is not None and not 1 <= movement.points <= MOST_POINTS:
        faults.append(WHOLE.at("/points", least=1, most=MOST_POINTS))
    if movement.amount_yen is not None and not 0 <= movement.amount_yen <= MOST_YEN:
        faults.append(WHOLE.at("/amount_yen", least=0, most=MOST_YEN))
    if movement.expires_on is not None:
        if movement.kind is not Kind.GRANT:
            faults.append(OF_GRANTS_ALONE.at("/expires_on"))
        elif not _is_date(movement.expires_on):
            faults.append(NOT_A_DATE.at("/expires_on"))
    return faults


def _texts(movement: Movement) -> list[Fault]:
    return [
        NOT_A_LINE.at(f"/{name}", most=longest)
        for name, text, longest in (
            ("store_id", movement.store_id, REFERENCE_LENGTH),
            ("order_id", movement.order_id, REFERENCE_LENGTH),
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
