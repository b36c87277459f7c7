"""A kind of ours with a past: ``tea_bought`` was once called ``tea``, and its body has its third shape."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from daifukucho.book.kind import EventType, visited
from daifukucho.book.kinds import EVENTS, FORMER
from daifukucho.book.telling import Told
from daifukucho.friends.friend import Friend
from daifukucho.kernel.registry import module_of
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry
from daifukucho.segments.fields import all_fields, asked_kinds


def _named(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"cups": body["n"]}


def _of_a_tea(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"order": {"cups": body["cups"], "tea": "sencha"}}


def _fold(friend: Friend, entry: Entry) -> Friend:
    cups = entry.data["order"]["cups"]
    return replace(visited(friend, entry), messages_received=friend.messages_received + cups)


def _says(told: Told) -> Words:
    cups, tea = told.number("order", "cups"), told.word("order", "tea")
    return Words(f"{tea}を{cups}杯買いました。", f"The friend bought {cups} cups of {tea}.")


TEA = EventType(
    key="tea_bought",
    former=("tea",),
    upcasts=(_named, _of_a_tea),
    asked=True,
    label=Words("お茶", "tea"),
    description=Words("お茶を買いました。", "The friend bought tea."),
    example={"order": {"cups": 2, "tea": "sencha"}},
    fold=_fold,
    says=_says,
    ours=True,
)

BODIES = {
    1: '{"n":2}',
    2: '{"cups":2}',
    3: '{"order":{"cups":2,"tea":"sencha"}}',
}
"""The same by the number of its shape."""


@contextmanager
def known(kind: EventType, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """While it lasts, a kind is one of those of the product."""
    module = module_of(kind.key)
    with monkeypatch.context() as patched:
        patched.setitem(EVENTS._modules, module, None)
        patched.setitem(EVENTS._loaded, module, kind)
        for former in kind.former:
            patched.setitem(FORMER, former, kind.key)
        _forget()
        yield
    _forget()


def _forget() -> None:
    asked_kinds.cache_clear()
    all_fields.cache_clear()
