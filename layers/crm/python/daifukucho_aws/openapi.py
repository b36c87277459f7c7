"""An API's description, completed with what the gate before its routes answers, takes and says.

A route says what is its own: its success and the codes of its own refusals (``problem_responses``). What follows
from its form (it takes a body, a cursor, ``If-Match`` …) is added here, so that no route has to remember it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from daifukucho.kernel.errors import DaifukuchoError
from daifukucho.kernel.words import Words
from daifukucho_aws.problem import PROBLEM, TITLES, document_of
from daifukucho_aws.problem_codes import PROBLEMS

_JSON = "application/json"
_ANY = ("token_missing", "scope_missing", "invalid", "invalid_query", "rate_limited", "internal")
_DOWN = tuple(code for code, known in PROBLEMS.items() if known.status == 503)
_BODY = ("malformed_json", "body_too_large", "not_json")
_BY_PARAMETER = {
    "cursor": ("invalid_cursor",),
    "If-Match": ("invalid_if_match", "version_mismatch"),
    "Idempotency-Key": ("invalid_idempotency_key",),
}
_HEADERS = {
    "RateLimit-Policy": ("How many requests (`q`) a caller may make in how many seconds (`w`).", '"caller";q=600;w=60'),
    "RateLimit": (
        "How many of them are left (`r`), and in how many seconds there are new ones (`t`).",
        '"caller";r=598;t=42',
    ),
    "Content-Language": ("The language of the words: `ja` or `en`.", "en"),
    "Retry-After": ("Seconds after which to try again.", "42"),
    "ETag": (
        "What this answer is: for `If-None-Match` and, where it can be edited, `If-Match`.",
        '"3-9f86d081884c7d65"',
    ),
    "Location": ("The path of what was made.", "/v1/segments/01JD0000000000000000000000"),
    "Idempotent-Replayed": ("`true`: an earlier copy of this request has made it; nothing was done now.", "true"),
}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The `ETag` of an answer that you hold: if it still is that, the answer is 304, without a body.",
    "example": '"3-9f86d081884c7d65"',
}

_ACCEPT_LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "In which language a refusal is told: `ja` or `en` (RFC 9110). Without it, in English.",
    "example": "ja",
}

Document = dict[str, Any]


class FaultModel(BaseModel):
    """One thing that is wrong, and where."""

    model_config = ConfigDict(title="Fault")

    pointer: str = Field(
        description="A JSON pointer (RFC 6901) into the body; for a parameter or a header, `/` and its name.",
        examples=["/messages/0/text"],
    )
    message: str = Field(description="What to change.")


class ProblemDocument(BaseModel):
    """A problem document (RFC 9457)."""

    type: str = Field(description="`urn:daifukucho:problem:` and the code.")
    title: str = Field(
        description="The kind of problem, in words (as `detail` and `faults`, in the caller's language)."
    )
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What happened, and what to change.")
    code: str = Field(description="Stable: decide by this, never by the words.", examples=["campaign_has_run"])
    faults: list[FaultModel] = Field(description="Everything that is wrong in the request.")
    instance: str | None = Field(None, description="Names this request in the logs.")


def problem_responses(*codes: str) -> dict[int, dict[str, Any]]:
    """The problem documents of an operation, for OpenAPI, by the codes that are its own.

    What any operation may answer is added by ``completed``; 422 is here so that Powertools adds none.
    """
    by_status: dict[int, list[str]] = {422: []}
    for code in codes:
        by_status.setdefault(PROBLEMS[code].status, []).append(code)
    return {
        status: {"description": TITLES[status].en, "content": {PROBLEM: {"model": ProblemDocument}}, "x-codes": own}
        for status, own in by_status.items()
    }


def completed(document: Document) -> Document:
    """The description with every refusal by its codes, every header, and the examples of the models at their places."""
    components = document["components"]
    used: set[str] = set()
    for methods in document["paths"].values():
        for method, operation in methods.items():
            used |= _complete(operation, method, components["schemas"])
    components["headers"] = {
        name: {"description": says, "schema": {"type": "string"}, "example": example}
        for name, (says, example) in _HEADERS.items()
    }
    components["parameters"] = {"AcceptLanguage": _ACCEPT_LANGUAGE, "IfNoneMatch": _IF_NONE_MATCH}
    components["examples"] = {
        code: {"summary": PROBLEMS[code].says, "value": _problem(code)} for code in sorted(used) if _exact(code)
    }
    return document


def _complete(operation: Document, method: str, schemas: Document) -> set[str]:
    """Complete an operation in place; returns the codes that it may answer."""
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "header":  # in any case the same; people know them in this one
            parameter["name"] = parameter["name"].title()
    parameters = {parameter["name"] for parameter in operation.get("parameters", [])}
    responses = operation["responses"]
    own = [code for response in responses.values() for code in response.get("x-codes", [])]
    codes = {*own, *_ANY, *_DOWN, *(_BODY if "requestBody" in operation else ("unexpected_body",))}
    codes |= {code for name in parameters for code in _BY_PARAMETER.get(name, ())}
    for status in [status for status in responses if int(status) >= 400]:
        del responses[status]
    for status, known in _by_status(codes).items():
        responses[str(status)] = _refusal(status, known)
    operation.setdefault("parameters", []).append({"$ref": "#/components/parameters/AcceptLanguage"})
    if method == "get":
        operation["parameters"].append({"$ref": "#/components/parameters/IfNoneMatch"})
        responses["304"] = {"description": "It is what you hold."}
    for status, response in responses.items():
        names = _header_names(int(status), method, parameters)
        response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    operation["responses"] = dict(sorted(responses.items()))
    for content in (operation.get("requestBody", {}), *responses.values()):
        _show(content.get("content", {}).get(_JSON), schemas)
    return codes


def _by_status(codes: Iterable[str]) -> Mapping[int, list[str]]:
    """Codes by their status, in the order in which they are documented."""
    found: dict[int, list[str]] = {}
    for code in sorted(codes, key=list(PROBLEMS).index):
        found.setdefault(PROBLEMS[code].status, []).append(code)
    return found


def _refusal(status: int, codes: list[str]) -> Document:
    lines = [f"{TITLES[status].en}.", *(f"- `{code}`: {PROBLEMS[code].says}" for code in codes)]
    examples = {code: {"$ref": f"#/components/examples/{code}"} for code in codes if _exact(code)}
    content = {"schema": {"$ref": "#/components/schemas/ProblemDocument"}, "examples": examples}
    return {"description": "\n".join(lines), "content": {PROBLEM: content}, "x-codes": codes}


def _header_names(status: int, method: str, parameters: set[str]) -> list[str]:
    names = ["RateLimit-Policy", "RateLimit"] if status != 401 else []
    if status >= 400:
        names.append("Content-Language")
    if status in (429, 503):
        names.append("Retry-After")
    if (method == "get" and status in (200, 304)) or status == 201 or ("If-Match" in parameters and status == 200):
        names.append("ETag")
    if status in (201, 202):
        names.append("Location")
    if status == 201 and "Idempotency-Key" in parameters:
        names.append("Idempotent-Replayed")
    return names


def _show(content: Document | None, schemas: Document) -> None:
    """Put the first example of a model where the model is sent, too: not every reader looks for it in the schema."""
    reference = (content or {}).get("schema", {}).get("$ref", "")
    examples = schemas.get(reference.rpartition("/")[2], {}).get("examples")
    if content is not None and examples:
        content["example"] = examples[0]


def _problem(code: str) -> Document:
    known = PROBLEMS[code]
    says = Words(known.says, known.says)  # the description is in English
    return document_of(known.status, DaifukuchoError(says, code=code), "en", "JKJaXmPLvHcESHA=")


def _exact(code: str) -> bool:
    return not code.endswith("…")
