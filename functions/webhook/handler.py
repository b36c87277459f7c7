"""LINE's events come in: verify, write to the ledger, answer. API Gateway HTTP API, payload 2.0."""

import base64
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from daifukucho.book.intake import Intake, Received
from daifukucho.kernel.errors import DaifukuchoError, Denied, Invalid, Unavailable
from daifukucho_aws.bootstrap.webhook import build
from daifukucho_aws.bootstrap.world import of_aws
from daifukucho_aws.edge_refusals import EVENTS_BADLY_ENCODED, EVENTS_TOO_LARGE
from daifukucho_aws.metrics import SERVICE, Metric
from daifukucho_aws.problem import problem, response
from daifukucho_aws.settings import WebhookSettings

logger = Logger(service="webhook")
metrics = Metrics(service=SERVICE)

MAX_BODY = 1_000_000
"""Bytes. A request of fifty events has about 30 KB; LINE documents no limit."""


@cache
def intake() -> Intake:
    return build(WebhookSettings.from_env(), of_aws())


@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    answer = _answer(event)
    # For each request, so that the average is the share of the refused.
    metrics.add_metric(Metric.WEBHOOKS_REFUSED, MetricUnit.Count, 400 <= answer["statusCode"] < 500)
    return answer


def _answer(event: dict[str, Any]) -> dict[str, Any]:
    try:
        body = _body(event)
        if len(body) > MAX_BODY:
            return _refuse(413, EVENTS_TOO_LARGE(most=MAX_BODY))
        received = intake().receive(body, _header(event, "x-line-signature"))
    except Denied as error:
        return _refuse(401, error)
    except Invalid as error:
        return _refuse(400, error)
    except Unavailable as error:
        # LINE delivers again after a 500.
        metrics.add_metric(Metric.WEBHOOKS_FAILED, MetricUnit.Count, 1)
        logger.error("not written", extra={"code": error.code})
        return problem(500, error, "en")
    _report(received)
    return response(200, {})


def _body(event: dict[str, Any]) -> bytes:
    """The raw bytes, over which the signature is. Raises Invalid if they cannot be had."""
    text = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return text.encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise EVENTS_BADLY_ENCODED() from None


def _header(event: dict[str, Any], name: str) -> str | None:
    """LINE may change the case of its header's name without notice."""
    return next((value for key, value in event.get("headers", {}).items() if key.lower() == name), None)


def _refuse(status: int, error: DaifukuchoError) -> dict[str, Any]:
    logger.warning("refused", extra={"status": status, "code": error.code})
    return problem(status, error, "en")


def _report(received: Received) -> None:
    metrics.add_metric(Metric.EVENTS_RECEIVED, MetricUnit.Count, len(received.event_ids))
    metrics.add_metric(Metric.EVENTS_UNKNOWN, MetricUnit.Count, received.odd)
    metrics.add_metric(Metric.EVENTS_DUPLICATE, MetricUnit.Count, received.known)
    logger.info(
        "received",
        extra={
            "event_ids": received.event_ids,
            "kinds": received.kinds,
            "new": received.new,
            "known": received.known,
            "odd": received.odd,
        },
    )
