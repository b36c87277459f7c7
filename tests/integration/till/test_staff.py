"""Staff members: invited once, known by their LINE account, and gone at once."""

import pytest

from daifukucho.kernel.errors import Conflict, Denied, Invalid, NotFound
from daifukucho.staff.access import INVITED_FOR
from daifukucho.staff.member import Right


def hire(shop, **given):
    return shop.personnel.hire({"name": "佐藤", "store_id": shop.store_id, "rights": ["redeem"]} | given)


def refused(act, *args):
    with pytest.raises((Denied, Conflict)) as error:
        act(*args)
    return error.value.code


def test_a_code_binds_whoever_presents_it_first(shop):
    hired = hire(shop)
    assert len(hired.code) == 32
    assert refused(shop.access.staff, "U1") == "not_staff"
    shown = " ".join(hired.code[i : i + 4] for i in range(0, 32, 4)).lower()
    assert shop.personnel.accept("U1", shown).id == hired.member.id
    assert refused(shop.personnel.accept, "U2", hired.code) == "invitation_unknown"
    staff = shop.access.staff("U1", Right.REDEEM)
    assert (staff.member.says.name, staff.store.says.name) == ("佐藤", "本店")
    assert refused(shop.access.staff, "U1", Right.GRANT_POINTS) == "right_missing"


def test_a_code_is_not_kept(shop, connection):
    code = hire(shop).code
    assert code not in str(connection.client.scan(TableName="catalog")["Items"])


@pytest.mark.parametrize("code", ["", "x", "A" * 32, "あ"])
def test_codes_that_nobody_was_given(shop, code):
    hire(shop)
    assert refused(shop.personnel.accept, "U1", code) == "invitation_unknown"


def test_a_code_is_good_for_seven_days(shop):
    hired = hire(shop)
    shop.clock.now += INVITED_FOR
    assert refused(shop.personnel.accept, "U1", hired.code) == "invitation_unknown"
    new = shop.personnel.invite(hired.member.id)
    shop.clock.now += INVITED_FOR - 1
    assert refused(shop.personnel.accept, "U1", hired.code) == "invitation_unknown"
    assert shop.personnel.accept("U1", new.code)


def test_two_with_one_code_at_the_same_instant(shop, monkeypatch):
    hired = hire(shop)
    really = shop.accounts.bind

    def overtaken(*args):
        monkeypatch.undo()
        shop.personnel.accept("U2", hired.code)
        return really(*args)

    monkeypatch.setattr(shop.accounts, "bind", overtaken)
    assert refused(shop.personnel.accept, "U1", hired.code) == "invitation_unknown"
    assert refused(shop.access.staff, "U1") == "not_staff"
    assert shop.access.staff("U2")


def test_a_new_invitation_loosens_the_phone_that_was_lost(shop):
    hired = hire(shop)
    shop.personnel.accept("U1", hired.code)
    new = shop.personnel.invite(hired.member.id)
    assert refused(shop.access.staff, "U1") == "not_staff"
    shop.personnel.accept("U2", new.code)
    assert shop.access.staff("U2")


def test_one_account_is_one_staff_member(shop):
    first, second = hire(shop), hire(shop, name="鈴木")
    shop.personnel.accept("U1", first.code)
    assert refused(shop.personnel.accept, "U1", second.code) == "already_staff"
    shop.staff.delete(first.member)  # a crash leaves the binding behind
    assert shop.personnel.accept("U1", second.code)
    assert shop.access.staff("U1").member.says.name == "鈴木"


def test_who_is_dismissed_may_do_nothing_more(shop, connection):
    hired = hire(shop)
    shop.personnel.accept("U1", hired.code)
    shop.personnel.dismiss(hired.member.id)
    assert refused(shop.access.staff, "U1") == "not_staff"
    assert "U1" not in str(connection.client.scan(TableName="catalog")["Items"])
    with pytest.raises(NotFound):
        shop.personnel.invite(hired.member.id)
    invited = hire(shop)
    shop.personnel.dismiss(invited.member.id)
    assert refused(shop.personnel.accept, "U1", invited.code) == "invitation_unknown"


def test_a_store_that_is_closed_closes_its_staff_out(shop):
    hired = hire(shop)
    shop.personnel.accept("U1", hired.code)
    shop.store_editor.update(shop.store_id, {"name": "本店", "active": False})
    assert refused(shop.access.staff, "U1") == "store_closed"
    shop.store_editor.delete(shop.store_id)
    assert refused(shop.access.staff, "U1") == "store_closed"


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ({"name": ""}, "/name"),
        ({"store_id": "gone"}, "/store_id"),
        ({"rights": ["all"]}, "/rights/0"),
        ({"rights": ["redeem", "redeem"]}, "/rights/1"),
    ],
)
def test_what_is_said_of_a_staff_member(shop, given, at):
    with pytest.raises(Invalid) as error:
        hire(shop, **given)
    assert [fault.pointer for fault in error.value.faults] == [at]
