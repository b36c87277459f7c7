"""Statistics: followers, and what friends did with the messages of an aggregation unit."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from local.line.call import Call
from local.line.errors import LineError
from local.line.state import JST, Platform, SentRequest, is_day

PRIVACY_LIMIT = 20
MAX_PERIOD_DAYS = 30
COUNTED_SINCE = "20161101"
REACH_SHARE = 0.8
"""The share of reachable friends whose demographics LINE is sure enough of; ours to choose."""

URL = re.compile(r"https?://[^\s\"<>]+")
MEDIA = ("mediaPlayed", "mediaPlayed25Percent", "mediaPlayed50Percent", "mediaPlayed75Percent", "mediaPlayed100Percent")


async def followers(call: Call) -> Any:
    date = call.query("date")
    if not date:
        raise LineError(400, "date is required")
    if not is_day(date):
        raise LineError(400, "Bad Request")
    unknown = {"followers": None, "targetedReaches": None, "blocks": None}
    if date < COUNTED_SINCE:
        return {"status": "out_of_service", **unknown}
    if date >= call.platform.day():
        return {"status": "unready", **unknown}
    added, blocking = _followers_as_of(call.platform, date)
    return {
        "status": "ready",
        "followers": len(added),
        "targetedReaches": int(len(added - blocking) * REACH_SHARE),
        "blocks": len(blocking),
    }


def _followers_as_of(platform: Platform, date: str) -> tuple[set[str], set[str]]:
    added: set[str] = set()
    blocking: set[str] = set()
    end = (datetime.strptime(date, "%Y%m%d").replace(tzinfo=JST) + timedelta(days=1)).timestamp() * 1000
    for at, change, user_id in sorted(platform.follow_log, key=lambda entry: entry[0]):
        if at >= end:
            break
        if change == "add":
            added.add(user_id)
        elif change == "block":
            blocking.add(user_id)
        else:
            blocking.discard(user_id)
    return added, blocking


async def aggregation(call: Call) -> Any:
    unit, start, end = call.query("customAggregationUnit"), call.query("from") or "", call.query("to") or ""
    if not unit or not is_day(start) or not is_day(end) or not 0 <= _days(start, end) <= MAX_PERIOD_DAYS:
        raise LineError(400, "Bad Request")
    platform = call.platform
    sent = [sent for sent in platform.requests if sent.unit == unit and start <= platform.day(sent.at) <= end]
    opened = [(user, url, times) for (name, user, url), times in platform.opens.items() if name == unit]
    impressions = Counter({user: times for user, url, times in opened if not url})
    clicks = {
        url: Counter({u: times for u, at, times in opened if at == url}) for url in sorted({o[1] for o in opened})
    }
    clicks.pop("", None)
    clickers = {user for users in clicks.values() for user in users}
    answer: dict[str, Any] = {
        "overview": {
            "uniqueImpression": _shown(len(impressions)) if sent else None,
            "uniqueClick": _shown(len(clickers)) if sent else None,
            "uniqueMediaPlayed": None,
            "uniqueMediaPlayed100Percent": None,
        },
        "messages": [],
        "clicks": [],
    }
    for seq in range(1, max((len(request.messages) for request in sent), default=0) + 1):
        figures = {"impression": _shown(impressions.total(), len(impressions))}
        figures["uniqueImpression"] = _shown(len(impressions))
        for name in MEDIA:
            figures[name] = figures[f"unique{name[0].upper()}{name[1:]}"] = None
        answer["messages"].append({"seq": seq, **figures})
    for seq, url in links(sent):
        users = clicks.get(url, Counter())
        answer["clicks"].append(
            {
                "seq": seq,
                "url": url,
                "click": _shown(users.total(), len(users)),
                "uniqueClick": _shown(len(users)),
                "uniqueClickOfRequest": _shown(len(users)),
            }
        )
    return answer


def _days(start: str, end: str) -> int:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).days


def _shown(value: int, users: int | None = None) -> int | None:
    """LINE hides figures under 20, and those that fewer than 20 people made."""
    return value if min(value, value if users is None else users) >= PRIVACY_LIMIT else None


def links(requests: Iterable[SentRequest]) -> list[tuple[int, str]]:
    """Each URL that can be opened in these messages, with the number of its bubble."""
    found = {
        (seq, url)
        for request in requests
        for seq, message in enumerate(request.messages, start=1)
        for url in _urls(message)
    }
    return sorted(found)


def _urls(node: Any) -> set[str]:
    if isinstance(node, list):
        return {url for item in node for url in _urls(item)}
    if not isinstance(node, dict):
        return set()
    found = {url for name, value in node.items() if isinstance(value, dict | list) for url in _urls(value)}
    for name in ("uri", "linkUri"):
        if isinstance(node.get(name), str):
            found.add(node[name])
    if node.get("type") in ("text", "textV2") and isinstance(node.get("text"), str):
        found.update(URL.findall(node["text"]))
    return found
