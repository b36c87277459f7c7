"""LINE's signature of a webhook request (Messaging API reference, "Signature validation")."""

import base64
import hashlib
import hmac


def sign(body: bytes, secret: str) -> bytes:
    """The value of ``x-line-signature``: base 64 of the HMAC-SHA256 of the raw body under the channel secret."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Whether the signature is the body's; compared in constant time."""
    return hmac.compare_digest(sign(body, secret), signature.encode("utf-8", "surrogatepass"))
