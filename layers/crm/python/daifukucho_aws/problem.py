"""Problem documents (RFC 9457): what every function behind API Gateway answers when it refuses."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from daifukucho.kernel.errors import DaifukuchoError
from daifukucho_aws.strict_json import to_json

PROBLEM = "application/problem+json"

TITLES = {
    400: "The request cannot be read",
    401: "The caller is not known",
    403: "The caller may not do this",
    404: "There is no such thing",
    405: "This cannot be done here",
    409: "The present state does not allow this",
    412: "It has changed since it was read",
    413: "The body is too large",
    415: "The body is not JSON",
    422: "The request cannot be accepted as it is",
    429: "A limit is used up",
    500: "Something is wrong on our side",
    503: "Something we depend on did not answer",
}

_MOST_FAULTS = 50


def document_of(status: int, error: DaifukuchoError, request_id: str | None = None) -> dict[str, Any]:
    """The problem document of an error; a long list of faults is cut, as are long words in them."""
    document: dict[str, Any] = {
        "type": f"urn:daifukucho:problem:{error.code}",
        "title": TITLES[status],
        "status": status,
        "detail": _printable(error.detail, 1_000),
        "code": error.code,
        "faults": [
            {"pointer": _printable(fault.pointer, 200), "message": _printable(fault.message, 500)}
            for fault in error.faults[:_MOST_FAULTS]
        ],
    }
    if len(error.faults) > _MOST_FAULTS:
        more = len(error.faults) - _MOST_FAULTS
        document["faults"].append({"pointer": "", "message": f"And {more} more like these."})
    if request_id:
        document["instance"] = f"urn:daifukucho:request:{quote(request_id, safe='')}"
    return document


def problem(
    status: int,
    error: DaifukuchoError,
    request_id: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The response of an API Gateway HTTP API (payload 2.0) that says what was wrong."""
    answer = response(status, document_of(status, error, request_id), PROBLEM)
    return {**answer, "headers": {**answer["headers"], **(headers or {})}}


def response(status: int, body: Mapping[str, Any], content_type: str = "application/json") -> dict[str, Any]:
    """A JSON response in the same form."""
    return {
        "statusCode": status,
        "headers": {"Content-Type": content_type},
        "body": to_json(body),
        "isBase64Encoded": False,
    }


def _printable(text: str, longest: int) -> str:
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
