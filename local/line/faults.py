"""Faults on request: what a caller must survive, one rule for each kind and endpoint."""

from collections.abc import Collection
from typing import Any, Literal

from pydantic import Field, NonNegativeInt, PositiveInt, PrivateAttr, model_validator

from local.line import errors
from local.line.errors import LineError
from local.line.settings import Request

REFUSALS = {
    "429-rate": errors.rate_limited,
    "429-quota": errors.monthly_limit,
    "500": errors.internal_error,
    "400": errors.send_failed,
    "401": errors.unauthorized,
    "403": errors.forbidden,
}
"""Nothing is accepted; the answer is this error."""

Kind = Literal[
    "429-rate", "429-quota", "500", "400", "401", "403", "hang", "delay", "accept-then-drop", "accept-then-500"
]


class Fault(Request):
    """One rule. It looks at the calls of ``endpoint`` (only those to ``match``, if that is set), lets the first
    ``after`` pass and then spoils ``times`` of them."""

    endpoint: str
    kind: Kind
    times: PositiveInt | Literal["forever"] = 1
    after: NonNegativeInt = 0
    seconds: float = Field(default=0.0, ge=0, le=600)
    match: str | None = None
    _seen: int = PrivateAttr(0)
    _fired: int = PrivateAttr(0)

    @model_validator(mode="after")
    def _seconds_where_they_mean_something(self) -> "Fault":
        if (self.kind in ("hang", "delay")) != (self.seconds > 0):
            raise ValueError("'seconds' is needed for hang and delay, and means nothing for the others")
        return self

    def spoils(self, recipients: Collection[str]) -> bool:
        if self.match is not None and self.match not in recipients:
            return False
        self._seen += 1
        if self._seen <= self.after or (self.times != "forever" and self._fired >= self.times):
            return False
        self._fired += 1
        return True

    def refusal(self) -> LineError | None:
        make = REFUSALS.get(self.kind)
        return make() if make else None

    def describe(self) -> dict[str, Any]:
        return {**self.model_dump(), "seen": self._seen, "fired": self._fired}


class Faults:
    """The rules in force. The first of an endpoint's rules that applies to a call decides it."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []

    def find(self, endpoint: str, recipients: Collection[str]) -> Fault | None:
        return next((rule for rule in self.rules if rule.endpoint == endpoint and rule.spoils(recipients)), None)
