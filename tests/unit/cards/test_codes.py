"""The pictures of codes: small, whole, and what they say."""

import re
from xml.etree import ElementTree

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.cards.settings import BarcodeKind
from daifukucho.kernel.card_numbers import new_number
from daifukucho_aws.codes import barcode_svg, qr_svg

L = "0001101 0011001 0010011 0111101 0100011 0110001 0101111 0111011 0110111 0001011".split()  # noqa: SIM905
PARITY = "LLLLLL LLGLGG LLGGLG LLGGGL LGLLGG LGGLLG LGGGLL LGLGLG LGLGGL LGGLGL".split()  # noqa: SIM905
"""The tables of GS1's General Specifications, 5.2.1."""


def modules_of(svg: str) -> str:
    """The modules of a barcode, read off its bars."""
    root = ElementTree.fromstring(svg)
    width = int(root.attrib["viewBox"].split()[2])
    row = ["0"] * width
    (_, bars) = root
    for x, wide in re.findall(r"M(\d+) 0h(\d+)", bars.attrib["d"]):
        row[int(x) : int(x) + int(wide)] = "1" * int(wide)
    return "".join(row)


def read_ean13(modules: str) -> str:
    """The digits of an EAN-13, as a till reads them."""
    bars = modules.strip("0")
    assert (bars[:3], bars[45:50], bars[-3:]) == ("101", "01010", "101")
    left = [bars[3 + 7 * n : 10 + 7 * n] for n in range(6)]
    right = [bars[50 + 7 * n : 57 + 7 * n] for n in range(6)]
    flipped = str.maketrans("01", "10")
    g = [code.translate(flipped)[::-1] for code in L]
    parity = "".join("L" if code in L else "G" for code in left)
    digits = [L.index(code) if code in L else g.index(code) for code in left]
    digits += [L.index(code.translate(flipped)) for code in right]
    return f"{PARITY.index(parity)}{''.join(map(str, digits))}"


@given(st.integers(0, 10**11 - 1))
def test_a_till_reads_the_number(n):
    number = new_number(lambda below: n)
    modules = modules_of(barcode_svg(BarcodeKind.EAN13, number))
    assert read_ean13(modules) == number
    assert modules.startswith("0" * 11) and modules.endswith("0" * 7)


@given(st.integers(0, 10**11 - 1))
def test_code_128_has_its_length_and_its_check_character(n):
    number = new_number(lambda below: n)
    modules = modules_of(barcode_svg(BarcodeKind.CODE128, number)).strip("0")
    assert modules.startswith("11010") and modules.endswith("1100011101011")
    assert (len(modules) - 13) % 11 == 0


@pytest.mark.parametrize("text", ["2123456789010", "21234567890101234567890"])
def test_a_qr_code_is_drawn_as_it_was_made(text):
    svg = qr_svg(text)
    root = ElementTree.fromstring(svg)
    size = int(root.attrib["viewBox"].split()[2])
    assert size == 21 + 2 * 4  # the smallest there is
    grid = [[0] * size for _ in range(size)]
    x = y = 0.0
    for command, arguments in re.findall(r"([Mmhv])([-\d. ]+)", root[1].attrib["d"]):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", arguments)]
        match command:
            case "M":
                x, y = numbers
            case "m":
                x, y = x + numbers[0], y + numbers[1]
            case "h":
                for column in range(int(x), int(x + numbers[0])):
                    grid[int(y)][column] = 1
                x += numbers[0]
    matrix = [list(row) for row in segno.make_qr(text, error="m").matrix_iter(border=4)]
    assert grid == matrix


def test_pictures_are_small_and_bare():
    svgs = [qr_svg("21234567890101234567890")]
    svgs += [barcode_svg(kind, "2123456789010") for kind in (BarcodeKind.EAN13, BarcodeKind.CODE128)]
    for svg in svgs:
        assert svg.startswith("<svg ")
        assert len(svg) < 2_000
        assert "style" not in svg and "script" not in svg
    assert barcode_svg(BarcodeKind.NONE, "2123456789010") is None
