"""What LINE users open: pages, and the JSON that they ask for. API Gateway HTTP API, payload 2.0."""

from functools import cache
from pathlib import Path
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.typing import LambdaContext
from gate import Gate
from pages import Site
from routes import ROUTES

from daifukucho.cards.settings import CardSettings
from daifukucho.kernel.errors import Unavailable
from daifukucho_aws.bootstrap.liff_api import LiffApi, build
from daifukucho_aws.bootstrap.world import of_aws
from daifukucho_aws.edge_refusals import LIFF_NOT_SET
from daifukucho_aws.metrics import SERVICE
from daifukucho_aws.settings import LiffApiSettings

logger = Logger(service="liff_api")
metrics = Metrics(service=SERVICE)

HOME = "/liff"
API = f"{HOME}/api/"


@cache
def settings() -> LiffApiSettings:
    return LiffApiSettings.from_env()


@cache
def site() -> Site:
    return Site(Path(__file__).with_name("web"), settings().liff_id or "", look)


def look() -> CardSettings | None:
    """How the shop's pages look; ``None`` if the database does not answer: no page waits for it."""
    try:
        return liff().membership.design()
    except Unavailable as error:
        logger.warning("how the pages look is not known", extra={"code": error.code})
        return None


@cache
def liff() -> LiffApi:
    if missing := _missing():
        raise LIFF_NOT_SET(missing=", ".join(missing))
    return build(settings(), of_aws())


@cache
def gate() -> Gate:
    return Gate(ROUTES, logger, metrics)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    path = str(event["rawPath"])
    if path.startswith(API):
        return gate()(event, path.removeprefix(API), liff)
    return site().answer(event, path.removeprefix(HOME).strip("/"), _missing())


def _missing() -> list[str]:
    """The settings that the deployment lacks, without which no user can be known."""
    return [name for name in ("liff_id", "login_channel_id") if not getattr(settings(), name)]
