"""Segments asked of DuckDB: a reading of ``docs/segments.md`` of its own, from the JSON to SQL.

Nothing here knows the operators. Every condition is a SQL expression that is TRUE or FALSE, never NULL: what is not
known makes it FALSE, so that NOT, AND and OR are plain logic.
"""

import json
from calendar import isleap
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import duckdb

from tests.support import duck_history

INSTANTS = ("first_seen_at", "followed_at", "blocked_at", "last_seen_at", "first_order_at", "last_order_at")
ORDERS = ("order_count", "ltv_gross", "ltv_margin", "days_between_orders", "rfm_r", "rfm_f", "rfm_m")
FAVOURITES = ("favourite_product", "favourite_store")
DATES = ("birthday", "points_expire_on")
NAMES = ("family_name", "given_name", "family_kana", "given_kana", "kana_index")
CONTACTS = ("phone", "postal_code", "address", "mail", "assignee")
TEXTS = (
    *("status", "display_name", "alias", "language", "first_route", "last_route", "member_no", "card_no", "rank"),
    *(*DATES, *NAMES, *CONTACTS),
)
MAPS = ("tags", "stores")
COLUMNS = (
    dict.fromkeys(("friend_id", *TEXTS, *FAVOURITES), "VARCHAR")
    | dict.fromkeys(INSTANTS, "BIGINT")
    | dict.fromkeys(("follows", "messages_received", "points", *ORDERS), "BIGINT")
    | dict.fromkeys(("do_not_send", "in_progress"), "BOOLEAN")
    | dict.fromkeys(MAPS, "MAP(VARCHAR, BIGINT)")
    | {
        "nine_segments": "MAP(VARCHAR, STRUCT(declared VARCHAR, declared_at BIGINT, declared_until BIGINT, "
        "observed VARCHAR, observed_at BIGINT))"
    }
)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OWN = {
    "text": "VARCHAR",
    "choice": "VARCHAR",
    "date": "VARCHAR",
    "image": "VARCHAR",
    "number": "DECIMAL(38, 12)",
    "flag": "BOOLEAN",
}
"""A field of the shop's own is a column ``fields.<key>``, by its type."""
JAPAN = timezone(timedelta(hours=9))


class Duck:
    """A table of friends, what happened with them, and segments asked of all that."""

    def __init__(
        self,
        friends: Iterable[Mapping[str, Any]],
        own: Mapping[str, str] = {},
        happened: Mapping[str, Iterable[Mapping[str, Any]]] | None = None,
    ) -> None:
        """``own``: the types of the shop's own fields, by the names that segments have for them. ``happened``: rows of the
        tables of ``duck_history``."""
        self._duck = duckdb.connect(":memory:", config={"threads": 1})
        self._dates = {name for name, kind in own.items() if kind == "date"}
        columns = COLUMNS | {name: OWN[kind] for name, kind in own.items()}
        described = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        self._duck.execute(f"CREATE TABLE friends ({described})")
        rows = [{name: friend.get(name) for name in columns} for friend in friends]
        rows_of = "SELECT unnest(from_json(?, ?), max_depth := 2)"  # far faster than literals
        self._duck.execute(f"INSERT INTO friends {rows_of}", [json.dumps(rows, default=float), json.dumps([columns])])
        if happened is not None:
            duck_history.fill(self._duck, happened)

    def ask(self, where: Mapping[str, Any], moment: "Moment", segments: Mapping[str, Any] | None = None) -> set[str]:
        """The ids of those who are in a segment; ``segments``: those that it may refer to, by id."""
        moment.dates = {*DATES, *self._dates}
        sql = _tree(where, moment, segments or {})
        return {row[0] for row in self._duck.execute(f"SELECT friend_id FROM friends WHERE {sql}").fetchall()}


