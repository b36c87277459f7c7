"""Sizes, colours and the like in Flex Messages (Flex Message layout; Messaging API reference, Component)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from daifukucho.kernel.errors import Fault, Wrong
from daifukucho.messages.rules import Data

_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_SPACES = ("none", "xs", "sm", "md", "lg", "xl", "xxl")
_FONTS = ("xxs", "xs", "sm", "md", "lg", "xl", "xxl", "3xl", "4xl", "5xl")

_NO_SIZE = Wrong("次の中から選んでください: {keywords}ピクセル（12px）", "Choose one of: {keywords}pixels (12px).")
_NO_SIZE_OR_SHARE = Wrong(
    "次の中から選んでください: {keywords}ピクセル（12px）, パーセント（50%）",
    "Choose one of: {keywords}pixels (12px), a percentage (50%).",
)
_NO_RATIO = Wrong(
    "20:13 のように幅:高さを書いてください。それぞれ 1〜100000、高さは幅の3倍までです。",
    "Write width:height, such as 20:13, each from 1 to 100000, the height at most 3 times the width.",
)
_NOT_WITHIN = Wrong(
    "{low:g}{unit} 以上 {high:g}{unit} 以下で指定してください。",
    "Write {low:g}{unit} or more, at most {high:g}{unit}.",
)
_NOT_BELOW = Wrong(
    "{low:g}{unit} 以上 {high:g}{unit} 未満で指定してください。",
    "Write {low:g}{unit} or more, less than {high:g}{unit}.",
)


@dataclass(frozen=True, slots=True)
class Size:
    """A keyword, pixels (``12px``, ``23.5px``), or a percentage where there is something to take it of."""

    keywords: tuple[str, ...] = ()
    percent: bool = False
    negative: bool = False

    def faults(self, value: object, at: str) -> Iterator[Fault]:
        units = "(?:px|%)" if self.percent else "px"
        sign = "-?" if self.negative else ""
        if isinstance(value, str) and (value in self.keywords or re.fullmatch(f"{sign}{_NUMBER}{units}", value)):
            return
        keywords = "".join(f"{keyword}, " for keyword in self.keywords)
        yield (_NO_SIZE_OR_SHARE if self.percent else _NO_SIZE).at(at, keywords=keywords)


@dataclass(frozen=True, slots=True)
class AspectRatio:
    """Width to height, ``20:13``; both from 1 to 100,000, and at most three times as high as wide."""

    def faults(self, value: object, at: str) -> Iterator[Fault]:
        found = re.fullmatch(f"({_NUMBER}):({_NUMBER})", value) if isinstance(value, str) else None
        width, height = (float(found[1]), float(found[2])) if found else (0.0, 0.0)
        if not (1 <= width <= 100_000 and 1 <= height <= 100_000 and height <= 3 * width):
            yield _NO_RATIO.at(at)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its unit, from ``low`` to ``high``; the latter is itself too much if ``below`` is set."""

    unit: str
    low: float
    high: float
    below: bool = False

    def faults(self, value: object, at: str) -> Iterator[Fault]:
        found = re.fullmatch(f"({_NUMBER}){self.unit}", value) if isinstance(value, str) else None
        number = float(found[1]) if found else -1.0
        if not self.low <= number <= self.high or (self.below and number == self.high):
            wrong = _NOT_BELOW if self.below else _NOT_WITHIN
            yield wrong.at(at, low=self.low, high=self.high, unit=self.unit)


SPACE = Size(_SPACES)
PADDING = Size(_SPACES, percent=True)
OFFSET = Size(_SPACES, percent=True, negative=True)
"""LINE's own samples move things up by ``-2px``."""

LENGTH = Size(percent=True)
FONT = Size(_FONTS)
IMAGE_WIDTH = Size((*_FONTS, "full"), percent=True)
BORDER = Size(("none", "light", "normal", "medium", "semi-bold", "bold"))
RADIUS = Size(_SPACES)
COLOUR = Data(
    pattern="#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})",
    says=Wrong("色を #RRGGBB か #RRGGBBAA の形で書いてください。", "Write a colour as #RRGGBB or #RRGGBBAA."),
)
LINE_SPACING = Data(
    pattern=r"(?=.*[1-9])[0-9]+(?:\.[0-9]+)?px",
    says=Wrong("12px のように、0より大きいピクセル数を書いてください。", "Write more than zero pixels, such as 12px."),
)
ANGLE = Measure("deg", 0, 360, below=True)
POSITION = Measure("%", 0, 100)
