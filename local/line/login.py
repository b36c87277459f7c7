"""LINE Login and OAuth, as far as a CRM needs them: tokens issued and verified, the key set, the friendship."""

import time
from typing import Any

from local.line.call import Call
from local.line.errors import OAuthError, unauthorized
from local.line.tokens import AccessToken, equal, issue_channel_token


async def channel_token(call: Call) -> Any:
    """``POST /oauth2/v3/token``, from channel id and secret. JWT assertions are not simulated."""
    form = await call.request.post()
    settings = call.platform.settings
    if form.get("grant_type") != "client_credentials":
        raise OAuthError("The grant_type must be 'client_credentials'.", error="unsupported_grant_type")
    id_matches = equal(str(form.get("client_id", "")), settings.channel_id)
    if not (equal(str(form.get("client_secret", "")), settings.channel_secret) and id_matches):
        raise OAuthError("Invalid 'client_credentials'.")
    return issue_channel_token(settings.channel_id, settings.channel_secret)


async def certs(call: Call) -> Any:
    return call.platform.login.jwks()


async def verify_id_token(call: Call) -> Any:
    form = {name: str(value) for name, value in (await call.request.post()).items()}
    for name in ("id_token", "client_id"):
        if not form.get(name):
            raise OAuthError(f"{name} is required.")
    return call.platform.login.verify_id_token(
        form["id_token"], form["client_id"], nonce=form.get("nonce"), user_id=form.get("user_id")
    )


async def verify_access_token(call: Call) -> Any:
    known = call.platform.login.access_tokens.get(call.query("access_token") or "")
    if known is None:
        raise OAuthError("The access token not JWS")
    if known.expires_at <= time.time():
        raise OAuthError("The access token expired")
    return {"scope": known.scope, "client_id": known.client_id, "expires_in": known.expires_at - int(time.time())}


async def friendship(call: Call) -> Any:
    friend = call.platform.friends.get(_bearer(call).user_id)
    return {"friendFlag": friend is not None and friend.reached_by_multicast}


def _bearer(call: Call) -> AccessToken:
    scheme, _, token = call.request.headers.get("Authorization", "").partition(" ")
    known = call.platform.login.access_tokens.get(token)
    if scheme.lower() != "bearer" or known is None or known.expires_at <= time.time():
        raise unauthorized()
    return known
