"""LINE's error answers, with the texts that its reference documents."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web


class LineError(Exception):
    """An error answer in the Messaging API's shape: ``{"message", "details"?: [{"message", "property"}]}``."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        details: list[dict[str, str]] | None = None,
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        self.body: dict[str, Any] = {"message": message, **(extra or {})}
        if details:
            self.body["details"] = details

    def response(self) -> web.Response:
        return web.json_response(self.body, status=self.status, headers=self.headers)


class OAuthError(LineError):
    """A 400 in the shape of LINE's OAuth endpoints: ``{"error", "error_description"}``."""

    def __init__(self, description: str, *, error: str = "invalid_request") -> None:
        super().__init__(400, description)
        self.body = {"error": error, "error_description": description}


def body_errors(details: list[dict[str, str]]) -> LineError:
    return LineError(400, f"The request body has {len(details)} error(s)", details=details)


def invalid_property(path: str) -> LineError:
    return LineError(400, f"The property, '{path}', in the request body is invalid (line: -, column: -)")


def invalid_parameter(name: str) -> LineError:
    return LineError(400, f"The value for the '{name}' parameter is invalid")


def not_json(line: int, column: int) -> LineError:
    return LineError(400, f"The request body could not be parsed as JSON (line: {line}, column: {column})")


def unsupported_content_type(content_type: str) -> LineError:
    return LineError(415, f"The content type, {content_type}, is not supported")


def unauthorized(reason: str = "invalid token") -> LineError:
    return LineError(
        401,
        f"Authentication failed due to the following reason: {reason}. "
        "Confirm that the access token in the authorization header is valid.",
        headers={"www-authenticate": 'Bearer error="invalid_token"'},
    )


def forbidden() -> LineError:
    return LineError(403, "Access to this API is not available for your account")


def not_found() -> LineError:
    return LineError(404, "Not found")


def send_failed() -> LineError:
    return LineError(400, "Failed to send messages")


def payload_too_large() -> LineError:
    return LineError(413, "The request exceeds the max size of 2MB")


def rate_limited() -> LineError:
    return LineError(429, "The API rate limit has been exceeded. Try again later.")


def monthly_limit() -> LineError:
    return LineError(429, "You have reached your monthly limit.")


def internal_error() -> LineError:
    return LineError(500, "Internal Server Error")


class ControlError(LineError):
    """A bad request to the simulator's own control API: ``{"error"}`` says what to change."""

    def __init__(self, message: str) -> None:
        super().__init__(400, message)
        self.body = {"error": message}
