"""From a webhook's body to entries and texts, tolerantly.

LINE adds event types, fields and values without notice (Messaging API reference, "Webhooks"), so whatever is odd is
kept and counted, and an odd event does not keep the other events of its request from being stored.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from daifukucho.book.kinds import UNKNOWN, line_event
from daifukucho.book.refusals import EVENTS, NO_EVENTS
from daifukucho.kernel.ids import fingerprint, is_user_id, ulid_time
from daifukucho.kernel.time import HOUR
from daifukucho.ledger.entry import Entry, Said, Text
from daifukucho.ledger.ids import SANE_ID, json_text, line_id, said_under

MAX_BYTES = 100_000
"""An entry's or a text's body is at most this long; DynamoDB's items are at most 400 KB."""

_STRUCTURE = frozenset({"id", "type", "imageSet", "duration", "fileSize", "quoteToken", "markAsReadToken"})
"""What of a message stays in its entry. Everything else may tell what the friend said, and so belongs to the text."""

_CLOCKS_DIFFER = HOUR
_MODES = ("active", "standby")
_MAX_DEPTH = 100
_HEAD = 15_000
_LONGEST_NUMBER = 40
_TOKENS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
"""A string (a string without an end goes on to the text's end, so that nothing is read twice), or a bracket."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a request holds. ``kinds`` counts its events by kind; ``odd`` counts those with something undocumented."""

    entries: list[Entry] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    odd: int = 0


def parse(body: bytes, received_at: int) -> Parsed:
    """Entries and texts of a request body, whose signature has been verified.

    ``received_at`` (epoch ms) stands in for the time of an event that tells none. Raises Invalid if the body is not a
    JSON object with a list of ``events``; then there is nothing in it to keep.
    """
    text = body.decode("utf-8-sig", "replace")
    try:
        return _parse(text, received_at)
    except RecursionError:
        return _parse(_pruned(text), received_at)


def _parse(text: str, received_at: int) -> Parsed:
    try:
        envelope = json.loads(text, parse_int=_int, parse_float=_float, parse_constant=str)
    except ValueError:
        envelope = None
    events = envelope.get("events") if isinstance(envelope, dict) else None
    if not isinstance(events, list):
        raise NO_EVENTS(EVENTS.at("/events"))
    entries: list[Entry] = []
    texts: list[Text] = []
    kinds: Counter[str] = Counter()
    odd = 0
    for value in events:
        event = value if isinstance(value, dict) else {"odd": value}
        kind = line_event(event.get("type"))
        entry, content = _read(event, kind.key, received_at)
        entries.append(entry)
        texts += content
        kinds[kind.key] += 1
        odd += kind.key == UNKNOWN or event.get("mode") not in _MODES or (entry.is_of_channel and "source" in event)
    return Parsed(entries, texts, kinds, odd)


def _read(event: dict[str, Any], kind: str, received_at: int) -> tuple[Entry, list[Text]]:
    facts = {name: value for name, value in event.items() if name != "deliveryContext"}
    event_id = _event_id(facts)
    at = _time(facts, received_at)
    friend_id, group_id = _source(facts.get("source"))

    texts = []
    if "message" in facts:
        structure, content = _split(facts["message"])
        if content:
            said = Said.EDITED if kind == "messageEdited" else Said.SENT
            texts.append(Text(said, said_under(structure, event_id), at, friend_id, _fitting(content)))
        facts["message"] = structure
    unsent = facts.get("unsend")
    if kind == "unsend" and isinstance(unsent, dict) and (unsent_id := line_id(unsent.get("messageId"))):
        # Under the friend and without one: it may have been sent in a group, which the event may not name.
        texts += [Text(Said.UNSENT, unsent_id, at, whose) for whose in dict.fromkeys((friend_id, None))]
    return Entry(kind, at, event_id, friend_id, group_id, _fitting(facts)), texts


def _event_id(facts: Mapping[str, Any]) -> str:
    """LINE's id of the event; without one, a hash of the event, the same at every redelivery."""
    given = facts.get("webhookEventId")
    found = line_id(given) if isinstance(given, str) else None
    return found or "sha256-" + fingerprint(json_text(facts, sort_keys=True))


def _time(facts: Mapping[str, Any], received_at: int) -> int:
    """The event's own time; else the time in its id (a ULID); else the time of its arrival. A time after the arrival is
    not taken: it would keep the friend active for ever."""
    event_id = facts.get("webhookEventId")
    in_id = ulid_time(event_id) if isinstance(event_id, str) else None
    for at in (facts.get("timestamp"), in_id):
        if type(at) is int and 0 < at <= received_at + _CLOCKS_DIFFER:
            return at
    return received_at


def _source(source: object) -> tuple[str | None, str | None]:
    """The friend, or else the group or room; neither, if the source is of no known form. Whatever is no user id makes
    no friend: the API could not open such a friend, and campaigns would be sent to it."""
    match source:
        case {"type": "user", "userId": str(user_id)} if is_user_id(user_id):
            return user_id, None
        case {"type": "group", "groupId": str(group_id)} if SANE_ID.fullmatch(group_id):
            return None, group_id
        case {"type": "room", "roomId": str(room_id)} if SANE_ID.fullmatch(room_id):
            return None, room_id
    return None, None


def _split(message: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """A message's structure, which stays in its entry, and its content, which does not."""
    if not isinstance(message, dict):
        return {}, {"odd": message}
    structure = {name: value for name, value in message.items() if name in _STRUCTURE}
    return structure, {name: value for name, value in message.items() if name not in _STRUCTURE}


def _fitting(value: dict[str, Any]) -> str:
    """The value as JSON text of at most ``MAX_BYTES``, which any JSON reader can read.

    A longer one keeps its small members; its size in bytes, its SHA-256 and its beginning stand for the rest.
    """
    text = json_text(value)
    if text.count("{") + text.count("[") > _MAX_DEPTH:
        text = _pruned(text)
    size = len(text.encode())
    if size <= MAX_BYTES:
        return text
    note = {"truncated": {"size": size, "sha256": fingerprint(text), "head": text[:_HEAD]}}
    value = json.loads(text)
    left = MAX_BYTES - len(json_text(note).encode()) - 2
    kept: dict[str, Any] = {}
    for name, member in value.items():
        cost = len(json_text({name: member}).encode())
        if cost <= left:
            kept[name] = member
            left -= cost
    return json_text(kept | note)


def _int(digits: str) -> int | str:
    """A whole number. A number of absurd length, which Python would refuse or take long over, stays text."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else digits


def _float(digits: str) -> float | str:
    """A number. A number that JSON readers do not take (``1e999``) stays text."""
    number = float(digits)
    return number if math.isfinite(number) else digits


def _pruned(text: str) -> str:
    """The JSON text, in which whatever is nested too deep to be read is replaced by ``"…"``.

    If the text ends within such a place, it is no JSON and its end is left out: the rest can be read without harm.
    """
    kept: list[str] = []
    copied_to = depth = 0
    for token in _TOKENS.finditer(text):
        mark = token.group()
        if mark in "[{":
            depth += 1
            if depth == _MAX_DEPTH:
                kept.append(text[copied_to : token.start()])
        elif mark in "]}":
            if depth == _MAX_DEPTH:
                kept.append('"…"')
                copied_to = token.end()
            depth -= 1
    if depth < _MAX_DEPTH:
        kept.append(text[copied_to:])
    return "".join(kept)
