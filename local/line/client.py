"""A client of the simulator's control API, for demos and tests."""

from collections.abc import Iterable, Sequence
from typing import Any, Self

import httpx

TIMEOUT_SECONDS = 600.0


class LineSimulator:
    """Speaks to a running simulator. Each method is one HTTP call; each raises ``httpx.HTTPStatusError`` whose notes
    hold the simulator's words when it refuses.

    ``delivery`` keywords are those of the README: batch, concurrency, redeliveries, redelivery_delay_seconds,
    duplicates, shuffle, seed, wait.
    """

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._http = httpx.Client(base_url=self.url, timeout=TIMEOUT_SECONDS, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    # The platform

    def config(self) -> dict[str, Any]:
        return self._call("GET", "config")

    def configure(self, **settings: Any) -> dict[str, Any]:
        """Changes settings such as ``webhook_url``, ``quota`` and ``rate_limits``; returns all but the secrets."""
        return self._call("POST", "config", settings)

    def advance(self, seconds: int) -> int:
        """Moves the simulator's clock; returns its time, UTC epoch milliseconds."""
        return self._call("POST", "clock", {"advance_seconds": seconds})["now"]

    def reset(self, *, keep_friends: bool = False) -> None:
        self._call("POST", "reset", {"keep_friends": keep_friends})

    def stats(self) -> dict[str, Any]:
        return self._call("GET", "stats")

    def add_faults(self, *faults: dict[str, Any]) -> list[dict[str, Any]]:
        return self._call("POST", "faults", {"faults": list(faults)})["faults"]

    def faults(self) -> list[dict[str, Any]]:
        return self._call("GET", "faults")["faults"]

    def clear_faults(self) -> None:
        self._call("DELETE", "faults")

    # What was sent

    def received_counts(self, since: int = 0) -> dict[str, int]:
        """How many message requests each friend or group was sent since ``since`` (UTC epoch milliseconds)."""
        return self._call("GET", "received", since=since)["counts"]

    def received(self, user_id: str, since: int = 0) -> list[dict[str, Any]]:
        """The message requests that one friend (or group) was sent, oldest first."""
        return self._call("GET", "received", user_id=user_id, since=since)["requests"]

    # People

    def create_friends(self, count: int, *, seed: str = "friends", following: bool = False) -> list[str]:
        return self._call("POST", "friends", {"count": count, "seed": seed, "following": following})["user_ids"]

    def put_friends(self, friends: Sequence[dict[str, Any]]) -> list[str]:
        """Creates or changes people by hand; each needs a ``user_id``."""
        return self._call("POST", "friends", {"friends": list(friends)})["user_ids"]

    def friends(self, start: int = 0, limit: int = 1000) -> dict[str, Any]:
        return self._call("GET", "friends", start=start, limit=limit)

    def opened(self, unit: str, user_ids: Iterable[str], url: str | None = None) -> int:
        return self._call("POST", "opens", {"unit": unit, "user_ids": list(user_ids), "url": url})["opened"]

    def id_token(self, user_id: str, **options: Any) -> dict[str, Any]:
        """``{"id_token", "access_token", "expires_in"}``; options: audience, nonce, expires_in, scope, claims,
        listed_key."""
        return self._call("POST", "id_token", {"user_id": user_id, **options})

    def rotate_key(self) -> str:
        return self._call("POST", "keys/rotate")["kid"]

    # What they do; each of these returns the delivery's summary

    def follow(self, count: int | None = None, *, user_ids: Sequence[str] | None = None, **delivery: Any) -> Any:
        whom = {"count": count} if user_ids is None else {"user_ids": list(user_ids)}
        return self._call("POST", "follow", {**whom, **delivery})

    def events(self, events: Sequence[dict[str, Any]], **delivery: Any) -> dict[str, Any]:
        return self._call("POST", "events", {"events": list(events), **delivery})

    def raw(self, events: Sequence[Any], **delivery: Any) -> dict[str, Any]:
        """Delivers events exactly as they are given."""
        return self.events([{"raw": event} for event in events], **delivery)

    def unfollow(self, *user_ids: str, **delivery: Any) -> dict[str, Any]:
        return self.events([{"type": "unfollow", "user_id": user_id} for user_id in user_ids], **delivery)

    def message(self, user_id: str, message: dict[str, Any], **where: Any) -> dict[str, Any]:
        """``where``: group_id or room_id, for a message in a group."""
        return self.events([{"type": "message", "user_id": user_id, "message": message, **where}])

    def say(self, user_id: str, text: str, **where: Any) -> dict[str, Any]:
        return self.message(user_id, {"type": "text", "text": text}, **where)

    def sticker(self, user_id: str, package_id: str = "446", sticker_id: str = "1988") -> dict[str, Any]:
        return self.message(user_id, {"type": "sticker", "packageId": package_id, "stickerId": sticker_id})

    def location(self, user_id: str, latitude: float, longitude: float, **place: str) -> dict[str, Any]:
        return self.message(user_id, {"type": "location", "latitude": latitude, "longitude": longitude, **place})

    def postback(self, user_id: str, data: str, params: dict[str, str] | None = None) -> dict[str, Any]:
        postback = {"data": data} if params is None else {"data": data, "params": params}
        return self.events([{"type": "postback", "user_id": user_id, "postback": postback}])

    def unsend(self, user_id: str, message_id: str) -> dict[str, Any]:
        return self.events([{"type": "unsend", "user_id": user_id, "unsend": {"messageId": message_id}}])

    def redeliver(self, event_ids: Sequence[str], **delivery: Any) -> dict[str, Any]:
        return self._call("POST", "redeliver", {"event_ids": list(event_ids), **delivery})

    def event(self, event_id: str) -> dict[str, Any]:
        """An event that was sent, as it was first sent."""
        return self._call("GET", f"events/{event_id}")

    def delivery(self, delivery_id: str) -> dict[str, Any]:
        """How far a delivery with ``wait=False`` has come."""
        return self._call("GET", f"deliveries/{delivery_id}")

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None, **query: Any) -> Any:
        response = self._http.request(method, f"/_sim/{path}", json=body, params=query)
        try:
            response.raise_for_status()
        except httpx.HTTPStatusError as error:
            error.add_note(response.text)
            raise
        return response.json()
