"""What can go wrong between a program and the API, each with what the program needs to decide what to do."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. ``pointer`` leads into the body (RFC 6901), or is ``/`` and a parameter's name."""

    pointer: str
    message: str


class ApiError(Exception):
    """All that this package raises about the API."""


class BadArgument(ApiError, ValueError):
    """Something given cannot be sent at all, and nothing was."""


class NoAnswer(ApiError):
    """The connection failed, or nothing came in time. ``in_doubt``: the request may have been carried out."""

    def __init__(self, host: str, cause: str, *, in_doubt: bool) -> None:
        super().__init__(f"{host} did not answer ({cause})")
        self.host = host
        self.cause = cause
        self.in_doubt = in_doubt


class TokenRefused(ApiError):
    """No token was given for the client credentials. ``reason`` is OAuth's error code, such as ``invalid_client``."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"the token endpoint answered {status} ({reason})")
        self.status = status
        self.reason = reason


class UnexpectedAnswer(ApiError):
    """The answer is not of the form that this version of the client knows: is the address that of the API?"""


class Refused(ApiError):
    """The API refused, and says why in a problem document (RFC 9457).

    Decide by ``code``, which is stable, or by the class; ``detail`` and ``faults`` are for people. ``retry_after`` is in
    seconds. An answer that is no problem document (one of API Gateway's own) has the code ``http_<status>``.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        title: str = "",
        faults: Sequence[Fault] = (),
        instance: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.title = title
        self.faults = tuple(faults)
        self.instance = instance
        self.retry_after = retry_after


class Invalid(Refused):
    """The request cannot be accepted as it is (400, 413, 415, 422); ``faults`` says what to change."""


class NotAuthenticated(Refused):
    """The token is missing, expired or not one of this deployment (401)."""


class NotAllowed(Refused):
    """The token's scopes do not allow this (403)."""


class NotFound(Refused):
    """There is no such thing (404)."""


class Conflict(Refused):
    """The present state does not allow this (409)."""


class Changed(Refused):
    """It is not the version that ``if_match`` names any more (412): read it again, then repeat the edit."""


class TooManyRequests(Refused):
    """A limit is used up (429), and was so after the retries, too."""


class Unavailable(Refused):
    """Something on the API's side did not answer (502, 503, 504). A change may have been carried out all the same."""


_CLASSES: dict[int, type[Refused]] = {
    400: Invalid,
    401: NotAuthenticated,
    403: NotAllowed,
    404: NotFound,
    409: Conflict,
    412: Changed,
    413: Invalid,
    415: Invalid,
    422: Invalid,
    429: TooManyRequests,
    502: Unavailable,
    503: Unavailable,
    504: Unavailable,
}


def class_of(status: int) -> type[Refused]:
    """The exception for a status."""
    return _CLASSES.get(status, Refused)
