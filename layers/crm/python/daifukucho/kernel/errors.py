"""The one family of errors. Adapters translate into it; ``http.py`` and ``workers.py`` map out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in an input, and where.

    ``pointer`` is a JSON pointer into the input (RFC 6901), such as ``/where/all/0/op``.
    """

    pointer: str
    message: str


class DaifukuchoError(Exception):
    """A refusal that a caller can act on.

    ``code`` is stable and part of the API; ``detail`` says in a sentence what happened and what to change, and
    never holds anything personal or secret. ``facts`` says for programs what a page has to show of it: instants as RFC
    3339, counts, ids.
    """

    code = "error"

    def __init__(
        self,
        detail: str,
        *,
        code: str | None = None,
        faults: Sequence[Fault] = (),
        facts: Mapping[str, str | int] = {},
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or type(self).code
        self.faults = tuple(faults)
        self.facts = dict(facts)


class Invalid(DaifukuchoError):
    """The input cannot be accepted as it is; ``faults`` says where."""

    code = "invalid"


class NotFound(DaifukuchoError):
    """What was asked for does not exist."""

    code = "not_found"


class Conflict(DaifukuchoError):
    """The state has moved on: somebody else was first, or the act was done already."""

    code = "conflict"


class Denied(DaifukuchoError):
    """The caller may not do this."""

    code = "denied"


class QuotaExceeded(DaifukuchoError):
    """A limit of LINE's, or of the shop's own, is used up."""

    code = "quota_exceeded"


class Unavailable(DaifukuchoError):
    """Something we depend on did not answer; the same call may succeed later."""

    code = "unavailable"


class Rejected(Unavailable):
    """Something we depend on answered that it will never take this: it is too large, or not of its form."""

    code = "rejected"
