"""Delivering webhooks as LINE does: signed, batched, at least once, in no promised order."""

import asyncio
import base64
import hashlib
import hmac
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import web
from pydantic import Field

from local.line.errors import ControlError
from local.line.events import encode
from local.line.settings import Request
from local.line.state import Platform


def sign(channel_secret: str, body: bytes) -> str:
    """The value of ``x-line-signature``: base64 of HMAC-SHA256 over the body's bytes, keyed by the channel secret."""
    return base64.b64encode(hmac.digest(channel_secret.encode(), body, hashlib.sha256)).decode()


class Options(Request):
    """How to deliver. ``redeliveries`` repeats what was not answered 2xx; ``duplicates`` repeats that many events
    without saying so; ``shuffle`` mixes the order, the same way for the same ``seed``; without ``wait`` the call
    answers at once and ``GET /_sim/deliveries/{id}`` tells how far it is."""

    batch: int = Field(default=1, ge=1, le=1000)
    concurrency: int = Field(default=1, ge=1, le=200)
    redeliveries: int = Field(default=0, ge=0, le=20)
    redelivery_delay_seconds: float = Field(default=0.2, ge=0, le=600)
    duplicates: int = Field(default=0, ge=0, le=1_000_000)
    shuffle: bool = False
    seed: str = "0"
    wait: bool = True


@dataclass(frozen=True)
class Packed:
    """An event ready to send. ``id`` is None for a raw event without one."""

    id: str | None
    body: bytes
    reply_token: str | None

    @classmethod
    def pack(cls, event: Any) -> "Packed":
        known = event if isinstance(event, dict) else {}
        event_id, token = known.get("webhookEventId"), known.get("replyToken")
        return cls(
            event_id if isinstance(event_id, str) else None, encode(event), token if isinstance(token, str) else None
        )

    def redelivered(self) -> "Packed":
        event = json.loads(self.body)
        if isinstance(event, dict):
            context = event.get("deliveryContext")
            event["deliveryContext"] = {**(context if isinstance(context, dict) else {}), "isRedelivery": True}
        return Packed(self.id, encode(event), self.reply_token)


@dataclass
class Delivery:
    """A call's webhooks and how far they have come. ``delivered`` and ``undelivered`` count copies of events."""

    id: str
    events: int
    copies: int
    event_ids: list[str]
    message_ids: list[str]
    requests: int = 0
    delivered: int = 0
    undelivered: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    done: bool = False

    def describe(self) -> dict[str, Any]:
        return {**self.__dict__, "statuses": dict(self.statuses)}


