"""What nobody sees, and what people do not mean to tell apart."""

import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.kernel.japan import searchable
from daifukucho.kernel.text import is_blank, one_form, plain, seen, without_bidi

UNSEEN = [
    "\u3164",
    "\u200b",
    "\u2800",
    "\xad",
    "\u115f",
    "\ufe0f",
    "\U000e0100",
    "\u202d\u202c",
    "\u2066",
    "\x07",
    "\u3000",
    "\ufeff",
]
EMOJI = ["❤️", "👨‍👩‍👧", "👍🏽", "👩🏽‍⚕️", "1️⃣", "🇯🇵", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("ＶＩＰ", "vip"), ("ﾊﾞｰｹﾞﾝ", "バーゲン"), ("Straße", "STRASSE"), ("①", "1"), ("が", "が"), ("㍻", "平成")],
)
def test_the_same_to_people(one, other):
    assert plain(one) == plain(other)


@pytest.mark.parametrize(("one", "other"), [("は", "ば"), ("ハ", "は"), ("a", "b")])
def test_not_the_same_to_people(one, other):
    assert plain(one) != plain(other)


@given(st.text())
def test_once_is_enough(text):
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize("text", ["", " ", *UNSEEN, "".join(UNSEEN)])
def test_what_nobody_sees_is_blank(text):
    assert is_blank(text)
    assert not is_blank(f"{text}花{text}")
    assert one_form(f"{text}花{text}見{text}").replace(" ", "") == "花見"
    assert searchable(f"{text}花{text}見{text}") == "花見"


def test_all_that_unicode_lets_nobody_see_is_blank():
    ignorable = regex.compile(r"\p{Default_Ignorable_Code_Point}|\s|[\x00-\x1f]")
    missed = [hex(n) for n in range(0x110000) if ignorable.fullmatch(chr(n)) and not is_blank(chr(n))]
    assert missed == []
    letters = [
        hex(n) for n in range(0x20000) if unicodedata.category(chr(n)) in ("Lu", "Ll", "Nd", "Po") and is_blank(chr(n))
    ]
    assert letters == []


@pytest.mark.parametrize("emoji", EMOJI)
def test_an_emoji_stays_what_it_is(emoji):
    assert not is_blank(emoji)
    assert seen(f"あ\u200b{emoji}\u2060い") == f"あ{emoji}い"
    assert one_form(emoji) == emoji


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("春〜夏", "春～夏"),
        ("か\u3099", "が"),
        ("VIP\u200b", "VIP"),
        ("常 連", "常\u3000連"),
        (" a ", "a"),
        ("葛\U000e0100城", "葛城"),
    ],
)
def test_names_that_look_the_same_are_the_same(one, other):
    assert one_form(one) == one_form(other)


@pytest.mark.parametrize(("one", "other"), [("VIP", "vip"), ("ＶＩＰ", "VIP"), ("髙橋", "高橋"), ("はな", "ハナ")])
def test_names_that_look_otherwise_are_others(one, other):
    assert one_form(one) != one_form(other)


@pytest.mark.parametrize(
    "family",
    ["高髙", "崎﨑嵜", "辺邊邉", "吉𠮷", "斎齋", "沢澤", "島嶋嶌", "浜濱濵", "富冨", "柳栁", "徳德", "竜龍", "桑桒"],
)
def test_variants_of_a_kanji_are_searched_as_one(family):
    assert {searchable(kanji) for kanji in family} == {family[0]}


@pytest.mark.parametrize(("one", "other"), [("斎藤", "斉藤"), ("切", "功"), ("書", "昼"), ("玉", "王"), ("師", "帥")])
def test_other_kanji_are_searched_apart(one, other):
    assert searchable(one) != searchable(other)


@given(st.text(), st.sampled_from([one_form, seen, searchable]))
def test_a_form_is_its_own(text, form):
    assert form(form(text)) == form(text)


@given(st.text(alphabet="あア髙gＧか\u3099〜～ -"))
def test_a_search_is_the_same_however_it_is_composed_and_cased(text):
    forms = {searchable(unicodedata.normalize(form, text)) for form in ("NFC", "NFD", "NFKC")}
    assert forms == {searchable(text), searchable(text.upper())}


def test_nothing_that_turns_the_direction_is_left():
    assert without_bidi("a\u202eb\u2066c\u2069\u200f\u061c") == "abc"
