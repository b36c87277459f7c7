"""Friends with random histories, and random conditions on what happened, drawn near each other and near the ends of days.

``World`` has all of it three times: as our own types, as rows for DuckDB, and as it is stored.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from daifukucho.book.fold import fold, is_foldable
from daifukucho.coupons.coupon import Coupon
from daifukucho.coupons.holding import Holding, Issue, Use
from daifukucho.friends.attributes import Status
from daifukucho.friends.friend import Friend
from daifukucho.ledger.entry import Entry
from daifukucho.orders.order import Line, Order, State
from daifukucho.segments.context import Context
from daifukucho.segments.history import Held, History, Need, counting
from daifukucho.segments.operator import Form, Operator
from daifukucho.segments.operators import OPERATORS
from tests.support.segments import ITEM_OPERATORS, Choose, draw_day, draw_instant

HISTORY_OPERATORS = [o for o in OPERATORS.values() if o not in ITEM_OPERATORS]
CAMPAIGNS, COUPONS, SURVEYS = ["C1", "C2"], ["K1", "K2", "K3"], ["S1", "S2"]
PRODUCTS, CATEGORIES, STORES = ["daifuku", "dango", "it's"], ["sweets", "tea"], ["shibuya", "kyoto"]
DATA = ["menu=reserve", "menu=access", "menu=", "it's", "花"]
ANSWERS: list[Any] = ["sweet", "plain", "3", 3, 2.5, True, ["sweet", "plain"], ["sweet", 3], [], None, {"zip": "1"}]
DAYS = [0, 1, 7, 30, 365]


def draw_body(choose: Choose, kind: str) -> dict[str, Any]:
    match kind:
        case "postback":
            return {"postback": {"data": choose(DATA), "params": {"n": choose([1, 2, 3, 2.5])}}}
        case "message":
            return {"message": {"type": choose(["text", "image", "sticker"])}}
        case "route":
            return {"route": choose(["店頭POP", "Instagram"])}
        case "membership":
            return {"membership": {"type": choose(["joined", "renewed"])}}
        case "coupon_redeemed" | "coupon_issued":
            return {"coupon_id": choose(COUPONS), "store_id": choose(STORES)}
        case "sent":
            test = choose([{}, {}, {}, {"test": True}])
            return {"campaign_id": choose(CAMPAIGNS), "outcome": choose(["sent", "sent", "unknown"]), **test}
        case "answered":
            answers = {name: choose(ANSWERS) for name in ("taste", "size") if choose([True, True, False])}
            nothing = {"set": {}, "tags_add": [], "tags_remove": []}
            return {"survey_id": choose(SURVEYS), "version": 1, "answers": answers, **nothing}
    return {}


KINDS = [
    *("postback", "postback", "message", "card_opened", "route", "membership", "answered", "answered", "follow"),
    *("unfollow", "coupon_redeemed", "coupon_issued", "sent", "sent", "sent", "notice"),
]


@dataclass
class World:
    """``late``: the friends some of whose entries are not folded yet."""

    friends: dict[str, Friend] = field(default_factory=dict)
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    holdings: dict[str, dict[str, Holding]] = field(default_factory=dict)
    orders: dict[str, list[Order]] = field(default_factory=dict)
    coupons: dict[str, Coupon] = field(default_factory=dict)
    asked: dict[str, Need] = field(default_factory=dict)

    def read(self, needs: Mapping[str, Need], until: int) -> dict[str, History]:
        """Just what is needed, and nothing else."""
        self.asked |= needs
        return {friend_id: self._history(friend_id, need, until) for friend_id, need in needs.items()}

    def _history(self, friend_id: str, need: Need, until: int) -> History:
        wanted = (e for e in self.entries[friend_id] if need.kinds.get(e.kind, until + 1) <= e.at <= until)
        held = {c: Held(self.holdings[friend_id].get(c), self.coupons.get(c)) for c in need.coupons}
        return History(counting(wanted), held, tuple(self.orders[friend_id]) if need.orders else ())

    @property
    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """As DuckDB takes it."""
        holdings = [h for of in self.holdings.values() for h in of.values()]
        orders = [(friend_id, order) for friend_id, of in self.orders.items() for order in of]
        return {
            "entries": [
                {"friend_id": e.friend_id, "kind": e.kind, "instant": e.at, "event_id": e.event_id, "body": e.body, "folded": e.folded}
                for of in self.entries.values()
                for e in of
            ],
            "coupons": [{"coupon_id": c, "ends_at": says.ends_at, "days": says.days} for c, says in self.coupons.items()],
            "holdings": [
                {
                    "friend_id": h.friend_id, "coupon_id": h.coupon_id, "got_at": issue.got_at, "revoked_at": issue.revoked_at,
                    "issue": n, "until": following and following.got_at,
                }
                for h in holdings
                for n, (issue, following) in enumerate(pairwise([*h.earlier, h, None]))
            ],
            "uses": [
                {
                    "friend_id": h.friend_id, "coupon_id": h.coupon_id, "issue": n, "instant": use.at,
                    "undone_at": use.undone_at,
                }
                for h in holdings
                for n, issue in enumerate([*h.earlier, h])
                for use in issue.uses
            ],
            "orders": [
                {
                    "friend_id": friend_id, "order_id": o.order_id, "instant": o.at, "amount": o.amount,
                    "refunded": o.refunded, "cancelled": o.state is State.CANCELLED, "store_id": o.store_id,
                }
                for friend_id, o in orders
            ],
            "lines": [
                {"order_id": o.order_id, "product_id": x.product_id, "category": x.category, "amount": x.amount}
                for _, o in orders
                for x in o.lines
            ],
        }  # fmt: skip


def draw_world(choose: Choose, context: Context, friends: int) -> World:
    """Friends with some twenty entries each, some of which are late, and coupons and orders of all states."""
    world = World()
    for coupon_id in COUPONS[:2]:
        ends_at = choose([None, _instant(choose, context), _instant(choose, context)])
        world.coupons[coupon_id] = Coupon(coupon_id, ends_at=ends_at, days=choose([None, 0, 1, 7, 30]))
    for n in range(friends):
        friend_id = f"U{n:032x}"
        world.entries[friend_id] = _draw_entries(choose, context, friend_id)
        world.holdings[friend_id] = {
            c: _draw_holding(choose, context, friend_id, c) for c in COUPONS if choose([True, True, False])
        }
        world.orders[friend_id] = [_draw_order(choose, context, f"{n}-{i}") for i in range(choose([0, 1, 1, 2, 4]))]
        world.friends[friend_id] = _friend(world, friend_id)
    return world


def _instant(choose: Choose, context: Context) -> int:
    """Some instant at which there was LINE."""
    return max(1, draw_instant(choose, context))


def _draw_entries(choose: Choose, context: Context, friend_id: str) -> list[Entry]:
    found = {}
    for i in range(choose([0, 1, 3, 8, 24])):
        kind, at = choose(KINDS), choose([_instant(choose, context), context.now, context.now + 1])
        body = json.dumps(draw_body(choose, kind), ensure_ascii=False)
        entry = Entry(kind, at, f"e{i}", friend_id, body=body)
        folded = is_foldable(entry) and choose([True] * 9 + [False])
        found[entry.version] = replace(entry, folded=folded)
    return sorted(found.values(), key=lambda entry: entry.version)


def _draw_holding(choose: Choose, context: Context, friend_id: str, coupon_id: str) -> Holding:
    """One issue, or two of which the friend was given the second at some time after the first."""
    issues = [_draw_issue(choose, context) for _ in range(choose([1, 1, 2]))]
    *earlier, now = sorted(issues, key=lambda issue: issue.got_at)
    return Holding(
        friend_id,
        coupon_id,
        now.got_at,
        revoked_at=now.revoked_at,
        used=now.used,
        uses=now.uses,
        earlier=tuple(earlier),
        used_before=sum(issue.used for issue in earlier),
    )


def _draw_issue(choose: Choose, context: Context) -> Issue:
    uses = []
    for i in range(choose([0, 0, 0, 1, 2])):
        at = _instant(choose, context)
        uses.append(Use(f"u{i}", at, "shibuya", undone_at=choose([None, at, at + 600_000])))
    revoked_at = choose([None, None, _instant(choose, context)])
    standing = sum(use.undone_at is None for use in uses)
    got_at = choose([_instant(choose, context), context.now])
    return Issue(got_at, revoked_at, standing, tuple(uses))


def _draw_order(choose: Choose, context: Context, order_id: str) -> Order:
    lines = tuple(
        Line(choose(PRODUCTS), "名", 1, choose([100, 300, 1_000]), choose([None, *CATEGORIES]))
        for _ in range(choose([0, 1, 2]))
    )
    amount = choose([0, 100, 500, 1_000, 3_000])
    state = choose([State.PLACED] * 4 + [State.CANCELLED])
    at, store = choose([_instant(choose, context), context.now + 1]), choose([None, *STORES])
    return Order(order_id, at, amount, 1, lines, store, choose([0, 0, amount // 2, amount]), state)


def _friend(world: World, friend_id: str) -> Friend:
    """The friend's item: what is folded is folded, in an order of its own, and the orders are summed up."""
    friend = Friend(friend_id, status=Status.ACTIVE)
    for entry in sorted(world.entries[friend_id], key=lambda entry: entry.event_id):
        if entry.folded:
            friend = fold(friend, entry)
    placed = [order for order in world.orders[friend_id] if order.counts]
    if not placed:
        return replace(friend, revision=1)
    return replace(
        friend,
        revision=1,
        order_count=len(placed),
        ltv_gross=sum(order.net for order in placed),
        first_order_at=min(order.at for order in placed),
        last_order_at=max(order.at for order in placed),
    )


