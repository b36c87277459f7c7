"""Problem documents (RFC 9457): what every function behind API Gateway answers when it refuses."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from daifukucho.kernel.errors import DaifukuchoError, Wrong
from daifukucho.kernel.words import Language, Words
from daifukucho_aws.strict_json import to_json

PROBLEM = "application/problem+json"

SECURE = {
    "Strict-Transport-Security": "max-age=63072000",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
"""What every answer of ours carries. (Two years; no ``includeSubDomains``: of a shop's own domain only this name is ours.)"""

TITLES: Mapping[int, Words] = {
    400: Words("リクエストを読めません", "The request cannot be read"),
    401: Words("だれからのリクエストかわかりません", "The caller is not known"),
    403: Words("この操作は許可されていません", "The caller may not do this"),
    404: Words("見つかりません", "There is no such thing"),
    405: Words("ここではこの操作はできません", "This cannot be done here"),
    409: Words("今の状態ではできません", "The present state does not allow this"),
    412: Words("読んだ後に変更されています", "It has changed since it was read"),
    413: Words("本文が大きすぎます", "The body is too large"),
    415: Words("本文が JSON ではありません", "The body is not JSON"),
    422: Words("リクエストをこのままでは受け付けられません", "The request cannot be accepted as it is"),
    429: Words("上限に達しました", "A limit is used up"),
    500: Words("こちら側に問題があります", "Something is wrong on our side"),
    503: Words("必要なサービスが応答しませんでした", "Something we depend on did not answer"),
}


_MOST_FAULTS = 50
_MORE = Wrong("ほかに {more} 件あります。", "And {more} more like these.")


def document_of(
    status: int, error: DaifukuchoError, language: Language, request_id: str | None = None
) -> dict[str, Any]:
    """The problem document of an error, in one language, its facts as members of their own (RFC 9457, 3.2); a long list of
    faults is cut, as are long words in them."""

    def said(words: Words, longest: int) -> str:
        return _printable(getattr(words, language), longest)

    document: dict[str, Any] = {
        "type": f"urn:daifukucho:problem:{error.code}",
        "title": getattr(TITLES[status], language),
        "status": status,
        "detail": said(error.detail, 1_000),
        "code": error.code,
        "faults": [
            {"pointer": _printable(fault.pointer, 200), "message": said(fault.message, 500)}
            for fault in error.faults[:_MOST_FAULTS]
        ],
        **error.facts,
    }
    if len(error.faults) > _MOST_FAULTS:
        more = len(error.faults) - _MOST_FAULTS
        document["faults"].append({"pointer": "", "message": getattr(_MORE.words(more=more), language)})
    if request_id:
        document["instance"] = f"urn:daifukucho:request:{quote(request_id, safe='')}"
    return document


def problem(
    status: int,
    error: DaifukuchoError,
    language: Language,
    request_id: str | None = None,
    headers: Mapping[str, str] = {},
) -> dict[str, Any]:
    """The response of an API Gateway HTTP API (payload 2.0) that says what was wrong."""
    answer = response(status, document_of(status, error, language, request_id), PROBLEM)
    return {**answer, "headers": {**answer["headers"], "Content-Language": language, **headers}}


def response(status: int, body: Mapping[str, Any], content_type: str = "application/json") -> dict[str, Any]:
    """A JSON response in the same form."""
    return {
        "statusCode": status,
        "headers": {"Content-Type": content_type, **SECURE},
        "body": to_json(body),
        "isBase64Encoded": False,
    }


def _printable(text: str, longest: int) -> str:
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
