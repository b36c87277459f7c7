"""Random messages, drawn from the rules themselves: whatever a rule lets through may come out of it."""

import copy
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from daifukucho.kernel.rules import Flag, Whole
from daifukucho.messages.check import message_faults
from daifukucho.messages.common import whole_shape
from daifukucho.messages.flex import sizes
from daifukucho.messages.flex.components import COMPONENTS, Component
from daifukucho.messages.lengths import Unit
from daifukucho.messages.places import ActionIn
from daifukucho.messages.rules import Choice, Data, Items, Kinds, Number, Prose, Rule, Shape, Url
from daifukucho.messages.types import MESSAGE_TYPES

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
PIECES = ["a", "あ", "🍎", FAMILY, "🇯🇵", "が", "e\u0301", " ", "\n", "$", "{{ name }}", "{{ name | default: 'お客' }}"]
NUMBERS = ("0", "1", "12", "23.5", "100")


def _prose(rule: Prose) -> st.SearchStrategy[str]:
    pieces = st.lists(st.sampled_from(PIECES[: None if rule.variables else -2]), min_size=1, max_size=12).map("".join)
    if rule.most is None:
        return pieces
    full = ("x" if rule.unit is Unit.UTF16 else FAMILY) * rule.most
    return pieces | st.just(full)


def _sized(rule: sizes.Size) -> st.SearchStrategy[str]:
    units = ("px", "%") if rule.percent else ("px",)
    measured = st.builds(str.__add__, st.sampled_from(NUMBERS), st.sampled_from(units))
    return measured | st.sampled_from(rule.keywords) if rule.keywords else measured


USUAL = {"bubble": "body", "text": "text"}
"""What is optional by the table, while something like it is not."""


def _object(required: Mapping[str, Rule], optional: Mapping[str, Rule], depth: int, **fixed: str) -> st.SearchStrategy:
    usual = USUAL.get(fixed.get("type", ""))
    if usual in optional:
        required = {**required, usual: optional[usual]}
        optional = {name: rule for name, rule in optional.items() if name != usual}
    known = {name: st.just(value) for name, value in fixed.items()}
    more = {name: drawn(rule, depth) for name, rule in optional.items()}
    # A few of the optional members at a time: with all of them, hardly any example would be without a fault.
    chosen = st.sets(st.sampled_from(sorted(more)), max_size=3) if more else st.just(set())
    needed = {name: drawn(rule, depth) for name, rule in required.items() if name not in fixed}
    return chosen.flatmap(
        lambda names: st.fixed_dictionaries({**needed, **{name: more[name] for name in names}, **known})
    )


def _action(rule: ActionIn) -> st.SearchStrategy[dict[str, Any]]:
    def one(kind: str) -> st.SearchStrategy[dict[str, Any]]:
        shape = rule._shape(kind)
        return _object(shape.required, shape.optional, 0, type=kind)

    return st.sampled_from(rule._allowed()).flatmap(one)


def drawn(rule: Any, depth: int = 3) -> st.SearchStrategy[Any]:
    """Values for a rule; most of them keep it."""
    match rule:
        case Prose():
            return _prose(rule)
        case Data(pattern=None):
            return st.text("abc=&1", min_size=1, max_size=min(rule.most or 20, 20))
        case Data():
            return st.from_regex(rule.pattern, fullmatch=True, alphabet=st.characters(codec="ascii"))
        case Url():
            paths = st.sampled_from(["/", "/a?b=%E3%81%82#c", "/" + "x" * (rule.most - 20)])
            return st.builds("{}://example.com{}".format, st.just(rule.schemes[-1].replace("tel", "line")), paths)
        case Choice():
            return st.sampled_from(rule.values)
        case Whole():
            return st.integers(rule.least, min(rule.most, 2_000))
        case Number():
            return st.integers(int(rule.low), int(rule.high)) | st.floats(rule.low, rule.high)
        case Flag():
            return st.booleans()
        case Items():
            return st.lists(drawn(rule.of, depth), min_size=rule.low, max_size=min(rule.high or 3, rule.low + 2))
        case ActionIn():
            return _action(rule)
        case Component():
            inner = [kind for kind in rule.kinds if depth or kind != "box"]
            return st.sampled_from(inner or ["text"]).flatmap(
                lambda kind: _object(COMPONENTS[kind].required, COMPONENTS[kind].optional, max(depth - 1, 0), type=kind)
            )
        case Kinds():
            return st.sampled_from(sorted(rule.shapes)).flatmap(
                lambda kind: _object(rule.shapes[kind].required, rule.shapes[kind].optional, depth, type=kind)
            )
        case Shape():
            return _object(rule.required, rule.optional, depth)
        case sizes.Size():
            return _sized(rule)
        case sizes.AspectRatio():
            return st.sampled_from(["20:13", "1:3", "1.51:1", "100000:100000"])
        case sizes.Measure():
            return st.sampled_from([f"{rule.low:g}{rule.unit}", f"23.5{rule.unit}", f"100{rule.unit}"])
    raise AssertionError(f"no values for {rule!r}")


def messages_of(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    shape = whole_shape(MESSAGE_TYPES[kind])
    return _object(shape.required, shape.optional, 3, type=kind)


def _without(message: Any, pointer: str) -> None:
    """Take out what a fault points to, or, if that is missing, what lacks it."""
    *path, last = (int(step) if step.isdigit() else step for step in pointer.split("/")[1:])
    parent = message
    try:
        for step in path:
            parent = parent[step]
        del parent[last]
    except (KeyError, IndexError, TypeError):
        if path:
            _without(message, "/" + "/".join(map(str, path)))


def _repaired(message: dict[str, Any]) -> dict[str, Any]:
    whole = [copy.deepcopy(message)]
    for _ in range(4):
        for fault in reversed(message_faults(whole, "") if whole else []):
            _without(whole, fault.pointer)
    return whole[0] if whole else message


def accepted(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """Messages that our check lets through: random ones, from which its faults have been taken out."""
    return messages_of(kind).map(_repaired).filter(lambda message: not message_faults([message], ""))