class WebhookSender:
    """Sends webhooks to the channel's URL; with a setting of ``webhook_active`` false it sends none, as LINE."""

    def __init__(self, platform: Platform, session: aiohttp.ClientSession) -> None:
        self.platform = platform
        self.session = session
        self.deliveries: dict[str, Delivery] = {}
        self.tasks: set[asyncio.Task[None]] = set()

    def check_ready(self) -> None:
        """Raises: ControlError if events would have nowhere to go."""
        if self.platform.settings.webhook_url is None:
            raise ControlError('no webhook URL is set: POST /_sim/config {"webhook_url": "http://…"}')

    async def deliver(self, events: Sequence[Any], options: Options) -> Delivery:
        """Returns when every event was answered 2xx or given up, or at once if ``options.wait`` is false."""
        packed = [Packed.pack(event) for event in events]
        self.platform.events.update({event.id: event.body for event in packed if event.id})
        return await self._start(
            packed, [event["message"]["id"] for event in events if _has_message_id(event)], options
        )

    async def redeliver(self, event_ids: Sequence[str], options: Options) -> Delivery:
        """Delivers known events again, saying so in ``deliveryContext``."""
        packed = [Packed.pack(json.loads(self.platform.events[event_id])).redelivered() for event_id in event_ids]
        return await self._start(packed, [], options)

    async def _start(self, events: list[Packed], message_ids: list[str], options: Options) -> Delivery:
        copies = _arrange(events, options)
        delivery = Delivery(
            id=str(len(self.deliveries) + 1),
            events=len(events),
            copies=len(copies),
            event_ids=[event.id for event in events if event.id],
            message_ids=message_ids,
        )
        self.deliveries[delivery.id] = delivery
        task = asyncio.create_task(self._run(delivery, copies, options))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        if options.wait:
            await task
        return delivery

    async def _run(self, delivery: Delivery, copies: list[Packed], options: Options) -> None:
        batches: Iterator[list[Packed]] = iter(())
        if self.platform.settings.webhook_active:
            batches = (copies[start : start + options.batch] for start in range(0, len(copies), options.batch))
        else:
            delivery.undelivered = len(copies)

        async def worker() -> None:
            for batch in batches:  # shared by all workers
                await self._send(delivery, batch, options)

        await asyncio.gather(*(worker() for _ in range(options.concurrency)))
        delivery.done = True

    async def _send(self, delivery: Delivery, batch: list[Packed], options: Options) -> None:
        for attempt in range(options.redeliveries + 1):
            if attempt:
                await asyncio.sleep(options.redelivery_delay_seconds)
                batch = [event.redelivered() for event in batch]
            status = await self._post_events(batch)
            delivery.requests += 1
            delivery.statuses[status] += 1
            if status.startswith("2"):
                delivery.delivered += len(batch)
                return
        delivery.undelivered += len(batch)

    async def _post_events(self, batch: list[Packed]) -> str:
        platform = self.platform
        for event in batch:
            token = platform.reply_tokens.get(event.reply_token) if event.reply_token else None
            if token is not None:
                token.delivered_at = platform.now()
        destination = json.dumps(platform.settings.bot_user_id).encode()
        body = b'{"destination":' + destination + b',"events":[' + b",".join(event.body for event in batch) + b"]}"
        url = platform.settings.webhook_url
        if url is None:
            return "could_not_connect"
        status, _ = await self._post(url, body)
        platform.webhooks[status] += 1
        return status

    async def _post(self, url: str, body: bytes) -> tuple[str, str]:
        """The HTTP status, or LINE's name for there being none, with a detail."""
        settings = self.platform.settings
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "LineBotWebhook/2.0",
            "x-line-signature": sign(settings.channel_secret, body),
        }
        timeout = aiohttp.ClientTimeout(total=settings.webhook_timeout_seconds)
        try:
            async with self.session.post(
                url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                await response.read()
                return str(response.status), str(response.status)
        except TimeoutError:
            return "request_timeout", "Request timeout"
        except aiohttp.ClientError as error:
            return "could_not_connect", type(error).__name__

    async def test(self, url: str) -> dict[str, Any]:
        """The answer of ``POST /v2/bot/channel/webhook/test``: sends a webhook without events."""
        body = json.dumps(
            {"destination": self.platform.settings.bot_user_id, "events": []}, separators=(",", ":")
        ).encode()
        at = datetime.fromtimestamp(self.platform.now() / 1000, UTC)
        status, detail = await self._post(url, body)
        answered = status.isdecimal()
        success = status == "200"
        return {
            "success": success,
            "timestamp": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "statusCode": int(status) if answered else 0,
            "reason": "OK" if success else "ERROR_STATUS_CODE" if answered else status.upper(),
            "detail": detail,
        }

    async def close(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.session.close()


SENDER = web.AppKey("sender", WebhookSender)


def _arrange(events: list[Packed], options: Options) -> list[Packed]:
    dice = random.Random(options.seed)
    copies = events + [dice.choice(events) for _ in range(options.duplicates if events else 0)]
    if options.shuffle:
        dice.shuffle(copies)
    return copies


def _has_message_id(event: Any) -> bool:
    return isinstance(event, dict) and isinstance(event.get("message"), dict) and "id" in event["message"]
