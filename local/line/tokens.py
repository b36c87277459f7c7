"""Tokens: channel access tokens for the Messaging API, ID and access tokens of LINE Login.

All of them live in real time, not in the simulator's clock: the programs that hold them have clocks of their own.
"""

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jwt.algorithms import ECAlgorithm

from local.line.errors import OAuthError, unauthorized

ISSUER = "https://access.line.me"
STATELESS_LIFE_SECONDS = 15 * 60
ACCESS_TOKEN_LIFE_SECONDS = 12 * 3600


def equal(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(), right.encode())


def issue_channel_token(channel_id: str, channel_secret: str) -> dict[str, Any]:
    """A stateless channel access token. Any number may be valid at once; a new channel secret ends them all."""
    claims = {"sub": channel_id, "exp": int(time.time()) + STATELESS_LIFE_SECONDS, "jti": secrets.token_hex(8)}
    token = jwt.encode(claims, _channel_key(channel_secret), algorithm="HS256")
    return {"token_type": "Bearer", "access_token": token, "expires_in": STATELESS_LIFE_SECONDS}


def check_channel_token(authorization: str | None, channel_secret: str, long_lived: str) -> None:
    """Raises: LineError 401 unless the header holds the long-lived token or a living stateless one."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise unauthorized("missing authorization header")
    if equal(token, long_lived):
        return
    try:
        jwt.decode(token, _channel_key(channel_secret), algorithms=["HS256"], options={"require": ["exp", "sub"]})
    except jwt.InvalidTokenError as error:
        raise unauthorized() from error


def _channel_key(channel_secret: str) -> bytes:
    return hashlib.sha256(b"channel access token/" + channel_secret.encode()).digest()


@dataclass(frozen=True)
class SigningKey:
    kid: str
    private: ec.EllipticCurvePrivateKey

    @classmethod
    def generate(cls) -> "SigningKey":
        return cls(secrets.token_hex(32), ec.generate_private_key(ec.SECP256R1()))

    def jwk(self) -> dict[str, Any]:
        public = ECAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return {**public, "kid": self.kid, "use": "sig", "alg": "ES256"}

    def pem(self) -> str:
        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@dataclass(frozen=True)
class AccessToken:
    """A LINE Login access token, as LIFF's ``getAccessToken`` gives one."""

    user_id: str
    client_id: str
    scope: str
    expires_at: int


class Login:
    """What LINE Login knows: its ES256 keys, the last of which signs, and the access tokens it has issued."""

    def __init__(self) -> None:
        self.keys = [SigningKey.generate()]
        self.access_tokens: dict[str, AccessToken] = {}

    def rotate(self) -> str:
        """Signs with a new key from now on; the old ones stay in the key set. Returns the new ``kid``."""
        self.keys.append(SigningKey.generate())
        return self.keys[-1].kid

    def jwks(self) -> dict[str, Any]:
        return {"keys": [key.jwk() for key in self.keys]}

    def issue_id_token(self, claims: dict[str, Any], *, listed_key: bool = True) -> str:
        key = self.keys[-1] if listed_key else SigningKey.generate()
        return jwt.encode(claims, key.private, algorithm="ES256", headers={"kid": key.kid})

    def issue_access_token(self, user_id: str, client_id: str, scope: str) -> str:
        token = "sim." + secrets.token_urlsafe(32)
        expires_at = int(time.time()) + ACCESS_TOKEN_LIFE_SECONDS
        self.access_tokens[token] = AccessToken(user_id, client_id, scope, expires_at)
        return token

    def verify_id_token(
        self, token: str, client_id: str, nonce: str | None = None, user_id: str | None = None
    ) -> dict[str, Any]:
        """The claims of an ID token, checked in LINE's order. Raises: OAuthError with LINE's description."""
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            key = next((key for key in self.keys if key.kid == kid), None)
            if key is None:
                raise OAuthError("Invalid IdToken.")
            claims = jwt.decode(
                token,
                key.private.public_key(),
                algorithms=["ES256"],
                options={"verify_aud": False, "verify_exp": False, "verify_iat": False, "verify_iss": False},
            )
        except jwt.InvalidTokenError as error:
            raise OAuthError("Invalid IdToken.") from error
        if claims.get("iss") != ISSUER:
            raise OAuthError("Invalid IdToken Issuer.")
        if claims.get("exp", 0) <= time.time():
            raise OAuthError("IdToken expired.")
        if claims.get("aud") != client_id:
            raise OAuthError("Invalid IdToken Audience.")
        if nonce is not None and claims.get("nonce") != nonce:
            raise OAuthError("Invalid IdToken Nonce.")
        if user_id is not None and claims.get("sub") != user_id:
            raise OAuthError("Invalid IdToken Subject Identifier.")
        return claims

    def dump(self) -> list[dict[str, str]]:
        return [{"kid": key.kid, "pem": key.pem()} for key in self.keys]

    def load(self, keys: list[dict[str, str]]) -> None:
        self.keys = [SigningKey(key["kid"], _private_key(key["pem"])) for key in keys]


def _private_key(pem: str) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("the state file's signing key is not an elliptic-curve key")
    return key
