"""``received``: the friend was sent a campaign, this one or any."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.time import to_iso
from daifukucho.kernel.words import Language, Words
from daifukucho.ledger.entry import Entry
from daifukucho.segments.context import Context
from daifukucho.segments.history import Need
from daifukucho.segments.operator import Example, Form, Mention, named
from daifukucho.segments.operators._history import MAX_ID, Facts, members
from daifukucho.segments.operators._messages import SENT, MessagesOperator, sent
from daifukucho.segments.operators._values import called, text
from daifukucho.segments.operators._window import WINDOW, Window, windowed


@dataclass(frozen=True, slots=True)
class Received:
    """``campaign_id`` ``None``: any."""

    campaign_id: str | None
    window: Window

    def among(self, entries: tuple[Entry, ...], context: Context) -> list[tuple[int, str]]:
        first, last = self.window.span(context)
        wanted = self.campaign_id
        return [(at, of) for at, of in sent(entries, context) if first <= at <= last and wanted in (None, of)]


def _id(value: object) -> str:
    return text(value, MAX_ID)


def _sent(at: int, campaign_id: str) -> Entry:
    return Entry(SENT, at, "e", "U1", body=f'{{"campaign_id":"{campaign_id}","outcome":"sent"}}')


class ReceivedOperator(MessagesOperator):
    key = "received"
    label = Words("受け取った", "was sent")
    description = Words(
        "選んだ配信（選ばなければ、どれか1つ）を、N日前から今日までに受け取った友だち。テスト送信は数えない",
        "Friends who were sent this campaign, or any, from N days ago to today, today included; tests do not count.",
    )
    example = Example(
        leaf={"field": "messages", "op": "received", "value": {"campaign_id": "C1", "within": 30}},
        matches={"messages": (_sent(1_795_200_000_000, "C1"),)},
        differs={"messages": (_sent(1_780_000_000_000, "C1"), _sent(1_795_200_000_000, "C2"))},
    )

    def form(self, attribute: Attribute) -> Form:
        return Form.CAMPAIGN_AND_DAYS

    def parse(self, value: object, attribute: Attribute) -> Received:
        optional: dict[str, Any] = {"campaign_id": (_id, None), **WINDOW}
        return Received(**windowed(members(value, {}, optional, '{"campaign_id": "…", "within": 30}')))

    def mentions(self, attribute: Attribute, value: Received) -> Iterable[Mention]:
        return [] if value.campaign_id is None else [Mention("campaign", value.campaign_id, "/campaign_id")]

    def need(self, value: Received, facts: Facts, context: Context) -> Need:
        return Need({SENT: value.window.span(context)[0]})

    def predicate(self, value: Received, fact: tuple[Entry, ...], context: Context) -> bool:
        return bool(value.among(fact, context))

    def saw(self, value: Received, history: tuple[Entry, ...], context: Context) -> Any:
        """How many of them there are, and when the last one came."""
        found = value.among(history, context)
        return {"times": len(found), "last": to_iso(found[-1][0]) if found else None}

    def sentence(self, attribute: Attribute, value: Received, lang: Language) -> str:
        name, when = named(attribute, lang), value.window.said(lang)
        campaign = "" if value.campaign_id is None else called(value.campaign_id, attribute, lang, "campaign")
        if lang == "ja":
            return f"{name}{campaign}を{when}受け取った"
        return f"{name} include {f'the campaign {campaign}' if campaign else 'one'}{f', sent{when}' if when else ''}"


OPERATOR = ReceivedOperator()