def draw_history_leaf(choose: Choose, operator: Operator, context: Context) -> dict[str, Any]:
    """A condition on what happened."""
    return {
        "field": str(operator.types[0]),
        "op": operator.key,
        "value": draw_history_value(choose, operator.form(None), context),
    }


def draw_window(choose: Choose, context: Context) -> dict[str, Any]:
    match choose(["ever", "within", "within", "between", "days_ago"]):
        case "within":
            return {"within": choose(DAYS)}
        case "between":
            return {"between": sorted(draw_day(choose, context).isoformat() for _ in range(2))}
        case "days_ago":
            return {"days_ago": sorted([choose(DAYS), choose(DAYS)])}
    return {}


def draw_history_value(choose: Choose, form: Form, context: Context) -> Any:
    window = draw_window(choose, context)
    match form:
        case Form.EVENT:
            kind = choose(KINDS)
            times = choose([{}, {}, {"times": 2}, {"times": 3}])
            return {"kind": kind, **times, **window, **choose([{}, {"where": _draw_where(choose, kind)}])}
        case Form.ANSWER:
            plain = [answer for answer in ANSWERS if isinstance(answer, str | int | float)]
            any_of = [choose(plain) for _ in range(choose([1, 2]))]
            return {"survey_id": choose(SURVEYS), "question": choose(["taste", "size"]), "any_of": any_of}
        case Form.CAMPAIGN_AND_DAYS:
            return {**choose([{}, {"campaign_id": choose(CAMPAIGNS)}]), **window} or {"campaign_id": "C1"}
        case Form.MESSAGE_COUNT:
            return choose([1, 1, 2, 3, 10])
        case Form.COUPON_STATE:
            return {"coupon_id": choose(COUPONS), "state": choose(["unused", "used", "expired", "revoked", "never"])}
        case Form.COUPON_AND_DAYS:
            return {"coupon_id": choose(COUPONS), "days": choose([0, 1, 7, 30])}
        case Form.PURCHASES:
            much = choose([{}, {"times": choose([1, 2])}, {"sum": choose([1, 100, 1_000, 3_000])}])
            what = {"product": choose(PRODUCTS), "category": choose(CATEGORIES), "store": choose(STORES)}
            which = {name: what[name] for name in what if choose([True, False, False])}
            return {**much, **which, **window} or {"times": 1}
        case Form.DAYS:
            return choose([0, 1, 7, 30, 90, 365])
    raise AssertionError(form)


