"""Tokens of LINE's are taken, and what is not one is refused, each by the same words."""

import base64
import json
import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from daifukucho.kernel.errors import Denied, Unavailable
from daifukucho.kernel.time import DAY, MINUTE
from daifukucho_aws.id_token import ISSUER, IdTokens, KeySet, fetch_from
from local.line.process import running

USER = "U" + "a" * 32
CHANNEL = "2000000001"


@pytest.fixture(scope="module")
def line():
    with running() as simulator:
        simulator.put_friends([{"user_id": USER, "display_name": "花子"}])
        yield simulator


class Keys:
    """LINE's key set as we control it, and how often it was asked for."""

    def __init__(self):
        self.private = {"one": ec.generate_private_key(ec.SECP256R1())}
        self.asked = 0
        self.broken: Exception | None = None
        self.more: list[dict] = []

    def __call__(self) -> bytes:
        self.asked += 1
        if self.broken:
            raise self.broken
        listed = [
            jwt.algorithms.ECAlgorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": kid, "alg": "ES256"}
            for kid, key in self.private.items()
        ]
        return json.dumps({"keys": listed + self.more}).encode()


class Time:
    now = 1_795_316_400_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def keys():
    return Keys()


@pytest.fixture
def clock():
    return Time()


@pytest.fixture
def tokens(keys, clock):
    return IdTokens(KeySet(keys, clock), CHANNEL)


def claims(**changed):
    now = int(time.time())
    told = {"iss": ISSUER, "sub": USER, "aud": CHANNEL, "iat": now, "exp": now + 3600} | changed
    return {name: value for name, value in told.items() if value is not None}


def signed(keys, kid="one", algorithm="ES256", key=None, header=None, **changed):
    return jwt.encode(
        claims(**changed), key or keys.private[kid], algorithm=algorithm, headers={"kid": kid} | (header or {})
    )


def refused(tokens, token):
    with pytest.raises(Denied) as caught:
        tokens.subject(token)
    assert caught.value.code == "id_token_invalid"
    assert token[:20] not in str(caught.value.detail)
    assert caught.value.__cause__ is None
    return caught.value.detail


def part(value) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def issued(line, claims=None, **options):
    """A token of the simulator's. Its process has the real clock, so it is told the times."""
    now = int(time.time())
    return line.id_token(USER, claims={"iat": now, "exp": now + 3600} | (claims or {}), **options)["id_token"]


def test_the_simulators_tokens_are_taken_before_and_after_its_keys_change(line):
    now = Time()
    tokens = IdTokens(KeySet(fetch_from(line.url), now), line.login_channel_id)
    old = issued(line)
    assert tokens.subject(old) == USER
    line.rotate_key()
    new = issued(line)
    refused(tokens, new)  # it was asked this minute
    now.now += MINUTE
    assert tokens.subject(new) == USER
    assert tokens.subject(old) == USER
    refused(tokens, issued(line, listed_key=False))
    refused(tokens, issued(line, {"exp": int(time.time()) - 3600}))
    refused(tokens, issued(line, audience="1234"))
    refused(tokens, issued(line, {"iss": "https://access.line.me.example"}))


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "1234"},
        {"aud": [CHANNEL]},
        {"aud": None},
        {"iss": "https://access.line.me/"},
        {"iss": None},
        {"exp": 1},
        {"exp": None},
        {"iat": 4_000_000_000},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "group#C123"},
        {"sub": USER + "\n"},
        {"nbf": 4_000_000_000},
    ],
    ids=str,
)
def test_a_claim_that_is_not_as_it_should_be(tokens, keys, changed):
    if changed.get("sub") == 7:  # PyJWT does not write one
        token = signed(keys)
        head, _, _ = token.split(".")
        body = part(claims(sub=7))
        signature = jwt.algorithms.ECAlgorithm(jwt.algorithms.ECAlgorithm.SHA256).sign(
            f"{head}.{body}".encode(), keys.private["one"]
        )
        token = f"{head}.{body}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"
    else:
        token = signed(keys, **changed)
    refused(tokens, token)


def test_signed_by_somebody_else_under_a_key_id_of_lines(tokens, keys):
    refused(tokens, signed(keys, key=ec.generate_private_key(ec.SECP256R1())))


def test_a_payload_that_was_exchanged(tokens, keys):
    head, _, signature = signed(keys).split(".")
    refused(tokens, f"{head}.{part(claims(sub='U' + 'b' * 32))}.{signature}")


@pytest.mark.parametrize("name", ["none", "None", "NONE"])
def test_without_a_signature(tokens, name):
    for signature in ("", "AAAA"):
        refused(tokens, f"{part({'alg': name, 'kid': 'one', 'typ': 'JWT'})}.{part(claims())}.{signature}")


def test_hs256_with_the_public_key_as_its_secret(tokens, keys):
    import hmac

    public = keys.private["one"].public_key()
    jwk = json.dumps(jwt.algorithms.ECAlgorithm.to_jwk(public, as_dict=True)).encode()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for secret in (pem, pem.strip(), jwk):
        unsigned = f"{part({'alg': 'HS256', 'kid': 'one', 'typ': 'JWT'})}.{part(claims())}"
        digest = hmac.new(secret, unsigned.encode(), "sha256").digest()
        refused(tokens, f"{unsigned}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}")


