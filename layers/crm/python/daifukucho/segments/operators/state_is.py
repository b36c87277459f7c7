"""``state_is``: the state of a coupon with the friend."""

from dataclasses import dataclass

from daifukucho.coupons.coupon import Coupon
from daifukucho.coupons.holding import Holding
from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.refusals import CHOICE
from daifukucho.kernel.words import Language, Words
from daifukucho.segments.context import Context
from daifukucho.segments.history import Held
from daifukucho.segments.operator import Example, Form, named
from daifukucho.segments.operators._coupons import COUPON_STATES, CouponOperator, coupon_id, state_of
from daifukucho.segments.operators._history import members
from daifukucho.segments.operators._values import called, refuse


@dataclass(frozen=True, slots=True)
class CouponState:
    coupon_id: str
    state: str


def _state(value: object) -> str:
    if not isinstance(value, str) or value not in COUPON_STATES:
        raise refuse(CHOICE.words(choices=", ".join(COUPON_STATES)))
    return value


_SENTENCES = {
    "unused": Words("{}{}を持っていて、期限内でまだ使っていない", "{} {} was given, is not used, and has not expired"),
    "used": Words("{}{}を使った", "{} {} was used"),
    "expired": Words("{}{}を使わないまま期限が切れた", "{} {} has expired without being used"),
    "revoked": Words("{}{}を使う前に取り消された", "{} {} was taken back before it was used"),
    "never": Words("{}{}を持ったことがない", "{} {} was never the friend's"),
}
_COUPON = Coupon("一杯無料", ends_at=1_796_000_000_000)


class StateIs(CouponOperator):
    key = "state_is"
    label = Words("の状態", "is in the state")
    description = Words(
        "クーポンの状態で絞る：unused（持っていて未使用で有効）、used（使った）、expired（未使用のまま期限切れ）、"
        "revoked（取り消し）、never（持ったことがない）。どの友だちも必ずどれか1つに当てはまる",
        "By the state of a coupon with the friend: unused (the friend has it, not used, still valid), used, expired "
        "(without being used), revoked (before it was used), never (the friend never had it). Every friend is in one "
        "of these.",
    )
    example = Example(
        leaf={"field": "coupons", "op": "state_is", "value": {"coupon_id": "K1", "state": "unused"}},
        matches={"coupons": {"K1": Held(Holding("U1", "K1", 1_795_000_000_000), _COUPON)}},
        differs={"coupons": {"K1": Held(Holding("U1", "K1", 1_795_000_000_000, used=1), _COUPON)}},
    )

    def form(self, attribute: Attribute) -> Form:
        return Form.COUPON_STATE

    def parse(self, value: object, attribute: Attribute) -> CouponState:
        needed = {"coupon_id": coupon_id, "state": _state}
        return CouponState(**members(value, needed, {}, '{"coupon_id": "…", "state": "unused"}'))

    def holds(self, value: CouponState, held: Held, context: Context) -> bool:
        return state_of(held, context) == value.state

    def sentence(self, attribute: Attribute, value: CouponState, lang: Language) -> str:
        said: str = getattr(_SENTENCES[value.state], lang)
        return said.format(named(attribute, lang), called(value.coupon_id, attribute, lang, "coupon"))


OPERATOR = StateIs()
