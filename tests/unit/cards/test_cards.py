"""The member card: its number, its codes, and what it shows."""

import hashlib
import hmac
from random import Random

import pytest
from barcode.ean import EuropeanArticleNumber13
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.book.book import FriendBook
from daifukucho.cards.cards import CardProgram, Cards
from daifukucho.cards.code import STEP, code_of, read_code
from daifukucho.cards.settings import CARD
from daifukucho.friends.friend import Friend
from daifukucho.kernel.card_numbers import is_number, new_number
from daifukucho.kernel.errors import Conflict, Invalid, NotFound, Unavailable
from daifukucho.kernel.once import once
from daifukucho.kernel.time import DAY, MINUTE
from daifukucho.points.points import Program
from daifukucho.points.settings import PointSettings
from daifukucho.ranks.ranks import Ranks
from daifukucho.stamps.settings import StampSettings
from tests.support.book import Clock, Counting, MemoryBook, no_pause

KEY = b"k" * 32


class Numbers:
    """Members in memory."""

    def __init__(self):
        self.owners, self.claims, self.used = {}, {}, {}

    def claim(self, number, friend_id, now):
        mine = self.owners.setdefault(number, friend_id) == friend_id
        if mine:
            self.claims[number] = now
        return mine

    def take_over(self, number, friend_id, former, before, now):
        free = self.owners.get(number) == former and self.claims[number] < before
        if free:
            self.owners[number], self.claims[number] = friend_id, now
        return free

    def owner(self, number):
        return self.owners.get(number)

    def use_code(self, member_no, step, token, now):
        return self.used.setdefault((member_no, step), token) == token


class Shop:
    def __init__(self, **changes):
        self.book = MemoryBook()
        self.book.friends |= {f"U{n}": Friend(f"U{n}", display_name="花子", revision=1) for n in (1, 2)}
        self.clock = Clock()
        self.members = Numbers()
        self.design = CARD.define({**CARD.default, **changes})
        self.dice = Random(1).randrange
        friends = FriendBook(self.book, self.book, self.clock, Counting(), no_pause)
        program = Program(PointSettings(), Ranks())
        self.cards = Cards(
            friends,
            self.members,
            lambda: CardProgram(self.design, program, StampSettings()),
            lambda: KEY,
            self.clock,
            lambda below: self.dice(below),
        )

    def show(self, friend_id="U1"):
        return self.cards.show(self.book.friends[friend_id])

    def scan(self, text, key="k"):
        return self.cards.scan(text, once("scan", "till", key, text)).friend_id


@given(st.integers(0, 10**11 - 1))
def test_a_number_is_an_ean_13_of_the_shops_own_range(n):
    number = new_number(lambda below: n)
    assert EuropeanArticleNumber13(number[:12]).get_fullcode() == number
    assert 20 <= int(number[:2]) <= 29
    assert is_number(number)


@given(st.integers(0, 10**11 - 1), st.integers(0, 12), st.integers(1, 9))
def test_a_digit_that_was_misread_is_noticed(n, place, by):
    number = new_number(lambda below: n)
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert not is_number(wrong)


@pytest.mark.parametrize("text", ["", "2", "4902505088650", "２０００００００００００８", "200000000000x"])
def test_what_is_no_number(text):
    assert not is_number(text)


@given(st.integers(0, 10**13), st.integers(0, 3 * STEP))
def test_a_code_is_good_for_its_step_and_the_next(now, later):
    number = new_number(lambda below: 7)
    code = code_of(KEY, number, now)
    assert now < code.until <= now + STEP
    found = read_code(KEY, code.text, now + later)
    good = (now + later) // STEP - now // STEP <= 1
    assert (found is not None) == good
    assert read_code(b"another", code.text, now) is None
    if found:
        assert (found.member_no, found.step) == (number, now // STEP)


def test_a_code_is_what_it_says_it_is():
    """The HMAC, read by RFC 4226's rule for where to truncate it, here without the module's own words."""
    number = new_number(lambda below: 7)
    mac = hmac.new(KEY, f"{number}/100".encode(), hashlib.sha256).hexdigest()
    at = int(mac[-1], 16) * 2
    digits = (int(mac[at : at + 16], 16) & 0x7FFFFFFFFFFFFFFF) % 10_000_000_000
    assert code_of(KEY, number, 100 * STEP).text == f"{number}{digits:010d}"


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t + "0", lambda t: "2" * 13 + t[13:], lambda t: ""])
def test_what_is_no_code(change):
    number = new_number(lambda below: 7)
    assert read_code(KEY, change(code_of(KEY, number, 5).text), 5) is None
    assert read_code(KEY, number + "１" * 10, 5) is None


