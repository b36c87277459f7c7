"""``expires_within``: the friend has a coupon, has not used it, and it expires soon."""

from dataclasses import dataclass

from daifukucho.coupons.coupon import Coupon
from daifukucho.coupons.holding import Holding
from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.words import Language, Words
from daifukucho.segments.context import Context
from daifukucho.segments.history import Held
from daifukucho.segments.operator import Example, Form, named
from daifukucho.segments.operators._coupons import CouponOperator, coupon_id, state_of, valid_until
from daifukucho.segments.operators._history import members
from daifukucho.segments.operators._values import called, days


@dataclass(frozen=True, slots=True)
class Expiry:
    coupon_id: str
    days: int


class ExpiresWithin(CouponOperator):
    key = "expires_within"
    label = Words("未使用で、N日以内に期限切れ", "unused, and expires within N days")
    description = Words(
        "クーポンを持っていて、まだ使っておらず、使える最後の日が今日からN日後までの友だち（0は今日だけ）",
        "Friends who have the coupon, have not used it, and whose last day to use it is today or one of the N days after; "
        "0 means today alone.",
    )
    example = Example(
        leaf={"field": "coupons", "op": "expires_within", "value": {"coupon_id": "K1", "days": 3}},
        # until the end of 2026-11-25
        matches={
            "coupons": {"K1": Held(Holding("U1", "K1", 1_795_000_000_000), Coupon("一杯", ends_at=1_795_618_800_000))}
        },
        differs={
            "coupons": {"K1": Held(Holding("U1", "K1", 1_795_000_000_000), Coupon("一杯", ends_at=1_795_618_800_001))}
        },
    )

    def form(self, attribute: Attribute) -> Form:
        return Form.COUPON_AND_DAYS

    def parse(self, value: object, attribute: Attribute) -> Expiry:
        return Expiry(**members(value, {"coupon_id": coupon_id, "days": days}, {}, '{"coupon_id": "…", "days": 3}'))

    def holds(self, value: Expiry, held: Held, context: Context) -> bool:
        until = valid_until(held, context)
        if until is None or state_of(held, context) != "unused":
            return False
        return context.day_of(until - 1) <= context.day(value.days)

    def sentence(self, attribute: Attribute, value: Expiry, lang: Language) -> str:
        name, coupon = named(attribute, lang), called(value.coupon_id, attribute, lang, "coupon")
        if lang == "ja":
            return (
                f"{name}{coupon}が未使用で、期限が{f'今日から{value.days:,}日後まで' if value.days else '今日'}である"
            )
        when = f"from today to {value.days:,} {'day' if value.days == 1 else 'days'} ahead" if value.days else "today"
        return f"{name} {coupon} is the friend's, not used, and expires {when}"


OPERATOR = ExpiresWithin()
