"""The marketers' API, ``/v1``: API Gateway HTTP API, payload 2.0."""

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.typing import LambdaContext
from routes import api_of

from daifukucho_aws.bootstrap.crm_api import CrmApi, build
from daifukucho_aws.bootstrap.world import of_aws
from daifukucho_aws.http import Api
from daifukucho_aws.metrics import SERVICE
from daifukucho_aws.settings import CrmApiSettings

logger = Logger(service="crm_api")
metrics = Metrics(service=SERVICE)


@cache
def api() -> Api:
    return api_of(logger)


@cache
def crm() -> CrmApi:
    return build(CrmApiSettings.from_env(), of_aws())


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return api()(event, context, crm=crm, metrics=metrics, limiter=lambda: crm().limiter)