def test_the_number_comes_with_the_first_card_and_stays():
    shop = Shop()
    card = shop.show()
    assert card.member_no == shop.book.friends["U1"].member_no
    assert shop.show().member_no == card.member_no
    (entry,) = shop.book.ledger.values()
    assert (entry.kind, entry.data) == ("card_issued", {"member_no": card.member_no})
    assert shop.cards.find(card.member_no).friend_id == "U1"
    assert shop.show("U2").member_no != card.member_no


def test_two_cards_opened_at_once_are_one():
    shop = Shop()

    def rival():
        shop.book.before_save = lambda: None
        shop.show()

    shop.book.before_save = rival
    assert shop.show().member_no == shop.book.friends["U1"].member_no
    assert [e.kind for e in shop.book.ledger.values()] == ["card_issued"]
    spare = (set(shop.members.owners) - {shop.book.friends["U1"].member_no}).pop()
    with pytest.raises(NotFound):
        shop.cards.find(spare)  # claimed and never given: nobody's


def test_a_number_that_is_anothers_is_not_given_again():
    shop = Shop()
    draws = iter([5, 5, 6])
    shop.dice = lambda below: next(draws)
    shop.show()
    assert shop.show("U2").member_no == new_number(lambda below: 6)
    shop = Shop()
    shop.dice = lambda below: 5
    shop.show()
    with pytest.raises(Unavailable):
        shop.show("U2")


def typed(text: str) -> list[str]:
    wide = text.translate({ord("0") + n: chr(0xFF10 + n) for n in range(10)})
    return [
        wide,
        f"{text[:4]}-{text[4:9]} {text[9:]}",
        f"{wide[:4]}ー{wide[4:]}",
        f"\u202d{text}\u202c",
        f"{text[:4]}\u200b{text[4:]}",
    ]


def test_a_number_or_a_code_is_read_however_it_is_typed():
    shop = Shop(code="fixed")
    number = shop.show().member_no
    for text in typed(number):
        assert shop.scan(text) == "U1"
        assert shop.cards.find(text).friend_id == "U1"
    rotating = Shop()
    for n, text in enumerate(typed(rotating.show().qr)):
        if n:
            rotating.clock.now += STEP
            text = typed(rotating.show().qr)[n]
        assert rotating.scan(text, f"k{n}") == "U1"


def test_a_code_is_used_once():
    shop = Shop()
    code = shop.show().qr
    assert shop.scan(code, "a") == "U1"
    assert shop.scan(f" {code}\n", "a") == "U1"  # a repeat, whose answer was lost
    with pytest.raises(Conflict) as refused:
        shop.scan(code, "b")
    assert refused.value.code == "code_used"
    shop.clock.now += STEP
    assert shop.scan(shop.show().qr, "c") == "U1"
    shop.clock.now += 2 * STEP
    with pytest.raises(Invalid) as late:
        shop.scan(code, "d")
    assert late.value.code == "invalid_code"


def test_a_number_is_read_where_the_card_shows_it():
    for changes, good in (
        ({}, False),
        ({"code": "fixed"}, True),
        ({"barcode": "ean13"}, True),
        ({"barcode": "code128"}, True),
    ):
        shop = Shop(**changes)
        card = shop.show()
        assert (card.qr == card.member_no) == (changes.get("code") == "fixed")
        if good:
            assert shop.scan(card.member_no) == "U1"
            with pytest.raises(NotFound):
                shop.scan(new_number(lambda below: 3))
        else:
            with pytest.raises(Invalid):
                shop.scan(card.member_no)


@pytest.mark.parametrize("typed", ["00012345", "０００１２３４５", "000-12345", "\u202d000 12345\u202c"])
def test_an_earlier_number_takes_the_place_of_the_member_number_on_the_card(typed):
    shop = Shop(barcode="code128")
    own = shop.show().member_no
    friend = shop.cards.number("U1", typed, "op")
    assert (friend.card_no, friend.member_no) == ("00012345", own)
    card = shop.show()
    assert (card.shown_no, card.member_no) == ("00012345", own)
    assert [shop.scan(text) for text in ("00012345", "０００-12345", own, card.qr)] == ["U1"] * 4
    assert shop.cards.find("000 12345").friend_id == shop.cards.find(own).friend_id == "U1"
    entry = max(shop.book.ledger.values(), key=lambda entry: entry.at)
    assert (entry.kind, entry.data) == ("card_numbered", {"card_no": "00012345", "by": "op"})


