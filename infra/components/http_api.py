"""The way in from the internet."""

import json

import jsii
from aws_cdk import RemovalPolicy
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_logs as logs
from aws_cdk.aws_apigateway import AccessLogFormat
from aws_cdk.aws_apigatewayv2_authorizers import HttpUserPoolAuthorizer
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from daifukucho_aws.scopes import ASKING
from infra.components.accounts import Accounts
from infra.components.alarms import Alarms
from infra.components.crm_api import CrmApi
from infra.components.liff_api import LiffApi
from infra.components.nag import acknowledge
from infra.components.webhook import Webhook
from infra.config import Config

_GET, _POST = apigateway.HttpMethod.GET, apigateway.HttpMethod.POST
_WRITES = [_POST, apigateway.HttpMethod.PUT, apigateway.HttpMethod.PATCH, apigateway.HttpMethod.DELETE]

# A path or a query may name a friend, so what is logged is the route.
_ACCESS_LOG = {
    "at": "$context.requestTimeEpoch",
    "request": "$context.requestId",
    "route": "$context.routeKey",
    "status": "$context.status",
    "bytes": "$context.responseLength",
    "latency_ms": "$context.responseLatency",
    "function_ms": "$context.integrationLatency",
    "function_error": "$context.integrationErrorMessage",
    "authorizer_error": "$context.authorizer.error",
    "client": "$context.authorizer.claims.client_id",
}


@jsii.implements(apigateway.IAccessLogSettings)
class _AccessLog:
    def __init__(self, log: logs.LogGroup) -> None:
        self._destination = apigateway.LogGroupLogDestination(log)

    @property
    def destination(self) -> apigateway.IAccessLogDestination:
        return self._destination

    @property
    def format(self) -> AccessLogFormat:
        return AccessLogFormat.custom(json.dumps(_ACCESS_LOG))


class HttpApi(Construct):
    """``/webhook`` for LINE, ``/liff`` for LINE's users, ``/v1`` for those who hold a token with the scope that the request needs."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        webhook: Webhook,
        crm_api: CrmApi,
        liff_api: LiffApi,
        accounts: Accounts,
        alarms: Alarms,
    ) -> None:
        super().__init__(scope, id)
        self.api = apigateway.HttpApi(self, "Api", api_name=config.name, create_default_stage=False)
        alarms.answers(self.api)
        log = logs.LogGroup(
            self,
            "AccessLog",
            log_group_name=f"/aws/apigateway/{config.name}",
            retention=config.log_retention,
            removal_policy=RemovalPolicy.DESTROY,
        )
        apigateway.HttpStage(
            self,
            "Stage",
            http_api=self.api,
            stage_name="$default",
            auto_deploy=True,
            # Enough for a channel of millions, and a bound on what an attack can cost.
            throttle=apigateway.ThrottleSettings(rate_limit=500, burst_limit=1000),
            access_log_settings=_AccessLog(log),
        )
        token = HttpUserPoolAuthorizer("Token", accounts.pool, user_pool_clients=[accounts.machine])
        to_crm = HttpLambdaIntegration("Crm", crm_api.function)
        to_liff = HttpLambdaIntegration("Liff", liff_api.function)
        public = [
            *self.api.add_routes(
                path="/webhook", methods=[_POST], integration=HttpLambdaIntegration("Webhook", webhook.function)
            ),
            *self.api.add_routes(path="/v1/openapi.json", methods=[_GET], integration=to_crm),
            *self.api.add_routes(path="/v1/docs", methods=[_GET], integration=to_crm),
            *self.api.add_routes(path="/liff", methods=[_GET], integration=to_liff),
            *self.api.add_routes(path="/liff/{proxy+}", methods=[_GET, _POST], integration=to_liff),
        ]
        for route in public:
            acknowledge(
                route,
                "AwsSolutions-APIG4",
                "LINE signs its webhooks and its ID tokens, which the functions verify; pages and the API's "
                "description are no secret.",
            )
        anywhere = "/v1/{proxy+}"
        for path, methods, wanted in (
            (anywhere, [_GET], accounts.read_scope),
            (anywhere, _WRITES, accounts.write_scope),
            *((path, [_POST], accounts.read_scope) for path in ASKING),
        ):
            self.api.add_routes(
                path=path,
                methods=methods,
                integration=to_crm,
                authorizer=token,
                authorization_scopes=[wanted.scope_name],
            )

    @property
    def url(self) -> str:
        return self.api.api_endpoint
