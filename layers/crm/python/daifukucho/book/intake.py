"""An event comes in: verify, parse, write. Everything else is done later, from the ledger's stream."""

from collections import Counter
from dataclasses import dataclass
from typing import Protocol

from daifukucho.book.parse import parse
from daifukucho.book.refusals import UNSIGNED
from daifukucho.kernel.time import Clock
from daifukucho.ledger.repository import LedgerWriter
from daifukucho.ledger.signature import is_signed


class SigningSecret(Protocol):
    """The channel secret, as far as it is known."""

    def get(self) -> str:
        """Raises Unavailable if it cannot be read."""

    def refresh(self) -> str:
        """The secret, read again unless that was done a moment ago. Raises Unavailable if it cannot be read."""


@dataclass(frozen=True, slots=True)
class Received:
    """What a request brought. The ledger had the ``known`` events already; ``odd`` events hold something
    undocumented."""

    event_ids: list[str]
    kinds: Counter[str]
    new: int = 0
    known: int = 0
    odd: int = 0


class Intake:
    """Takes webhook requests into the ledger. Taking in a request twice, late or in part is harmless."""

    def __init__(self, secret: SigningSecret, ledger: LedgerWriter, clock: Clock) -> None:
        self._secret = secret
        self._ledger = ledger
        self._clock = clock

    def receive(self, body: bytes, signature: str | None) -> Received:
        """Write a request's events to the ledger; a request without events is LINE's test of the connection.

        Raises Denied if the signature is missing or is not that of the body, Invalid if the body has no list of events
        (both without touching the ledger), and Unavailable if not all may have been written.
        """
        if not signature or not self._is_genuine(body, signature):
            raise UNSIGNED()
        parsed = parse(body, self._clock())
        if not parsed.entries:
            return Received([], parsed.kinds)
        written = self._ledger.write(parsed.entries, parsed.texts)
        event_ids = [entry.event_id for entry in parsed.entries]
        return Received(event_ids, parsed.kinds, written.new, written.known, parsed.odd)

    def _is_genuine(self, body: bytes, signature: str) -> bool:
        secret = self._secret.get()
        if is_signed(body, signature, secret):
            return True
        renewed = self._secret.refresh()  # the secret may have been re-issued: the old one then ends at once
        return renewed != secret and is_signed(body, signature, renewed)
