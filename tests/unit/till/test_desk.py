"""Nothing of the desk is done for somebody who may not, whatever will be added to it."""

import inspect

import pytest

from daifukucho.kernel.errors import Denied
from daifukucho.kernel.words import Words
from daifukucho.till.desk import StaffDesk

METHODS = [name for name, _ in inspect.getmembers(StaffDesk, inspect.isfunction) if not name.startswith("_")]


class Nobody:
    """An ``Access`` for which nobody is a staff member."""

    def staff(self, sub, right=None):
        raise Denied(Words("x", "x"), code="not_staff")


class Untouched:
    def __getattr__(self, name):
        raise AssertionError(f"{name} was touched before anybody asked who it is")


@pytest.mark.parametrize("name", METHODS)
def test_who_it_is_is_asked_before_anything_else(name):
    others = [parameter for parameter in inspect.signature(StaffDesk).parameters if parameter != "access"]
    desk = StaffDesk(Nobody(), **{parameter: Untouched() for parameter in others})
    method = getattr(desk, name)
    with pytest.raises(Denied) as error:
        method(**dict.fromkeys(inspect.signature(method).parameters, "x"))
    assert error.value.code == "not_staff"
