"""The small checks that message validation is made of; they collect problems in the words of LINE's errors."""

import json
import re
from collections.abc import Callable
from typing import Any

import regex  # type: ignore[import-untyped]

from local.line.errors import invalid_property

# Percent-encoded, as "About the encoding of a URL specified in a request body property" asks, and with something in it.
ADDRESS = re.compile(
    r"(?:tel:|[A-Za-z]+://(?=[^/?#]))(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+",
)
INT32 = 2**31 - 1


def utf16_units(text: str) -> int:
    """How LINE counts message text (Messaging API docs, "Character counting"): an emoji is two or more."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def graphemes(text: str) -> int:
    """How LINE counts labels, template texts and titles: what a person sees as one character is one."""
    return len(regex.findall(r"\X", text))


def json_bytes(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))


class Problems(list[dict[str, str]]):
    """``details`` of an error answer in the making. A value of the wrong JSON type raises at once, as LINE does."""

    def report(self, path: str, message: str) -> None:
        self.append({"message": message, "property": path})

    def text(
        self,
        owner: dict[str, Any],
        path: str,
        name: str,
        limit: int,
        *,
        required: bool = True,
        count: Callable[[str], int] = utf16_units,
    ) -> str:
        """The property ``name`` of ``owner`` if it is a text of 1 to ``limit``, else ``""`` and a problem."""
        where = f"{path}.{name}"
        value = owner.get(name)
        if value is not None and not isinstance(value, str):
            raise invalid_property(where)
        if not value:
            if required or value == "":
                self.report(where, "May not be empty")
            return ""
        if count(value) > limit:
            self.report(where, f"Length must be between 0 and {limit}")
            return ""
        return value

    def url(
        self,
        owner: dict[str, Any],
        path: str,
        name: str,
        *,
        limit: int = 2000,
        schemes: tuple[str, ...] = ("https://",),
        required: bool = True,
    ) -> None:
        value = self.text(owner, path, name, limit, required=required)
        if not value:
            return
        if not value.lower().startswith(schemes):
            self.report(f"{path}.{name}", "invalid uri scheme")
        elif not ADDRESS.fullmatch(value):
            self.report(f"{path}.{name}", "invalid uri")

    def pattern(self, owner: dict[str, Any], path: str, name: str, pattern: str, *, required: bool = False) -> None:
        """The property ``name``, if it is there, as a text that is all of ``pattern``."""
        value = self.text(owner, path, name, 10_000, required=required)
        if value and not re.fullmatch(pattern, value):
            self.report(f"{path}.{name}", f"Must match {pattern}")

    def flag(self, owner: dict[str, Any], path: str, name: str) -> None:
        if not isinstance(owner.get(name), bool | None):
            raise invalid_property(f"{path}.{name}")

    def choice(
        self, owner: dict[str, Any], path: str, name: str, values: tuple[str, ...], *, required: bool = True
    ) -> str:
        """The property ``name`` if it is one of ``values``, else ``""`` and a problem."""
        value = self.text(owner, path, name, 10_000, required=required)
        if value and value not in values:
            self.report(f"{path}.{name}", f"Must be one of the following values: [{', '.join(values)}]")
            return ""
        return value

    def number(
        self,
        owner: dict[str, Any],
        path: str,
        name: str,
        low: float,
        high: float,
        *,
        required: bool = True,
        whole: bool = True,
    ) -> None:
        where = f"{path}.{name}"
        value = owner.get(name)
        if value is None:
            if required:
                self.report(where, "May not be empty")
        elif isinstance(value, bool) or not isinstance(value, int if whole else int | float):
            raise invalid_property(where)
        elif not low <= value <= high:
            self.report(where, f"Must be between {low:g} and {high:g}")

    def items(self, owner: dict[str, Any], path: str, name: str, low: int, high: int) -> list[tuple[str, Any]]:
        """Each object of the array ``name`` with its path; none, and a problem, if there are too few or too many."""
        where = f"{path}.{name}" if path else name
        value = owner.get(name)
        if value is None:
            value = []
        if not isinstance(value, list):
            raise invalid_property(where)
        if not low <= len(value) <= high:
            self.report(where, f"Size must be between {low} and {high}")
            return []
        found = []
        for index, item in enumerate(value):
            if not isinstance(item, dict):
                raise invalid_property(f"{where}[{index}]")
            found.append((f"{where}[{index}]", item))
        return found

    def object(self, owner: dict[str, Any], path: str, name: str, *, required: bool = True) -> dict[str, Any] | None:
        where = f"{path}.{name}"
        value = owner.get(name)
        if value is None:
            if required:
                self.report(where, "May not be empty")
            return None
        if not isinstance(value, dict):
            raise invalid_property(where)
        return value