class Moment:
    """When a segment is asked: the day that it is in the shop, and where 29 February falls in common years."""

    def __init__(self, now: int, cutoff_minutes: int, leap_day: str) -> None:
        self.now = now
        self.cutoff_minutes = cutoff_minutes
        self.leap_day = leap_day
        self.dates: set[str] = set(DATES)
        begun = datetime.fromtimestamp(now // 1000, UTC).astimezone(JAPAN) - timedelta(minutes=cutoff_minutes)
        self.today: date = begun.date()


def _tree(where: Mapping[str, Any], moment: Moment, segments: Mapping[str, Any]) -> str:
    if "all" in where:
        return "(" + " AND ".join(_tree(child, moment, segments) for child in where["all"]) + ")"
    if "any" in where:
        return "(" + " OR ".join(_tree(child, moment, segments) for child in where["any"]) + ")"
    if "not" in where:
        return f"(NOT {_tree(where['not'], moment, segments)})"
    if "segment" in where:
        return _tree(segments[where["segment"]], moment, segments)
    return f"coalesce({_condition(where['field'], where['op'], where['value'], moment)}, FALSE)"


def _condition(field: str, op: str, value: Any, moment: Moment) -> str:
    if field in duck_history.FIELDS:
        return duck_history.condition(op, value, moment, lambda instant: _date_of(instant, moment))
    is_date, field = field in moment.dates, f'"{field}"' if "." in field else field
    if op == "blank":
        return f"({field} IS NULL)" if value else f"({field} IS NOT NULL)"
    if field in MAPS:
        return _tags(field, op, value, moment)
    if field == "nine_segments":
        return _standing(op, value, moment)
    if op == "cohort":
        digits = f"sha256({_text(value['salt'] + '/')} || friend_id)"
        number = f"(('0x' || left({digits}, 16))::UBIGINT % 1000)"
        return f"{number} >= {value['from']} AND {number} < {value['to']}"
    if op == "is_any_of":
        return f"{field} IN ({', '.join(map(_text, value))})"
    if is_date:
        month, day = f"substr({field}, -5, 2)", f"substr({field}, -5)"
        return _day(f"TRY_CAST({field} AS DATE)", month, day, op, value, moment)
    if field in INSTANTS:
        of = _date_of(field, moment)
        return _day(of, f"strftime({of}, '%m')", f"strftime({of}, '%m-%d')", op, value, moment)
    if isinstance(value, str):
        text = _text(value)
        return {
            "is": f"{field} = {text}",
            "is_not": f"{field} <> {text}",
            "contains": f"position({text} IN {field}) > 0",
            "starts_with": f"left({field}, {len(value)}) = {text}",
        }[op]
    if isinstance(value, bool):
        assert op == "is"
        return f"{field} = {value}"
    if op == "between":
        return f"{field} >= {_number(value[0])} AND {field} <= {_number(value[1])}"
    symbol = {"eq": "=", "ne": "<>", "gte": ">=", "gt": ">", "lte": "<=", "lt": "<"}[op]
    return f"{field} {symbol} {_number(value)}"


def _tags(field: str, op: str, value: Any, moment: Moment) -> str:
    if op == "added_within":
        first = moment.today - timedelta(days=value["days"])
        days = [_date_of(f"map_extract_value({field}, {_text(tag)})", moment) for tag in value["tags"]]
        within = [f"coalesce({day} BETWEEN DATE '{first}' AND DATE '{moment.today}', FALSE)" for day in days]
        return "(" + " OR ".join(within) + ")"
    has = [f"coalesce(map_contains({field}, {_text(tag)}), FALSE)" for tag in value]
    joint = {"any_of": " OR ", "all_of": " AND ", "none_of": " OR "}[op]
    return f"({'NOT ' if op == 'none_of' else ''}({joint.join(has)}))"


def _standing(op: str, value: Any, moment: Moment) -> str:
    noted = f"map_extract_value(nine_segments, {_text(value['product'])})"
    said = f"(CASE WHEN {noted}.declared_until > {moment.now} THEN {noted}.declared END)"
    if op == "conflict":
        return f"NOT ends_with({said}, {noted}.observed)"
    return f"{said if op == 'declared_is' else noted + '.observed'} IN ({', '.join(map(_text, value['any_of']))})"


def _day(of: str, month: str, month_day: str, op: str, value: Any, moment: Moment) -> str:
    today = f"DATE '{moment.today}'"
    match op:
        case "on":
            return f"{of} = DATE '{value}'"
        case "before":
            return f"{of} < DATE '{value}'"
        case "after":
            return f"{of} > DATE '{value}'"
        case "between":
            return f"{of} BETWEEN DATE '{value[0]}' AND DATE '{value[1]}'"
        case "within_last":
            return f"date_diff('day', {of}, {today}) BETWEEN 0 AND {value}"
        case "within_next":
            return f"date_diff('day', {today}, {of}) BETWEEN 0 AND {value}"
        case "days_since":
            return f"date_diff('day', {of}, {today}) >= {value}"
        case "months_since":
            return f"CAST({of} + INTERVAL {value} MONTH AS DATE) <= {today}"
        case "weekday_is":
            return f"isodow({of}) IN ({', '.join(str(WEEKDAYS.index(day) + 1) for day in value)})"
        case "month_is":
            return f"CAST({month} AS INTEGER) = {value}"
        case "month_ahead":
            return f"CAST({month} AS INTEGER) = month({today} + INTERVAL {value} MONTH)"
        case "anniversary_within":
            return f"{month_day} IN ({', '.join(map(_text, _month_days(value, moment)))})"
    raise AssertionError(op)


def _month_days(days: int, moment: Moment) -> list[str]:
    """What comes round from today to so many days ahead: day after day, as a calendar on the wall has it."""
    found = []
    for ahead in range(days + 1):
        day = moment.today + timedelta(days=ahead)
        found.append(f"{day:%m-%d}")
        if f"{day:%m-%d}" == moment.leap_day and not isleap(day.year):
            found.append("02-29")
    return found


def _date_of(instant: str, moment: Moment) -> str:
    """The shop's date at an instant."""
    return f"CAST(make_timestamp(({instant} + {9 * 3_600_000 - moment.cutoff_minutes * 60_000}) * 1000) AS DATE)"


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _number(value: int | float) -> str:
    return format(Decimal(json.dumps(value)), "f")
