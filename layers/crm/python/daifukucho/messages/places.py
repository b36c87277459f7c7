"""Where an action stands, which decides what it may be and what its label must be (Specifications of the label)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from daifukucho.kernel.errors import Fault, Wrong
from daifukucho.kernel.refusals import CHOICE
from daifukucho.kernel.shape import below
from daifukucho.messages.actions import ACTIONS
from daifukucho.messages.lengths import Unit
from daifukucho.messages.rules import Data, Prose, Rule, Shape

_NO_ACTION = Wrong(
    'アクションを {{"type": "uri", "label": "見る", "uri": "https://example.com/"}} のように指定してください。',
    'Give an action, such as {{"type": "uri", "label": "見る", "uri": "https://example.com/"}}.',
)
_IN_A_RICH_MENU_ONLY = Wrong(
    "リッチメニューの切り替えは、リッチメニューでだけ使えます。次の中から選んでください: {choices}",
    "A rich menu switch belongs into a rich menu. Choose one of: {choices}.",
)
_IN_A_QUICK_REPLY_ONLY = Wrong(
    "アクション「{kind}」は、クイックリプライでだけ使えます。次の中から選んでください: {choices}",
    "The action {kind!r} can stand in a quick reply only. Choose one of: {choices}.",
)


@dataclass(frozen=True, slots=True)
class ActionIn:
    """The rule of an action in one kind of place. ``kinds``: the only ones that may stand there, if not the usual."""

    label_most: int
    label_required: bool = True
    quick_reply: bool = False
    kinds: tuple[str, ...] | None = None

    def faults(self, value: object, at: str) -> Iterator[Fault]:
        if not isinstance(value, Mapping):
            yield _NO_ACTION.at(at)
            return
        kind = value.get("type")
        allowed = self._allowed()
        if not isinstance(kind, str) or kind not in allowed:
            yield _why_not(kind).at(below(at, "type"), kind=kind, choices=", ".join(allowed))
            return
        yield from self._shape(kind).faults(value, at)

    def _allowed(self) -> tuple[str, ...]:
        if self.kinds is not None:
            return self.kinds
        return tuple(key for key, action in ACTIONS.items() if self.quick_reply or not action.only_in_quick_reply)

    def _shape(self, kind: str) -> Shape:
        action = ACTIONS[kind]
        label: dict[str, Rule] = {"label": Prose(self.label_most, Unit.CLUSTERS)}
        left_out = action.not_in_quick_reply if self.quick_reply else frozenset()
        return Shape(
            required={"type": Data(), **(label if self.label_required else {}), **action.required},
            optional={
                **({} if self.label_required else label),
                **{name: rule for name, rule in action.optional.items() if name not in left_out},
            },
            also=action.also,
        )


def _why_not(kind: object) -> Wrong:
    if kind == "richmenuswitch":
        return _IN_A_RICH_MENU_ONLY
    if isinstance(kind, str) and kind in ACTIONS and ACTIONS[kind].only_in_quick_reply:
        return _IN_A_QUICK_REPLY_ONLY
    return CHOICE


QUICK_REPLY = ActionIn(20, quick_reply=True)
TEMPLATE = ActionIn(20)
IMAGE_CAROUSEL = ActionIn(12, label_required=False)
FLEX_BUTTON = ActionIn(40)
FLEX = ActionIn(40, label_required=False)
FLEX_VIDEO = ActionIn(40, label_required=False, kinds=("uri",))
