"""Channel access tokens, ID tokens and the friendship."""

import time
from typing import Any

import httpx
import jwt
import pytest

from local.line.friends import friend_id
from local.line.process import RunningSimulator

ALICE = friend_id("alice", 0)


def token_request(sim: RunningSimulator, **changes: str) -> httpx.Response:
    form = {
        "grant_type": "client_credentials",
        "client_id": sim.channel_id,
        "client_secret": sim.channel_secret,
        **changes,
    }
    return httpx.post(f"{sim.url}/oauth2/v3/token", data=form, trust_env=False)


def verify(sim: RunningSimulator, token: str, **form: str) -> httpx.Response:
    form = {"id_token": token, "client_id": sim.login_channel_id, **form}
    return httpx.post(f"{sim.url}/oauth2/v2.1/verify", data=form, trust_env=False)


def test_a_stateless_token_opens_the_messaging_api(sim: RunningSimulator) -> None:
    answer = token_request(sim).json()
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 900)
    bearer = {"Authorization": f"Bearer {answer['access_token']}"}
    assert httpx.get(f"{sim.url}/v2/bot/info", headers=bearer, trust_env=False).status_code == 200


@pytest.mark.parametrize("wrong", [{"client_secret": "x"}, {"client_id": "1"}, {"grant_type": "password"}])
def test_wrong_credentials_get_no_token(sim: RunningSimulator, wrong: dict[str, str]) -> None:
    answer = token_request(sim, **wrong)
    assert answer.status_code == 400
    assert set(answer.json()) == {"error", "error_description"}


def test_an_expired_or_forged_token_is_401(sim: RunningSimulator) -> None:
    forged = jwt.encode({"sub": sim.channel_id, "exp": int(time.time()) + 900}, "k" * 32, algorithm="HS256")
    unsigned = jwt.encode({"sub": sim.channel_id, "exp": int(time.time()) + 900}, "", algorithm="none")
    for token in (forged, unsigned, "x"):
        headers = {"Authorization": f"Bearer {token}"}
        assert httpx.get(f"{sim.url}/v2/bot/info", headers=headers, trust_env=False).status_code == 401


def test_an_id_token_verifies_with_the_key_set(sim: RunningSimulator) -> None:
    sim.put_friends([{"user_id": ALICE, "display_name": "花子"}])
    token = sim.id_token(ALICE, nonce="n1")["id_token"]
    key = jwt.PyJWKSet.from_dict(httpx.get(f"{sim.url}/oauth2/v2.1/certs", trust_env=False).json())[
        jwt.get_unverified_header(token)["kid"]
    ]
    claims = jwt.decode(
        token, key, algorithms=["ES256"], audience=sim.login_channel_id, issuer="https://access.line.me"
    )
    assert (claims["sub"], claims["name"], claims["nonce"]) == (ALICE, "花子", "n1")
    assert claims["exp"] - claims["iat"] == 3600


def test_line_verifies_it_too(sim: RunningSimulator) -> None:
    token = sim.id_token(ALICE, nonce="n1")["id_token"]
    answer = verify(sim, token, nonce="n1", user_id=ALICE)
    assert answer.status_code == 200
    assert answer.json()["sub"] == ALICE


@pytest.mark.parametrize(
    ("options", "form", "description"),
    [
        ({"listed_key": False}, {}, "Invalid IdToken."),
        ({"claims": {"iss": "https://evil.example"}}, {}, "Invalid IdToken Issuer."),
        ({"expires_in": -1}, {}, "IdToken expired."),
        ({"audience": "999"}, {}, "Invalid IdToken Audience."),
        ({"nonce": "n1"}, {"nonce": "n2"}, "Invalid IdToken Nonce."),
        ({}, {"user_id": friend_id("bob", 0)}, "Invalid IdToken Subject Identifier."),
    ],
)
def test_a_bad_id_token_is_refused_in_lines_words(
    sim: RunningSimulator, options: dict[str, Any], form: dict[str, str], description: str
) -> None:
    answer = verify(sim, sim.id_token(ALICE, **options)["id_token"], **form)
    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_request", "error_description": description}


def test_a_token_of_another_algorithm_is_refused(sim: RunningSimulator) -> None:
    claims = {"iss": "https://access.line.me", "sub": ALICE, "aud": sim.login_channel_id, "exp": time.time() + 60}
    kid = jwt.get_unverified_header(sim.id_token(ALICE)["id_token"])["kid"]
    for token in (jwt.encode(claims, "k" * 32, algorithm="HS256", headers={"kid": kid}), "x.y.z", "é"):
        assert verify(sim, token).json()["error_description"] == "Invalid IdToken."


def test_a_rotated_key_leaves_older_tokens_valid(sim: RunningSimulator) -> None:
    old = sim.id_token(ALICE)["id_token"]
    kid = sim.rotate_key()
    new = sim.id_token(ALICE)["id_token"]
    assert jwt.get_unverified_header(new)["kid"] == kid != jwt.get_unverified_header(old)["kid"]
    assert [verify(sim, token).status_code for token in (old, new)] == [200, 200]


def test_access_token_and_friendship(sim: RunningSimulator) -> None:
    token = sim.id_token(ALICE)["access_token"]
    verified = httpx.get(f"{sim.url}/oauth2/v2.1/verify", params={"access_token": token}, trust_env=False).json()
    assert verified["client_id"] == sim.login_channel_id
    assert verified["scope"] == "openid profile"
    assert 0 < verified["expires_in"] <= 12 * 3600
    unknown = httpx.get(f"{sim.url}/oauth2/v2.1/verify", params={"access_token": "x"}, trust_env=False)
    assert unknown.status_code == 400

    def friend_flag() -> bool:
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.get(f"{sim.url}/friendship/v1/status", headers=headers, trust_env=False).json()["friendFlag"]

    assert friend_flag() is False
    sim.put_friends([{"user_id": ALICE, "following": True}])
    assert friend_flag() is True
    sim.put_friends([{"user_id": ALICE, "blocked": True}])
    assert friend_flag() is False
    refused = httpx.get(f"{sim.url}/friendship/v1/status", headers={"Authorization": "Bearer x"}, trust_env=False)
    assert refused.status_code == 401
