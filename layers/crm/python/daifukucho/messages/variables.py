"""What a message may say of a friend: each variable, what it reads of the friend, and how it is said.

Nothing that has expired is said: points whose day is over are not counted, and of several expiry dates the next one counts.
What is not known is ``None``, in whose place a message has its default.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from daifukucho.friends.account import balance, expiries, live
from daifukucho.friends.friend import Friend
from daifukucho.kernel.attribute import FIELD_PREFIX, Attribute, AttributeType
from daifukucho.kernel.words import Language

RANK = "rank"
_YES_NO = {"ja": ("はい", "いいえ"), "en": ("yes", "no")}


@dataclass(frozen=True, slots=True)
class Speech:
    """The shop's day on which something is said, and the attributes whose values have names, by the variables that say them:
    the rank, with all ranks as its choices, and fields of the shop's own."""

    today: date
    spoken: Mapping[str, Attribute] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Variable:
    """``reads``: the attributes of a friend that it needs; ``ja``: what it says, for documents and lists."""

    reads: tuple[str, ...]
    ja: str
    says: Callable[[Friend, Speech], str | None]


def _attribute(name: str, ja: str) -> Variable:
    return Variable((name,), ja, lambda friend, speech: getattr(friend, name))


def _real_name(friend: Friend, speech: Speech) -> str | None:
    return " ".join(filter(None, (friend.family_name, friend.given_name))) or None


def _points(friend: Friend, speech: Speech) -> str | None:
    return None if friend.points is None else f"{balance(live(friend.point_lots, speech.today)):,}"


def _points_expire_on(friend: Friend, speech: Speech) -> str | None:
    days = expiries(live(friend.point_lots, speech.today))
    return _dated(days[0], _language(friend)) if days else None


def _rank(friend: Friend, speech: Speech) -> str | None:
    return None if friend.rank is None else _called(friend.rank, speech.spoken.get(RANK), _language(friend))


VARIABLES: Mapping[str, Variable] = {
    "name": _attribute("display_name", "LINEの表示名"),
    "real_name": Variable(("family_name", "given_name"), "氏名", _real_name),
    "family_name": _attribute("family_name", "姓"),
    "given_name": _attribute("given_name", "名"),
    "alias": _attribute("alias", "管理名"),
    "points": Variable(("points", "point_lots"), "ポイントの残高", _points),
    "points_expire_on": Variable(("point_lots", "language"), "ポイントの有効期限", _points_expire_on),
    RANK: Variable(("rank", "language"), "ランク", _rank),
}
"""By name, without those of the shop's own fields: ``variable`` knows them, too."""


def variable(name: str) -> Variable | None:
    """A variable by its name; ``None``: there is none. ``fields.<key>`` is that of a field of the shop's own, which may not
    be defined."""
    if name.startswith(FIELD_PREFIX):
        return Variable(("fields", "language"), "友だち情報", lambda friend, speech: _own(name, friend, speech))
    return VARIABLES.get(name)


def spoken_by(names: set[str], known: Callable[[str], Attribute | None]) -> dict[str, Attribute]:
    """What of ``Speech`` some variables need, as ``known`` says it now: a read for each of them."""
    needed = sorted(name for name in names if name == RANK or name.startswith(FIELD_PREFIX))
    return {name: attribute for name in needed if (attribute := known(name)) is not None}


def _own(name: str, friend: Friend, speech: Speech) -> str | None:
    kept, attribute = friend.fields.get(name.removeprefix(FIELD_PREFIX)), speech.spoken.get(name)
    if kept is None or attribute is None:
        return None
    value, lang = kept["v"], _language(friend)
    match value:
        case bool():
            return _YES_NO[lang][0 if value else 1]
        case int():
            return f"{value:,}"
        case Decimal():
            return f"{value:,f}"
        case str() if attribute.type is AttributeType.DATE:
            return _dated(value, lang)
        case str() if attribute.type is AttributeType.CHOICE:
            return _called(value, attribute, lang)
    return str(value)


def _language(friend: Friend) -> Language:
    """That of the friend's LINE, as on the member card; Japanese if LINE does not say."""
    return "ja" if (friend.language or "ja").startswith("ja") else "en"


def _called(value: str, attribute: Attribute | None, lang: Language) -> str | None:
    """The name of a rank or a choice; ``None``: it has none any more, and its id is nothing to be read."""
    choices = attribute.choices if attribute else ()
    return next((getattr(choice.label, lang) for choice in choices if choice.value == value), None)


def _dated(day: str, lang: Language) -> str:
    if lang == "en":
        return day
    found = date.fromisoformat(day)
    return f"{found.year}年{found.month}月{found.day}日"
