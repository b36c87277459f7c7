"""What happened, asked of DuckDB: a reading of its own of ``docs/segments.md``, as ``duck`` is.

Each condition is a question to the tables of all entries, coupons and orders, as if there were neither items that sum them up
nor pages that hold them.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

FIELDS = ("events", "coupons", "messages", "orders")
TABLES = {
    "entries": {"friend_id": "VARCHAR", "kind": "VARCHAR", "instant": "BIGINT", "event_id": "VARCHAR", "body": "JSON", "folded": "BOOLEAN"},
    "coupons": {"coupon_id": "VARCHAR", "ends_at": "BIGINT", "days": "INTEGER"},
    "holdings": {
        "friend_id": "VARCHAR", "coupon_id": "VARCHAR", "got_at": "BIGINT", "revoked_at": "BIGINT", "issue": "INTEGER",
        "until": "BIGINT",
    },
    "uses": {"friend_id": "VARCHAR", "coupon_id": "VARCHAR", "issue": "INTEGER", "instant": "BIGINT", "undone_at": "BIGINT"},
    "orders": {
        "friend_id": "VARCHAR", "order_id": "VARCHAR", "instant": "BIGINT", "amount": "BIGINT", "refunded": "BIGINT",
        "cancelled": "BOOLEAN", "store_id": "VARCHAR",
    },
    "lines": {"order_id": "VARCHAR", "product_id": "VARCHAR", "category": "VARCHAR", "amount": "BIGINT"},
}  # fmt: skip
NEVER_FOLDED = ("sent", "notice", "coupon_issued")
ACTS = (
    "message", "postback", "beacon", "accountLink", "videoPlayComplete", "unsend", "messageEdited", "follow",
    "card_opened", "route", "coupon_viewed", "coupon_redeemed", "answered",
)  # fmt: skip
"""What the friend does, as far as it is seen; a membership as well, unless it was only renewed."""

DateOf = Callable[[str], str]
"""The shop's date at an instant."""


