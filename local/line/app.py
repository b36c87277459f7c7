"""The web application: which endpoints there are, and what happens to every call before its handler."""

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
from aiohttp import web

from local.line import account, actors, control, errors, insight, login, messaging
from local.line.call import (
    MAX_CONTROL_BYTES,
    MAX_LINE_BYTES,
    Answer,
    Call,
    Endpoint,
    new_request_id,
    read_json,
    read_retry_key,
)
from local.line.control import ENDPOINT_NAMES, PLATFORM
from local.line.errors import LineError
from local.line.faults import Fault
from local.line.state import Platform
from local.line.tokens import check_channel_token
from local.line.webhooks import SENDER, WebhookSender

MESSAGE = "/v2/bot/message"
WEBHOOK = "/v2/bot/channel/webhook"

ENDPOINTS = (
    Endpoint("reply", "POST", f"{MESSAGE}/reply", messaging.reply),
    Endpoint("push", "POST", f"{MESSAGE}/push", messaging.push, retryable=True),
    Endpoint("multicast", "POST", f"{MESSAGE}/multicast", messaging.multicast, retryable=True),
    Endpoint("broadcast", "POST", f"{MESSAGE}/broadcast", messaging.broadcast, retryable=True),
    Endpoint("narrowcast", "POST", f"{MESSAGE}/narrowcast", messaging.narrowcast, retryable=True),
    Endpoint("narrowcast-progress", "GET", f"{MESSAGE}/progress/narrowcast", messaging.narrowcast_progress),
    Endpoint("validate", "POST", f"{MESSAGE}/validate/{{kind}}", messaging.validate),
    Endpoint("quota", "GET", f"{MESSAGE}/quota", account.quota),
    Endpoint("consumption", "GET", f"{MESSAGE}/quota/consumption", account.consumption),
    Endpoint("delivery", "GET", f"{MESSAGE}/delivery/{{kind}}", account.delivery),
    Endpoint("profile", "GET", "/v2/bot/profile/{userId}", account.profile),
    Endpoint("followers", "GET", "/v2/bot/followers/ids", account.followers),
    Endpoint("bot-info", "GET", "/v2/bot/info", account.bot_info),
    Endpoint("webhook-endpoint-get", "GET", f"{WEBHOOK}/endpoint", account.get_webhook_endpoint),
    Endpoint("webhook-endpoint-set", "PUT", f"{WEBHOOK}/endpoint", account.set_webhook_endpoint),
    Endpoint("webhook-test", "POST", f"{WEBHOOK}/test", account.test_webhook_endpoint, optional_body=True),
    Endpoint("insight-followers", "GET", "/v2/bot/insight/followers", insight.followers),
    Endpoint("insight-aggregation", "GET", "/v2/bot/insight/message/event/aggregation", insight.aggregation),
    Endpoint("channel-token", "POST", "/oauth2/v3/token", login.channel_token, auth=False, form=True),
    Endpoint("certs", "GET", "/oauth2/v2.1/certs", login.certs, auth=False),
    Endpoint("verify-id-token", "POST", "/oauth2/v2.1/verify", login.verify_id_token, auth=False, form=True),
    Endpoint("verify-access-token", "GET", "/oauth2/v2.1/verify", login.verify_access_token, auth=False),
    Endpoint("friendship", "GET", "/friendship/v1/status", login.friendship, auth=False),
)


def serve(endpoint: Endpoint) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        call = Call(request, request.app[PLATFORM])
        try:
            response = await answer(endpoint, call)
        except LineError as error:
            response = error.response()
        call.platform.calls[endpoint.name, response.status] += 1
        response.headers["x-line-request-id"] = call.request_id
        return response

    return handle


async def answer(endpoint: Endpoint, call: Call) -> web.Response:
    request, platform = call.request, call.platform
    if endpoint.auth:
        settings = platform.settings
        check_channel_token(
            request.headers.get("Authorization"), settings.channel_secret, settings.channel_access_token
        )
    call.retry_key = read_retry_key(request, endpoint)
    call.retry_state()  # the 24 hours run from the first try, whatever becomes of it
    if not platform.limits.take(endpoint.name, platform.now()):
        raise errors.rate_limited()
    if request.method in ("POST", "PUT") and not endpoint.form:
        empty = endpoint.optional_body and not request.body_exists
        call.body = {} if empty else await read_json(request, MAX_LINE_BYTES)
    fault = platform.faults.find(endpoint.name, call.recipients)
    if fault is not None:
        return await spoil(endpoint, call, fault)
    return await respond(endpoint, call)


async def respond(endpoint: Endpoint, call: Call) -> web.Response:
    result = await endpoint.handle(call)
    if isinstance(result, Answer):
        return web.json_response(result.body, status=result.status)
    return web.json_response(result)


async def spoil(endpoint: Endpoint, call: Call, fault: Fault) -> web.Response:
    refusal = fault.refusal()
    if refusal is not None:
        raise refusal
    if fault.kind == "delay":
        await asyncio.sleep(fault.seconds)
        return await respond(endpoint, call)
    if fault.kind == "hang":
        await asyncio.sleep(fault.seconds)
        return drop(call)
    await respond(endpoint, call)
    if fault.kind == "accept-then-500":
        raise errors.internal_error()
    return drop(call)


def drop(call: Call) -> web.Response:
    """Closes the connection; the response goes nowhere. 499 is how statistics show it."""
    if call.request.transport is not None:
        call.request.transport.abort()
    return web.Response(status=499)


@web.middleware
async def unknown_paths(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPNotFound:
        response = errors.not_found().response()
    except web.HTTPMethodNotAllowed as error:
        response = LineError(405, "Method not allowed", headers={"Allow": error.headers["Allow"]}).response()
    response.headers["x-line-request-id"] = new_request_id()
    return response


async def _webhook_sender(app: web.Application):  # type: ignore[no-untyped-def]
    # A connection of its own for each webhook: one that the receiver closes while idle would look like a failure.
    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, force_close=True))
    app[SENDER] = WebhookSender(app[PLATFORM], session)
    yield
    await app[SENDER].close()


def create_app(platform: Platform) -> web.Application:
    app = web.Application(middlewares=[unknown_paths], client_max_size=MAX_CONTROL_BYTES)
    app[PLATFORM] = platform
    app[ENDPOINT_NAMES] = frozenset(endpoint.name for endpoint in ENDPOINTS)
    app.cleanup_ctx.append(_webhook_sender)
    for endpoint in ENDPOINTS:
        app.router.add_route(endpoint.method, endpoint.path, serve(endpoint))
    app.add_routes([*control.routes(), *actors.routes()])
    return app