def _draw_where(choose: Choose, kind: str) -> list[dict[str, Any]]:
    options: list[dict[str, Any]] = [
        {"property": "postback.data", "op": choose(["is", "is_not", "contains", "starts_with"]), "value": choose(DATA)},
        {"property": "postback.data", "op": "any_of", "value": [choose(DATA), choose(DATA)]},
        {"property": "postback.params.n", "op": choose(["is", "is_not", "gte", "lte"]), "value": choose([1, 2, 2.5])},
    ]
    if kind == "answered":
        plain = choose(["sweet", "3", 3, 2.5, True])
        options = [{"property": f"answers.{choose(['taste', 'size'])}", "op": choose(["is", "is_not"]), "value": plain}]
    if kind in ("coupon_redeemed", "sent"):
        options = [
            {"property": "coupon_id", "op": choose(["is", "is_not"]), "value": choose(COUPONS)},
            {"property": "campaign_id", "op": "any_of", "value": [choose(CAMPAIGNS)]},
            {"property": "test", "op": "is", "value": True},
        ]
    return [choose(options) for _ in range(choose([1, 1, 2]))]


def draw_history_tree(choose: Choose, context: Context, depth: int = 4) -> dict[str, Any]:
    """A segment of conditions of both sorts."""
    match choose(["leaf", "leaf", "all", "any", "not"] if depth > 1 else ["leaf"]):
        case "not":
            return {"not": draw_history_tree(choose, context, depth - 1)}
        case "all" | "any" as kind:
            return {kind: [draw_history_tree(choose, context, depth - 1) for _ in range(choose([1, 2, 3]))]}
    if choose(range(4)) == 0:
        return choose(
            [{"field": "follows", "op": "gte", "value": 1}, {"field": "last_seen_at", "op": "within_last", "value": 7}]
        )
    return draw_history_leaf(choose, choose(HISTORY_OPERATORS), context)
