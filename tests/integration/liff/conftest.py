"""The pages' API in process: the real handler and the real stores over moto; LINE's keys are ours."""

import base64
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from pynamodb.connection import Connection

from daifukucho.friends.attributes import Status
from daifukucho.friends.friend import Friend
from daifukucho_aws.bootstrap import liff_api as bootstrap
from daifukucho_aws.dynamo.friends import to_item
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from daifukucho_aws.id_token import ISSUER
from daifukucho_aws.settings import LiffApiSettings
from tests.support import pictures
from tests.support.account import Snapshot
from tests.support.aws_calls import AwsCalls
from tests.support.book import Clock
from tests.support.function import load

CHANNEL = "2000000001"
LIFF_ID = f"{CHANNEL}-AbcdEfgh"
HANAKO = "U" + "1" * 32
GUIDE = (Path(__file__).parents[3] / "docs/liff.md").read_text("utf-8")


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        packed = self.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    def refused(self, status: int, code: str) -> Any:
        """The problem document of a refusal, whose form is checked here, once for all tests."""
        assert self.status == status, self.text
        assert self.headers["Content-Type"] == "application/problem+json"
        assert self.headers["Cache-Control"] == "no-store"
        assert (self.json["status"], self.json["code"]) == (status, code)
        assert f"| `{code}` |" in GUIDE, "the guide's table lacks this code"
        return self.json


class Liff:
    """A phone, and behind it the function."""

    def __init__(self, handler: Any, clock: Clock, calls: AwsCalls, connection: Connection) -> None:
        self.function = handler
        self.clock = clock
        self.calls = calls
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.connection = connection
        self.friends = bind(FriendItem, "friends", connection)
        self.ledger = bind(LedgerItem, "ledger", connection)

    def keys(self) -> bytes:
        jwk = jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key(), as_dict=True) | {"kid": "k"}
        return json.dumps({"keys": [jwk]}).encode()

    def token(self, user_id: str = HANAKO, **claims: Any) -> str:
        told = {"iss": ISSUER, "aud": CHANNEL, "sub": user_id, "iat": 1, "exp": 4_000_000_000} | claims
        return jwt.encode(told, self.key, algorithm="ES256", headers={"kid": "k"})

    def befriend(self, user_id: str = HANAKO, **facts: Any) -> Friend:
        friend = Friend(user_id, **({"display_name": "大福 花子", "status": Status.ACTIVE} | facts))
        to_item(self.friends, friend).save()
        return friend

    def entries(self, user_id: str = HANAKO) -> list[Any]:
        return list(self.ledger.query(user_id))

    def call(
        self,
        method: str,
        path: str,
        body: str | bytes | None = None,
        *,
        user_id: str | None = HANAKO,
        headers: dict[str, str] | None = None,
        encoded: bool = False,
    ) -> Reply:
        """Ask below ``/liff/``; ``user_id`` ``None``: without a token."""
        told = {"content-type": "application/json"} if body else {}
        told |= {"authorization": f"Bearer {self.token(user_id)}"} if user_id else {}
        answer = self.function.handler(
            {
                "rawPath": f"/liff/{path}" if path is not None else "/liff",
                "headers": told | (headers or {}),
                "requestContext": {"http": {"method": method}, "requestId": "Req-1="},
                "body": body.decode("latin-1") if isinstance(body, bytes) else body,
                "isBase64Encoded": encoded,
            },
            None,
        )
        text = answer["body"]
        raw = base64.b64decode(text) if answer["isBase64Encoded"] else text.encode()
        return Reply(answer["statusCode"], answer["headers"], raw)

    def get(self, path: str, **more: Any) -> Reply:
        return self.call("GET", path, **more)


@pytest.fixture(scope="module")
def card_key(account: Connection) -> str:
    """The secret of the cards' codes."""
    return boto3.client("secretsmanager").create_secret(Name="card-key", SecretString="k" * 64)["ARN"]


@pytest.fixture
def liff(account: Connection, card_key: str, empty: Snapshot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Liff]:
    empty.put_back()
    pictures.clear()
    handler = load("liff_api")
    settings = LiffApiSettings(
        stage="test",
        friends_table="friends",
        ledger_table="ledger",
        catalog_table="catalog",
        card_key_id=card_key,
        uploads_bucket=pictures.BUCKET,
        liff_id=LIFF_ID,
        login_channel_id=CHANNEL,
    )
    for name, value in settings.to_env().items():
        monkeypatch.setenv(name, value)
    clock, calls = Clock(), AwsCalls(monkeypatch)
    phone = Liff(handler, clock, calls, account)
    monkeypatch.setattr(bootstrap, "clock", clock)
    monkeypatch.setattr(bootstrap, "fetch_from", lambda base: phone.keys)
    _forget(handler)
    yield phone
    _forget(handler)


def _forget(handler: Any) -> None:
    for made in (handler.settings, handler.site, handler.liff, handler.gate):
        made.cache_clear()
