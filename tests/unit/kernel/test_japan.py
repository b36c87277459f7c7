"""What people in Japan type in many ways is kept, or compared, in one."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.friends.edit import edit_from
from daifukucho.kernel.errors import Invalid
from daifukucho.kernel.japan import is_kana, katakana, lacks_zero, phone, phone_written, postal_code
from tests.support.search import checks

KANA = "アイウエオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロワヲンヴー・"
HALF = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF65, 0xFF9E)}
DASHES = ["", "-", "ー", "－", "‐", "−", " ", "　", ".", "(", ")"]


def hiragana(text: str) -> str:
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in katakana(text))


def half(text: str) -> str:
    """Half width, with voiced marks of their own, as old systems write it."""
    apart = unicodedata.normalize("NFD", text).replace("\u3099", "ﾞ").replace("\u309a", "ﾟ")
    return "".join(HALF.get(c, c) for c in apart)


@given(st.text(KANA, min_size=1), st.sampled_from([half, hiragana, lambda t: unicodedata.normalize("NFD", t), str]))
def test_kana_in_any_writing_has_one_form(text, written):
    assert katakana(written(text)) == text
    assert is_kana(written(text))


@checks(40)
@given(st.text())
def test_the_one_form_is_its_own(text):
    once = katakana(text)
    assert katakana(once) == once
    assert katakana(hiragana(text)) == once


NUMBERS = st.one_of(
    st.tuples(st.sampled_from(["050", "060", "070", "080", "090"]), st.from_regex(r"[0-9]{8}", fullmatch=True)),
    st.tuples(st.just("0800"), st.from_regex(r"[0-9]{7}", fullmatch=True)),
    st.tuples(st.sampled_from(["0120", "0570"]), st.from_regex(r"[0-9]{6}", fullmatch=True)),
    st.tuples(st.sampled_from(["03", "06"]), st.from_regex(r"[2-9][0-9]{7}", fullmatch=True)),
)


@pytest.mark.parametrize(
    "written",
    ["\u202d090-1234-5678\u202c", "+81 090-1234-5678", "0081-90-1234-5678", "0081 090 1234 5678", "(+81)90 1234 5678",
     "090\u200b12345678", "＋８１ ０９０−１２３４−５６７８"],
)  # fmt: skip
def test_a_telephone_number_as_it_is_pasted(written):
    assert phone(written) == "+819012345678"


@given(NUMBERS, st.data())
def test_a_telephone_number_in_any_writing(parts, data):
    number = "".join(parts)
    marks = data.draw(st.lists(st.sampled_from(DASHES), min_size=len(number), max_size=len(number)))
    written = "".join(mark + digit for mark, digit in zip(marks, number, strict=True))
    wide = written.translate({ord("0") + n: chr(0xFF10 + n) for n in range(10)})
    for text in (number, written, wide, "+81" + number[1:], "+81 (0)" + number[1:]):
        assert phone(text) == "+81" + number[1:]
    assert phone(number[1:]) is None and lacks_zero(number[1:])  # a spreadsheet has eaten the 0: not guessed
    assert phone(number + "1") is None and phone(number[:-1]) is None
    with pytest.raises(Invalid) as caught:
        edit_from({"phone": number[1:]})
    message = caught.value.faults[0].message
    assert "lost its first 0" in message.en and "先頭の 0" in message.ja


@given(st.from_regex(r"[0-9]{7}", fullmatch=True))
def test_a_postal_code_keeps_its_zeros(code):
    wide = code.translate({ord("0") + n: chr(0xFF10 + n) for n in range(10)})
    for text in (
        code,
        f"〒{code[:3]}-{code[3:]}",
        f"{code[:3]}ー{code[3:]}",
        f" 〒 {wide[:3]}－{wide[3:]} ",
        f"{code[:3]} {code[3:]}",
    ):
        assert postal_code(text) == code
    assert postal_code(code[1:]) is None


@given(st.from_regex(r"[0-9]{7}", fullmatch=True), st.integers(0, 7), st.sampled_from(DASHES[1:]))
def test_a_postal_code_is_not_made_of_what_is_none(code, place, mark):
    written = f"{code[:place]}{mark}{code[place:]}"
    fine = (place == 3 and mark not in ".()") or (place in (0, 7) and not mark.strip())
    assert postal_code(written) == (code if fine else None)
    for odd in (f"{code[:6]}.0", f"{code}.0", f"{code[:3]}--{code[3:]}", f"〒〒{code}", f"{code[:3]}-{code[3:]}-"):
        assert postal_code(odd) is None


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("family_kana", " ﾔﾏﾀﾞ ", "ﾔﾏﾀﾞ"),
        ("given_kana", "はなこ", "はなこ"),
        ("mail", "Ｈａｎａ＠example.com", "Hana@example.com"),
        ("mail", "", None),
        ("phone", "+1 212 555 0100", "+12125550100"),
        ("phone", None, None),
        ("stores", ["b", "a", "b"], ["a", "b"]),
        ("stores", None, []),
        ("address", " 東京都 ", "東京都"),
    ],
)
def test_what_is_kept_of_a_friend(name, given, kept):
    assert edit_from({name: given}).set == {name: kept}


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("family_kana", "山田"),
        ("given_kana", "Hanako"),
        ("family_name", "a\nb"),
        ("family_name", "x" * 51),
        ("mail", "hana@example"),
        ("mail", "a b@example.com"),
        ("mail", "hana@example.com, b@example.com"),
        ("phone", "12"),
        ("phone", 9012345678),
        ("postal_code", "150-000"),
        ("postal_code", 1500001),
        ("stores", "s1"),
        ("stores", ["x"] * 51),
        ("stores", [""]),
        ("assignee", "x" * 65),
    ],
)
def test_what_cannot_be_so_of_a_friend(name, given):
    with pytest.raises(Invalid) as caught:
        edit_from({name: given})
    assert caught.value.faults[0].pointer == f"/set/{name}"


@pytest.mark.parametrize(
    ("kept", "written"),
    [
        ("+819012345678", "090-1234-5678"),
        ("+815012345678", "050-1234-5678"),
        ("+81312345678", "03-1234-5678"),
        ("+81612345678", "06-1234-5678"),
        ("+81120345678", "0120-345-678"),
        ("+818001234567", "0800-123-4567"),
        ("+81751234567", "0751234567"),
        ("+8860212345678", "+8860212345678"),
    ],
)
def test_a_telephone_number_is_written_as_people_write_it(kept, written):
    assert phone_written(kept) == written
    assert phone(written) == kept