def fill(duck: Any, happened: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
    for table, columns in TABLES.items():
        duck.execute(f"CREATE TABLE {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
        rows = [f"({', '.join(_literal(row.get(name)) for name in columns)})" for row in happened.get(table, ())]
        if rows:
            duck.execute(f"INSERT INTO {table} VALUES {', '.join(rows)}")


def condition(op: str, value: Any, moment: Any, date_of: DateOf) -> str:
    match op:
        case "did":
            return _times(value, moment, date_of) + f" >= {value.get('times', 1)}"
        case "did_not":
            return _times(value, moment, date_of) + f" < {value.get('times', 1)}"
        case "answered":
            return _answered(value, moment)
        case "received":
            campaign = (
                f"json_extract_string(body, '$.campaign_id') = {_text(value['campaign_id'])}"
                if "campaign_id" in value
                else "TRUE"
            )
            return f"{_count(f'{_sent(moment)} AND {campaign} AND {_in_window(value, moment, date_of)}')} > 0"
        case "no_reaction":
            nth = f"(SELECT list_sort(list(instant), 'DESC')[{value}] FROM entries WHERE {_HERS} AND {_sent(moment)})"
            acts = f"kind IN {ACTS} OR (kind = 'membership' AND json_extract_string(body, '$.membership.type') <> 'renewed')"
            last = (
                f"(SELECT max(instant) FROM entries WHERE {_HERS} AND folded AND ({acts}) AND instant <= {moment.now})"
            )
            return f"coalesce({last}, -1) < {nth}"
        case "state_is":
            if value["state"] == "never":
                return f"NOT {_coupon(value, moment, 'TRUE')}"
            expired = _expired(moment, date_of)
            revoked = f"coalesce(h.revoked_at <= {moment.now}, FALSE)"
            return _coupon(
                value,
                moment,
                {
                    "used": _used(moment),
                    "revoked": f"NOT {_used(moment)} AND {revoked}",
                    "expired": f"NOT {_used(moment)} AND NOT {revoked} AND {expired}",
                    "unused": f"NOT {_used(moment)} AND NOT {revoked} AND NOT {expired}",
                }[value["state"]],
            )
        case "expires_within":
            day = moment.today + timedelta(days=value["days"])
            last = f"least({date_of('c.ends_at - 1')}, {date_of('h.got_at')} + c.days)"
            unused = condition("state_is", {**value, "state": "unused"}, moment, date_of)
            return f"({unused} AND {_coupon(value, moment, f'coalesce({last} <= DATE {_text(str(day))}, FALSE)')})"
        case "bought":
            return _bought(value, moment, date_of)
        case "not_bought":
            return f"NOT ({_bought(value, moment, date_of)})"
        case "no_purchase_for":
            last = "(SELECT max(instant) FROM orders WHERE orders.friend_id = friends.friend_id AND NOT cancelled)"
            since = date_of(f"coalesce({last}, followed_at, first_seen_at)")
            return f"date_diff('day', {since}, DATE '{moment.today}') >= {value}"
    raise AssertionError(op)


_HERS = "entries.friend_id = friends.friend_id"


def _count(where: str) -> str:
    return f"(SELECT count(*) FROM entries WHERE {_HERS} AND {where})"


def _in_window(value: Mapping[str, Any], moment: Any, date_of: DateOf, instant: str = "instant") -> str:
    if "between" in value:
        first, last = value["between"]
    else:
        near, far = value.get("days_ago", (0, value.get("within")))
        if far is None:
            return "TRUE"
        first, last = (moment.today - timedelta(days=ago) for ago in (far, near))
    return f"{date_of(instant)} BETWEEN DATE '{first}' AND DATE '{last}'"


def _counts(moment: Any) -> str:
    return f"(folded OR kind IN {NEVER_FOLDED}) AND instant <= {moment.now}"


def _sent(moment: Any) -> str:
    return f"kind = 'sent' AND instant <= {moment.now} AND json_extract_string(body, '$.outcome') = 'sent' AND json_extract(body, '$.test') IS NULL"


def _times(value: Mapping[str, Any], moment: Any, date_of: DateOf) -> str:
    parts = [f"kind = {_text(value['kind'])}", _counts(moment), _in_window(value, moment, date_of)]
    parts += [_property(asked["property"].split("."), asked["op"], asked["value"]) for asked in value.get("where", ())]
    return _count(" AND ".join(parts))


def _answered(value: Mapping[str, Any], moment: Any) -> str:
    latest = (
        "(SELECT arg_max(body, printf('%013d#%s', instant, event_id)) AS body FROM entries "
        f"WHERE {_HERS} AND kind = 'answered' AND {_counts(moment)} AND json_extract_string(body, '$.survey_id') = {_text(value['survey_id'])})"
    )
    return _property(["answers", value["question"]], "any_of", value["any_of"], latest)


def _property(path: list[str], op: str, value: Any, body: str = "body") -> str:
    pointer = "$" + "".join(f'."{name}"' for name in path)
    found = f"json_extract({body}, {_text(pointer)})"
    members = f"CASE json_type({found}) WHEN 'ARRAY' THEN json_extract({found}, '$[*]') ELSE [{found}] END"
    if op == "is_not":
        plain = _some(members, "json_type(m) IN ('VARCHAR', 'BOOLEAN', 'UBIGINT', 'BIGINT', 'DOUBLE')")
        return f"({found} IS NOT NULL AND len({members}) > 0 AND {plain} = len({members}) AND {_some(members, _meets('is', value))} = 0)"
    return f"coalesce({_some(members, _meets(op, value))} > 0, FALSE)"


def _some(members: str, meets: str) -> str:
    return f"len(list_filter({members}, lambda m: coalesce({meets}, FALSE)))"


def _meets(op: str, value: Any) -> str:
    text, number = "json_type(m) = 'VARCHAR'", "json_type(m) IN ('UBIGINT', 'BIGINT', 'DOUBLE')"
    match op:
        case "any_of":
            return "(" + " OR ".join(_meets("is", one) for one in value) + ")"
        case "is" if isinstance(value, bool):
            return f"(json_type(m) = 'BOOLEAN' AND json_extract_string(m, '$') = '{str(value).lower()}')"
        case "is" if isinstance(value, str):
            return f"({text} AND json_extract_string(m, '$') = {_text(value)})"
        case "contains":
            return f"({text} AND position({_text(value)} IN json_extract_string(m, '$')) > 0)"
        case "starts_with":
            return f"({text} AND left(json_extract_string(m, '$'), {len(value)}) = {_text(value)})"
    symbol = {"is": "=", "gte": ">=", "lte": "<="}[op]
    return f"({number} AND TRY_CAST(json_extract_string(m, '$') AS DECIMAL(38, 9)) {symbol} CAST('{json.dumps(value)}' AS DECIMAL(38, 9)))"


def _coupon(value: Mapping[str, Any], moment: Any, where: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM holdings h LEFT JOIN coupons c ON c.coupon_id = h.coupon_id "
        f"WHERE h.friend_id = friends.friend_id AND h.coupon_id = {_text(value['coupon_id'])} "
        f"AND h.got_at <= {moment.now} AND coalesce(h.until > {moment.now}, TRUE) AND {where})"
    )


def _used(moment: Any) -> str:
    return (
        "EXISTS (SELECT 1 FROM uses u WHERE u.friend_id = h.friend_id AND u.coupon_id = h.coupon_id AND u.issue = h.issue "
        f"AND u.instant <= {moment.now} AND (u.undone_at IS NULL OR u.undone_at > {moment.now}))"
    )


def _expired(moment: Any, date_of: DateOf) -> str:
    days_over = f"coalesce({date_of('h.got_at')} + c.days < DATE '{moment.today}', FALSE)"
    return f"(c.coupon_id IS NULL OR coalesce(c.ends_at <= {moment.now}, FALSE) OR {days_over})"


def _bought(value: Mapping[str, Any], moment: Any, date_of: DateOf) -> str:
    parts = ["o.friend_id = friends.friend_id", "NOT o.cancelled", f"o.instant <= {moment.now}"]
    parts.append(_in_window(value, moment, date_of, "o.instant"))
    if "store" in value:
        parts.append(f"o.store_id = {_text(value['store'])}")
    lines = ["l.order_id = o.order_id"]
    if "product" in value:
        lines.append(f"l.product_id = {_text(value['product'])}")
    if "category" in value:
        lines.append(f"l.category = {_text(value['category'])}")
    source, yen = "orders o", "sum(o.amount - o.refunded)"
    if len(lines) > 1:
        source, yen = f"orders o JOIN lines l ON {' AND '.join(lines)}", "sum(l.amount)"
    if "sum" in value:
        return f"coalesce((SELECT {yen} FROM {source} WHERE {' AND '.join(parts)}), 0) >= {value['sum']}"
    return f"(SELECT count(DISTINCT o.order_id) FROM {source} WHERE {' AND '.join(parts)}) >= {value.get('times', 1)}"


def _literal(value: Any) -> str:
    return "NULL" if value is None else _text(value) if isinstance(value, str) else str(value)


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
