"""The pages' API in process: the real handler and the real stores over moto; LINE's keys are ours."""

import base64
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from pynamodb.connection import Connection

from daifukucho.friends.attributes import Status
from daifukucho.friends.friend import Friend
from daifukucho_aws.dynamo.friends import to_item
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from daifukucho_aws.id_token import ISSUER
from daifukucho_aws.settings import LiffApiSettings
from tests.support import pictures
from tests.support.account import Snapshot
from tests.support.aws_calls import AwsCalls
from tests.support.book import Clock
from tests.support.function import in_world, load
from tests.support.liff_document import assert_described
from tests.support.world import scripted_world, settings_for

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
        reply = Reply(answer["statusCode"], answer["headers"], raw)
        if path is not None and path.startswith("api/"):
            assert_described(method, path.removeprefix("api/"), reply.status, reply.json)
        return reply

    def get(self, path: str, **more: Any) -> Reply:
        return self.call("GET", path, **more)


@pytest.fixture
def liff(account: Connection, empty: Snapshot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Liff]:
    empty.put_back()
    pictures.clear()
    handler = load("liff_api")
    settings = settings_for(LiffApiSettings, liff_id=LIFF_ID, login_channel_id=CHANNEL)
    for name, value in settings.to_env().items():
        monkeypatch.setenv(name, value)
    world = scripted_world(account)
    phone = Liff(handler, world.clock, AwsCalls(monkeypatch), account)
    with in_world(replace(world, line_keys=lambda api_base: phone.keys), handler):
        yield phone
