"""The state file: the platform outlives the program, so that a local stack finds its friends after a restart.

Left out: faults, rate limits, webhook events and reply tokens, which live for minutes.
"""

import json
import os
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from local.line.friends import Friend, Group
from local.line.state import Platform, RetryKey, SentRequest

VERSION = 1


class StateFileError(Exception):
    """The state file cannot be used; the message says what to do."""


def save(platform: Platform, path: Path) -> None:
    """Writes the file whole or not at all, for its owner's eyes only: it holds a private key."""
    requests = {id(sent): index for index, sent in enumerate(platform.requests)}
    keys = {
        key: [known.first_used_at, requests.get(id(known.accepted)) if known.accepted else None]
        for key, known in platform.retry_keys.items()
    }
    state = {
        "version": VERSION,
        "webhook_url": platform.settings.webhook_url,
        "clock_offset_ms": platform.clock_offset_ms,
        "login_keys": platform.login.dump(),
        "friends": [asdict(friend) for friend in platform.friends.values()],
        "groups": {group.group_id: sorted(group.members) for group in platform.groups.values()},
        "follow_log": platform.follow_log,
        "requests": [asdict(sent) for sent in platform.requests],
        "retry_keys": keys,
        "messages_by_day": [[*key, count] for key, count in platform.messages_by_day.items()],
        "consumption": platform.consumption,
        "units": {month: sorted(units) for month, units in platform.units.items()},
        "opens": [[*key, count] for key, count in platform.opens.items()],
    }
    write_private(path, json.dumps(state))


def load(platform: Platform, path: Path) -> None:
    """Raises: StateFileError if the file is not one of this program's."""
    try:
        state = json.loads(path.read_text())
        if state["version"] != VERSION:
            raise StateFileError(f"{path} was written by another version of the simulator; delete it to start anew")
        _restore(platform, state)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise StateFileError(f"{path} is not a state file of the simulator; delete it to start anew") from error


def _restore(platform: Platform, state: dict[str, Any]) -> None:
    if platform.settings.webhook_url is None:
        platform.settings.webhook_url = state["webhook_url"]
    platform.clock_offset_ms = state["clock_offset_ms"]
    platform.login.load(state["login_keys"])
    platform.friends = {friend["user_id"]: Friend(**friend) for friend in state["friends"]}
    platform.groups = {group_id: Group(group_id, set(members)) for group_id, members in state["groups"].items()}
    platform.follow_log = [(at, change, user_id) for at, change, user_id in state["follow_log"]]
    for sent in state["requests"]:
        platform.record(SentRequest(**sent))
    for key, (first_used_at, index) in state["retry_keys"].items():
        platform.retry_keys[key] = RetryKey(first_used_at, None if index is None else platform.requests[index])
    platform.messages_by_day = Counter({(day, kind): count for day, kind, count in state["messages_by_day"]})
    platform.consumption = Counter(state["consumption"])
    platform.units = {month: set(units) for month, units in state["units"].items()}
    platform.opens = Counter({(unit, user, url): count for unit, user, url, count in state["opens"]})


def write_private(path: Path, text: str) -> None:
    """Replaces the file at once, mode 0600: whoever reads it sees the old text or the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    draft.replace(path)
