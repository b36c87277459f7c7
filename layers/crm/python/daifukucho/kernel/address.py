"""Addresses (RFC 3986) that a shop gives: one check for every address that a page shows, LINE fetches, or a friend may
tap."""

import re
from collections.abc import Sequence

from daifukucho.kernel.refusals import ADDRESS, ENCODING, HOST, PORT
from daifukucho.kernel.words import Words

_ENCODED = re.compile(r"(?:[!#$&()*+,\-./0-9:;=?@A-Z\[\]_a-z~]|%[0-9A-Fa-f]{2})*")
_HOST = re.compile(r"//(?P<host>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\.?)(?::(?P<port>[0-9]{1,5}))?(?:[/?#].*)?")
_OWN_PORT = {"https": 443, "http": 80}
_FREE_PORTS = range(1_024, 65_536)


def address_fault(address: str, schemes: Sequence[str] = ("https",)) -> Words | None:
    """What is wrong with an address, as a sentence that says what to change; ``None``: nothing is wrong.

    A web address names a host, without a user or a password before it: ``https://line.me@example.com`` leads to
    example.com. Its port, if it names one, is the scheme's own or one that is reserved for no other service (1024 and
    above). Quotes are percent-encoded, so that the address ends at its end wherever it is written.
    """
    scheme, _, rest = address.partition(":")
    scheme = scheme.lower()  # capitals make no difference in a scheme
    if scheme not in schemes or not (rest[:2] == "//" or scheme == "tel") or not re.match(r"(//)?[^/?#]", rest):
        return ADDRESS.words(schemes=", ".join("tel:" if s == "tel" else f"{s}://" for s in schemes))
    if not _ENCODED.fullmatch(address):
        return ENCODING.words()
    if scheme not in _OWN_PORT:
        return None
    found = _HOST.fullmatch(rest)
    if found is None:
        return HOST.words()
    if (port := found["port"]) and int(port) != _OWN_PORT[scheme] and int(port) not in _FREE_PORTS:
        return PORT.words(own=_OWN_PORT[scheme])
    return None
