"""What people do not mean to tell apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.kernel.text import plain


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
