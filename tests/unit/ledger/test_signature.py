"""Our check of LINE's signature agrees with the official example and with the SDK's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linebot.v3.webhook import SignatureValidator

from daifukucho.ledger.signature import is_signed, sign

SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
BODY = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
SIGNATURE = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


def test_official_example():
    assert is_signed(BODY, SIGNATURE, SECRET)


@pytest.mark.parametrize("signature", ["", "x", SIGNATURE[:-1], SIGNATURE.lower(), "é", "\ud800", SIGNATURE + "\n"])
def test_anything_else_is_refused(signature):
    assert not is_signed(BODY, signature, SECRET)


@given(body=st.text(), secret=st.text(min_size=1), other=st.text(min_size=1))
def test_agrees_with_the_sdk(body, secret, other):
    validator = SignatureValidator(secret)
    for key in (secret, other):
        signature = sign(body.encode(), key).decode()
        assert is_signed(body.encode(), signature, secret) == validator.validate(body, signature)
