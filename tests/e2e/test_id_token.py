"""Over HTTP on the local stack: the function fetches LINE's keys itself, and takes nothing that is not signed by them."""

import base64
import hmac
import json
import time
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm

from local.line.client import LineSimulator

pytestmark = pytest.mark.e2e

STRANGER = "U" + "5" * 32
"""Nobody's friend: a good token of this user is answered 403, and nothing is written."""


@pytest.fixture(scope="module")
def line(stack: dict[str, Any]) -> LineSimulator:
    simulator = LineSimulator(stack["line_api"])
    simulator.put_friends([{"user_id": STRANGER, "display_name": "次郎", "following": False}])
    return simulator


def tokens(stack: dict[str, Any], line: LineSimulator) -> dict[str, str]:
    good = line.id_token(STRANGER)["id_token"]
    head, body, signature = good.split(".")
    claims = jwt.decode(good, options={"verify_signature": False})
    kid = jwt.get_unverified_header(good)["kid"]
    listed = {key["kid"]: key for key in httpx.get(f"{line.url}/oauth2/v2.1/certs", trust_env=False).json()["keys"]}
    public = ECAlgorithm.from_jwk(listed[kid]).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    hs256 = f"{part({'alg': 'HS256', 'kid': kid, 'typ': 'JWT'})}.{body}"
    own = ec.generate_private_key(ec.SECP256R1())
    later = int(time.time()) + 600

    def issued(**options: Any) -> str:
        return line.id_token(STRANGER, **options)["id_token"]

    return {
        "forged signature": f"{head}.{body}.{base64.urlsafe_b64encode(bytes(64)).rstrip(b'=').decode()}",
        "by a key of one's own": jwt.encode(claims, own, algorithm="ES256", headers={"kid": kid}),
        "unknown key": issued(listed_key=False),
        "other claims": f"{head}.{part(claims | {'sub': 'U' + '6' * 32})}.{signature}",
        "expired": issued(expires_in=-60),
        "foreign audience": issued(audience="1234567890"),
        "another issuer": issued(claims={"iss": "https://access.line.me.example"}),
        "not valid yet": issued(claims={"nbf": later}),
        "issued in the future": issued(claims={"iat": later}),
        "nobody's": issued(claims={"sub": ""}),
        "alg none": f"{part({'alg': 'none', 'kid': kid, 'typ': 'JWT'})}.{body}.",
        "HS256 with the public key": f"{hs256}.{encoded(hmac.digest(public, hs256.encode(), 'sha256'))}",
    }


def part(value: object) -> str:
    return encoded(json.dumps(value).encode())


def encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def test_only_lines_tokens_are_taken(stack: dict[str, Any], line: LineSimulator) -> None:
    with httpx.Client(base_url=stack["liff"], trust_env=False, timeout=30) as http:

        def said(token: str) -> tuple[int, str]:
            answer = http.get("/api/card", headers={"Authorization": f"Bearer {token}"})
            return answer.status_code, answer.json()["code"]

        assert said(line.id_token(STRANGER)["id_token"]) == (403, "not_a_friend")
        wrong = {name: said(token) for name, token in tokens(stack, line).items()}
    assert wrong == dict.fromkeys(wrong, (401, "id_token_invalid"))