def test_an_earlier_number_is_told_again_without_another_entry_and_can_be_taken_back():
    shop = Shop(barcode="code128")
    for _ in range(2):
        shop.cards.number("U1", "00012345", "op")
    assert [entry.kind for entry in shop.book.ledger.values()] == ["card_issued", "card_numbered"]
    for _ in range(2):
        assert shop.cards.unnumber("U1", "op").card_no is None
    assert len(shop.book.ledger) == 3
    with pytest.raises(NotFound):
        shop.cards.find("00012345")


def test_a_card_without_any_code_of_the_number_is_not_read_by_it():
    shop = Shop()
    shop.cards.number("U1", "00012345", "op")
    with pytest.raises(Invalid):
        shop.scan("00012345")


@pytest.mark.parametrize("text", ["", "123", "1" * 21, "A0012345", "00012345.0A", "٠٠٠١٢٣٤٥"])
def test_what_is_no_number_of_an_earlier_card(text):
    shop = Shop()
    with pytest.raises(Invalid) as refused:
        shop.cards.number("U1", text, "op")
    assert (refused.value.code, [fault.pointer for fault in refused.value.faults]) == ("invalid_card_no", ["/card_no"])
    assert not shop.book.ledger


def test_an_earlier_number_is_one_friends():
    shop = Shop()
    shop.cards.number("U1", "00012345", "op")
    for taken in ("00012345", shop.show().member_no):
        with pytest.raises(Conflict) as refused:
            shop.cards.number("U2", taken, "op")
        assert refused.value.code == "card_no_taken"
    assert shop.book.friends["U2"].card_no is None


def test_a_number_that_its_friend_no_longer_has_is_anothers_after_five_minutes():
    """Not at once: the one who has reserved it may just be writing it into the book."""
    shop = Shop(barcode="code128")
    shop.cards.number("U1", "00012345", "op")
    shop.cards.number("U1", "00099999", "op")
    with pytest.raises(Conflict):
        shop.cards.number("U2", "00012345", "op")
    shop.clock.now += 5 * MINUTE + 1
    assert shop.cards.number("U2", "00012345", "op").card_no == "00012345"
    assert [shop.scan(number) for number in ("00012345", "00099999")] == ["U2", "U1"]
    shop.clock.now += DAY
    with pytest.raises(Conflict):
        shop.cards.number("U1", "00012345", "op")


def test_a_number_that_is_taken_over_while_its_friend_gets_it_again_stays_one_friends():
    shop = Shop()
    shop.cards.number("U1", "00012345", "op")
    shop.cards.unnumber("U1", "op")
    shop.clock.now += DAY
    shop.members.claim("00012345", "U1", shop.clock.now)  # and its entry is still to come
    with pytest.raises(Conflict):
        shop.cards.number("U2", "00012345", "op")


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"title": "会員証"}, ["/title"]),
        ({"title": {"ja": "a" * 41, "en": "x"}}, ["/title/ja"]),
        ({"accent": "red"}, ["/accent"]),
        ({"accent": "#FFF"}, ["/accent"]),
        ({"image_url": "http://example.com/a.png"}, ["/image_url"]),
        ({"image_url": 'https://example.com/" onload="'}, ["/image_url"]),
        ({"image_url": "https://example.com/" + "x" * 1_000}, ["/image_url"]),
        ({"code": "none", "barcode": "qr"}, ["/code", "/barcode"]),
        ({"shop_name": "あ" * 41}, ["/shop_name"]),
        ({"basic_id": "123abcde"}, ["/basic_id"]),
        ({"basic_id": "@../x"}, ["/basic_id"]),
        ({"logo": 1}, ["/logo"]),
    ],
)
def test_designs_that_cannot_be(changes, pointers):
    with pytest.raises(Invalid) as refused:
        CARD.define({**CARD.default, **changes})
    assert refused.value.code == "invalid_card"
    assert [fault.pointer for fault in refused.value.faults] == pointers


@pytest.mark.parametrize(
    ("accent", "ink"),
    [
        ("#1f3a5f", "#fff"),
        ("#f4d35e", "#000"),
        ("#8c2f39", "#fff"),
        ("#ffffff", "#000"),
        ("#000000", "#fff"),
        ("#c8402f", "#fff"),
    ],
)
def test_what_is_written_on_the_accent_can_be_read(accent, ink):
    assert CARD.define({**CARD.default, "accent": accent}).on_accent == ink


def test_what_was_saved_before_shops_had_names_is_read():
    before = {name: value for name, value in CARD.default.items() if name not in ("shop_name", "basic_id")}
    assert CARD.define(before) == CARD.define(CARD.default)