def test_a_key_that_the_token_brings_along(tokens, keys):
    own = ec.generate_private_key(ec.SECP256R1())
    jwk = jwt.algorithms.ECAlgorithm.to_jwk(own.public_key(), as_dict=True)
    refused(tokens, signed(keys, key=own, header={"jwk": jwk, "jku": "https://attacker.example/keys"}))


def test_other_algorithms(tokens, keys):
    rs = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    refused(tokens, signed(keys, key=rs, algorithm="RS256"))
    refused(tokens, signed(keys, key=ec.generate_private_key(ec.SECP384R1()), algorithm="ES384"))


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "会員", "é.é.é", "x" * 100_000, "null", "e30.e30.e30"])
def test_what_is_no_token(tokens, token):
    with pytest.raises(Denied) as caught:
        tokens.subject(token)
    assert caught.value.code == "id_token_invalid"


@pytest.mark.parametrize("kid", [None, 7, ["one"], {"one": 1}])
def test_a_key_id_that_is_none(tokens, keys, kid):
    head = {"alg": "ES256", "typ": "JWT"} | ({} if kid is None else {"kid": kid})
    _, body, signature = signed(keys).split(".")
    refused(tokens, f"{part(head)}.{body}.{signature}")


def test_a_header_of_brackets_in_brackets(tokens):
    """Python's JSON reader gives up at some depth with an error of its own; each version at another one."""
    for header in ("[" * 5_800, '{"a":' * 1_100):
        refused(tokens, f"{base64.urlsafe_b64encode(header.encode()).rstrip(b'=').decode()}.e30.AAAA")


def test_clocks_may_differ_by_seconds(tokens, keys):
    now = int(time.time())
    assert tokens.subject(signed(keys, iat=now + 10)) == USER
    assert tokens.subject(signed(keys, exp=now - 10)) == USER


def test_the_keys_are_asked_for_once_and_unknown_ids_once_a_minute(tokens, keys, clock):
    for _ in range(3):
        assert tokens.subject(signed(keys)) == USER
    assert keys.asked == 1
    clock.now += MINUTE
    forged = ec.generate_private_key(ec.SECP256R1())
    for kid in ("x", "y", "z"):
        refused(tokens, signed(keys, kid=kid, key=forged))
    assert keys.asked == 2
    clock.now += MINUTE
    keys.private["two"] = ec.generate_private_key(ec.SECP256R1())
    assert tokens.subject(signed(keys, kid="two")) == USER
    assert keys.asked == 3


def test_a_key_that_line_took_away_is_forgotten_within_a_day(tokens, keys, clock):
    old = signed(keys)
    assert tokens.subject(old) == USER
    keys.private = {"two": ec.generate_private_key(ec.SECP256R1())}
    clock.now += DAY
    refused(tokens, old)


@pytest.mark.parametrize("text", [b"", b"oops", b"[]", b"{}", b'{"keys": 7}', b'{"keys": [7]}', b'{"keys": []}'])
def test_a_key_set_that_is_none_is_as_good_as_no_answer(clock, keys, text):
    with pytest.raises(Unavailable):
        IdTokens(KeySet(lambda: text, clock), CHANNEL).subject(signed(keys))


def test_without_the_keys_nobody_is_refused_for_good(tokens, keys, clock):
    keys.broken = TimeoutError()
    for _ in range(2):  # asked each time: it may be over at any moment
        with pytest.raises(Unavailable):
            tokens.subject(signed(keys))
    keys.broken = None
    assert tokens.subject(signed(keys)) == USER
    keys.broken = ConnectionResetError()
    keys.private["two"] = ec.generate_private_key(ec.SECP256R1())
    clock.now += MINUTE
    for _ in range(2):  # it may be LINE's new key, so it is not called forged
        with pytest.raises(Unavailable):
            tokens.subject(signed(keys, kid="two"))
    assert tokens.subject(signed(keys)) == USER
    assert keys.asked == 4
    clock.now += DAY
    assert tokens.subject(signed(keys)) == USER  # better an old key than a closed shop


def test_an_answer_without_keys_takes_none_away(tokens, keys, clock):
    assert tokens.subject(signed(keys)) == USER
    keys.private, good = {}, signed(keys)
    clock.now += DAY
    assert tokens.subject(good) == USER
    assert keys.asked == 2


def test_keys_of_other_kinds_are_passed_over(tokens, keys):
    keys.more = [
        {"kty": "RSA", "kid": "rsa", "n": "AQAB", "e": "AQAB"},
        {"kty": "EC", "crv": "P-521", "kid": "wide"},
        {"kty": "oct", "kid": "secret", "k": "AAAA"},
    ]
    assert tokens.subject(signed(keys)) == USER
    refused(tokens, signed(keys, kid="secret", key=b"\0" * 32, algorithm="HS256"))
