"""DynamoDB's filter expressions, evaluated on items as DynamoDB documents it: fast, and knowing nothing of segments.

Written after "Condition and filter expressions, operators, and functions" of the DynamoDB developer guide, as far as
segments need it. The tests in ``tests/integration/segments`` ask moto the same questions.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

Item = Mapping[str, Mapping[str, Any]]
Test = Callable[[Item], bool]
_TOKEN = re.compile(r"\s*(#\w+|:\w+|<=|>=|<>|[=<>().,]|\w+)")
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def compiled_filter(text: str, names: Mapping[str, str], values: Mapping[str, Mapping[str, Any]]) -> Test:
    """The expression as a function of an item. Raises AssertionError for one that DynamoDB would refuse."""
    tokens = [match.group(1) for match in _TOKEN.finditer(text)]
    assert "".join(tokens) == "".join(text.split()), text
    assert {t for t in tokens if t[0] == "#"} == set(names) and {t for t in tokens if t[0] == ":"} == set(values)
    parser = _Parser(tokens, names, values)
    test = parser.either()
    assert parser.at_end, text
    return test


class _Parser:
    """``OR`` of ``AND`` of ``NOT`` of conditions."""

    def __init__(self, tokens: list[str], names: Mapping[str, str], values: Mapping[str, Mapping[str, Any]]) -> None:
        self._tokens = tokens
        self._names = names
        self._values = values
        self._at = 0

    @property
    def at_end(self) -> bool:
        return self._at == len(self._tokens)

    def _next(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1]

    def _take(self, token: str) -> bool:
        found = not self.at_end and self._tokens[self._at] == token
        self._at += found
        return found

    def _need(self, token: str) -> None:
        assert self._take(token), (token, self._tokens[self._at :][:5])

    def either(self) -> Test:
        tests = [self._both()]
        while self._take("OR"):
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else lambda item: any(test(item) for test in tests)

    def _both(self) -> Test:
        tests = [self._not()]
        while self._take("AND"):
            tests.append(self._not())
        return tests[0] if len(tests) == 1 else lambda item: all(test(item) for test in tests)

    def _not(self) -> Test:
        if self._take("NOT"):
            test = self._not()
            return lambda item: not test(item)
        if self._take("("):
            test = self.either()
            self._need(")")
            return test
        return self._condition()

    def _condition(self) -> Test:
        first = self._next()
        match first:
            case "attribute_exists":
                self._need("(")
                path = self._path(self._next())
                self._need(")")
                return lambda item: path(item) is not None
            case "contains" | "begins_with":
                self._need("(")
                path = self._path(self._next())
                self._need(",")
                kind, wanted = self._value()
                assert kind == "S"
                self._need(")")
                return _holds(path, wanted) if first == "contains" else _begins(path, wanted)
        path = self._path(first)
        symbol = self._next()
        kind, low = self._value()
        if symbol == "BETWEEN":
            self._need("AND")
            other, high = self._value()
            assert kind == other and low <= high
            return _between(path, kind, low, high)
        return _compare(path, symbol, kind, low)

    def _path(self, name: str) -> Callable[[Item], tuple[str, Any] | None]:
        first, members = self._names[name], []
        while self._take("."):
            members.append(self._names[self._next()])

        def at(item: Item) -> tuple[str, Any] | None:
            found: Any = item.get(first)
            for member in members:
                found = (found or {}).get("M", {}).get(member)
            return _plain(found)

        return at

    def _value(self) -> tuple[str, Any]:
        found = _plain(self._values[self._next()])
        assert found is not None
        return found


def _plain(value: Mapping[str, Any] | None) -> tuple[str, Any] | None:
    """A value's type, and what compares as DynamoDB compares it: text by its bytes in UTF-8."""
    if value is None:
        return None
    ((kind, content),) = value.items()
    if kind == "N":
        return kind, Decimal(content)
    return kind, content.encode() if kind == "S" else content


def _compare(path: Any, symbol: str, kind: str, wanted: Any) -> Test:
    holds = _ORDER[symbol]
    assert kind != "BOOL" or symbol in ("=", "<>")

    def test(item: Item) -> bool:
        found = path(item)
        if found is None or found[0] != kind:
            return symbol == "<>"
        return holds(found[1], wanted)

    return test


def _between(path: Any, kind: str, low: Any, high: Any) -> Test:
    def test(item: Item) -> bool:
        found = path(item)
        return found is not None and found[0] == kind and low <= found[1] <= high

    return test


def _holds(path: Any, part: bytes) -> Test:
    def test(item: Item) -> bool:
        found = path(item)
        return found is not None and found[0] == "S" and part in found[1]

    return test


def _begins(path: Any, part: bytes) -> Test:
    def test(item: Item) -> bool:
        found = path(item)
        return found is not None and found[0] == "S" and found[1].startswith(part)

    return test
