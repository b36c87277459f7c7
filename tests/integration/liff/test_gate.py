"""What the pages' API refuses, and what it keeps to itself."""

import base64
import hmac
import json
from io import StringIO

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from daifukucho_aws.edge_refusals import NOT_A_FRIEND
from tests.integration.liff.conftest import CHANNEL, HANAKO


def every_route(liff):
    return [(route.method, route.path.replace("{", "").replace("}", "")) for route in liff.function.ROUTES]


def part(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def forged(liff):
    """Tokens that are none of LINE's for us, each wrong in one way."""
    other = ec.generate_private_key(ec.SECP256R1())
    claims = jwt.decode(liff.token(), options={"verify_signature": False})
    head, body, signature = liff.token().split(".")
    public = liff.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    unsigned = f"{part(json.dumps({'alg': 'HS256', 'kid': 'k', 'typ': 'JWT'}).encode())}.{body}"
    someone_else = part(json.dumps(claims | {"sub": "U" + "9" * 32}).encode())

    def without(name):
        rest = {key: value for key, value in claims.items() if key != name}
        return jwt.encode(rest, liff.key, algorithm="ES256", headers={"kid": "k"})

    return {
        "by another key": jwt.encode(claims, other, algorithm="ES256", headers={"kid": "k"}),
        "unknown key": jwt.encode(claims, other, algorithm="ES256", headers={"kid": "x"}),
        "no key id": jwt.encode(claims, liff.key, algorithm="ES256"),
        "expired": liff.token(exp=1),
        "not valid yet": liff.token(nbf=3_900_000_000),
        "issued in the future": liff.token(iat=3_900_000_000),
        "foreign audience": liff.token(aud="1234"),
        "more than one audience": liff.token(aud=[CHANNEL, "1234"]),
        "another issuer": liff.token(iss="https://example.com"),
        **{f"no {name}": without(name) for name in claims},
        "somebody who is no user": liff.token("C" + "1" * 32),
        "alg none": jwt.encode(claims, None, algorithm="none", headers={"kid": "k"}),
        "HS256": jwt.encode(claims, "k" * 64, algorithm="HS256", headers={"kid": "k"}),
        "HS256 with the public key": f"{unsigned}.{part(hmac.digest(public, unsigned.encode(), 'sha256'))}",
        "ES384": jwt.encode(claims, ec.generate_private_key(ec.SECP384R1()), algorithm="ES384", headers={"kid": "k"}),
        "half": f"{head}.{body}",
        "no token": "x",
        "its signature on another's claims": f"{head}.{someone_else}.{signature}",
    }


def test_every_route_refuses_tokens_that_are_none(liff):
    liff.befriend()
    for method, path in every_route(liff):
        liff.call(method, f"api/{path}", user_id=None).refused(401, "id_token_missing")
        for name, token in forged(liff).items():
            answer = liff.call(method, f"api/{path}", user_id=None, headers={"authorization": f"Bearer {token}"})
            said = answer.refused(401, "id_token_invalid")
            assert token not in json.dumps(said), name
    assert liff.entries() == []


def test_whatever_is_wrong_with_a_token_the_answer_is_the_same(liff):
    """A page can say only one thing of it, and who tries tokens learns nothing."""
    told = {
        (answer.status, answer.text)
        for token in forged(liff).values()
        if (answer := liff.get("api/card", user_id=None, headers={"authorization": f"Bearer {token}"}))
    }
    assert len(told) == 1


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc", "abc"])
def test_a_header_without_a_token(liff, header):
    liff.get("api/card", user_id=None, headers={"authorization": header}).refused(401, "id_token_missing")


def test_what_somebody_says_of_herself_does_not_count(liff):
    liff.befriend("U" + "2" * 32, display_name="次郎")
    for headers in ({"x-user-id": "U" + "2" * 32}, {"x-line-userid": "U" + "2" * 32}):
        liff.get("api/card", headers=headers).refused(403, "not_a_friend")


def test_a_refusal_is_in_the_language_of_the_page(liff):
    answer = liff.get("api/card", headers={"accept-language": "ja"})
    assert answer.refused(403, "not_a_friend")["detail"] == NOT_A_FRIEND.ja
    assert answer.headers["Content-Language"] == "ja"


def test_paths_and_methods(liff):
    for path in ("api/nothing", "api/card/more/still", "api/card/", "api/%2e%2e/card", "api/"):
        liff.get(path).refused(404, "route_not_found")
    answer = liff.call("POST", "api/card")
    answer.refused(405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET"


def test_bodies(liff):
    liff.befriend()
    liff.call("POST", "api/card/opened", "{}").refused(400, "unexpected_body")
    liff.call("POST", "api/card/opened", "x" * 300_000).refused(413, "body_too_large")
    liff.call("POST", "api/card/opened", "%%%", encoded=True).refused(400, "malformed_json")


def test_so_many_requests_a_minute_for_each_friend(liff):
    other = "U" + "2" * 32
    liff.befriend()
    liff.befriend(other)
    liff.clock.now = 1_795_316_400_000 + 18_000  # a minute begins at :00
    first = [liff.get("api/card/code") for _ in range(60)] + [liff.call("POST", "api/card/opened") for _ in range(60)]
    assert {answer.status for answer in first} == {200}
    before = liff.calls.made.copy()
    for refused in (liff.get("api/card"), liff.call("POST", "api/card/opened"), liff.get("api/staff")):
        assert "42 s" in refused.refused(429, "rate_limited")["detail"]
        assert refused.headers["Content-Language"] == "en"
        assert refused.headers["Retry-After"] == "42"
    assert liff.calls.made == before
    assert liff.get("api/card", user_id=other).status == 200
    liff.clock.now += 42_000
    assert liff.get("api/card").status == 200


def test_counting_costs_no_call(liff):
    liff.befriend()
    liff.get("api/card")
    liff.calls.made.clear()
    liff.get("api/card")
    assert dict(liff.calls.made) == {"GetItem": 1}


def test_who_is_not_known_is_not_counted(liff):
    liff.befriend()
    for _ in range(130):
        assert liff.get("api/card/code", headers={"authorization": "Bearer x.y.z"}).status == 401
    assert liff.get("api/card").status == 200


def test_nothing_personal_is_logged(liff, monkeypatch):
    log = StringIO()
    monkeypatch.setattr(liff.function.logger.registered_handler, "stream", log)
    liff.befriend()
    number = liff.get("api/card").json["member_no"]
    liff.get("api/card", headers={"authorization": "Bearer secret-token"})
    liff.get(f"api/{HANAKO}")
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [(line.get("route"), line["status"]) for line in lines] == [("card", 200), ("card", 401), (None, 404)]
    for secret in (HANAKO, "大福", number, "secret-token"):
        assert secret not in log.getvalue()


def test_an_error_that_nobody_foresaw_tells_nothing(liff, monkeypatch):
    def broken(friend):
        raise RuntimeError("大福 花子")

    liff.befriend()
    monkeypatch.setattr(liff.function.liff().membership.cards, "show", broken)
    log = StringIO()
    monkeypatch.setattr(liff.function.logger.registered_handler, "stream", log)
    assert "大福" not in json.dumps(liff.get("api/card").refused(500, "internal"), ensure_ascii=False)
    assert "大福" not in log.getvalue()


def test_a_deployment_that_was_not_told_its_liff_app_says_what_is_missing(liff, monkeypatch):
    monkeypatch.delenv("DAIFUKUCHO_LIFF_ID")
    liff.function.settings.cache_clear()
    assert "liff_id" in liff.get("api/card").refused(503, "liff_not_set")["detail"]


def test_a_large_answer_is_compressed_for_who_takes_it(liff):
    liff.befriend()
    plain = liff.get("api/card")
    packed = liff.get("api/card", headers={"accept-encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.json["member_no"] == plain.json["member_no"]
    assert len(packed.body) < len(plain.body)
