"""What the API shows of a friend, and what may be set: the models' members follow from what each capability declares in
its ``attributes.py``."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, get_type_hints

from pydantic import Field, create_model

from daifukucho.friends.friend import DECLARED, Friend
from daifukucho.kernel.attribute import AttributeType
from daifukucho.kernel.declared import Stored
from daifukucho.kernel.time import to_iso
from routes.shared import Answer, Body, at


class ValueModel(Answer):
    """A value of one of the shop's own fields, who set it and when."""

    value: str | int | float | bool
    at: str
    by: str = Field(description="The `sub` of a token, or the id of the survey that the friend answered.")

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "ValueModel":
        value = kept["v"]
        return cls(value=float(value) if isinstance(value, Decimal) else value, at=to_iso(kept["at"]), by=kept["by"])


class _Form(NamedTuple):
    """How the API writes an attribute: its type in JSON, and what makes its value of a friend's."""

    type: Any
    of: Callable[[Any], Any]


_INSTANT = _Form(str | None, at)
_NAMES = _Form(list[str], sorted)
_VALUES = _Form(dict[str, ValueModel], lambda kept: {key: ValueModel.of(kept[key]) for key in sorted(kept)})
_TYPES = get_type_hints(Friend)


def _form(name: str) -> _Form:
    kind = DECLARED[name].kind
    if kind.type is AttributeType.INSTANT:
        return _INSTANT
    if kind.stored is Stored.NUMBERS:
        return _NAMES
    if kind.stored is Stored.TABLES:
        return _VALUES
    return _Form(_TYPES[name], lambda value: value)


_SHOWN = {name: _form(name).of for name, said in DECLARED.items() if said.shown}

EXAMPLE = {name: said.shown.example for name, said in DECLARED.items() if said.shown}
"""What is shown of the friend who is the example."""


def shown(friend: Friend) -> dict[str, Any]:
    """What the API shows of a friend."""
    return {name: write(getattr(friend, name)) for name, write in _SHOWN.items()}


def _shown_members() -> dict[str, Any]:
    return {
        name: (_form(name).type, Field(description=shown.description, examples=list(shown.examples) or None))
        for name, said in DECLARED.items()
        if (shown := said.shown)
    }


def _settable_members() -> dict[str, Any]:
    """What is left out stays as it is. So the members have defaults only because they are not required."""
    members: dict[str, Any] = {}
    for name, said in DECLARED.items():
        if may := said.settable:
            is_flag = said.kind.stored is Stored.FLAG
            more: dict[str, Any] | None = {"maxLength": may.max_length} if may.max_length else None
            default = Field(
                False if is_flag else None,
                description=may.description,
                examples=list(may.examples) or None,
                json_schema_extra=more,
            )
            members[name] = bool if is_flag else _form(name).type | None, default
    return members


if TYPE_CHECKING:
    ShownAttributes = Answer
    SettableAttributes = Body
else:
    ShownAttributes = create_model("ShownAttributes", __base__=Answer, **_shown_members())
    SettableAttributes = create_model("SettableAttributes", __base__=Body, **_settable_members())
