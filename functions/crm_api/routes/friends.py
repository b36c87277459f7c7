"""``/v1/friends``: the roster, and what happened with each friend."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field

from daifukucho.book.sheet import Sheet
from daifukucho.book.timeline import Line
from daifukucho.coupons.wallet import Shown
from daifukucho.friends.attributes import Status
from daifukucho.friends.filters import Filters
from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.kernel.time import to_iso
from daifukucho.ledger.entry import Said, Text
from daifukucho_aws.strict_json import as_unicode
from routes.attributes import EXAMPLE, SettableAttributes, ShownAttributes, shown
from routes.nine_segments import STANDING, StandingModel
from routes.orders import ScoresModel
from routes.points import ACCOUNT, PointAccountModel
from routes.segments import WordsModel
from routes.shared import (
    INSTANT,
    JSON,
    MAY_READ,
    MAY_WRITE,
    Answer,
    Caller,
    Crm,
    Cursor,
    FriendId,
    IfMatch,
    Limit,
    Tag,
    answers,
    at,
    example,
    instant,
    last_moment,
    tagged,
    versions_in,
)

router = Router()
_TAGS = ["friends"]
MOST_KINDS = 50

_ENTRY = {
    "at": "2026-11-22T19:30:00.120+09:00",
    "kind": "message",
    "event_id": "01JD9Z3K5V7Q2M8N4P6R0S1T2W",
    "label": {"ja": "メッセージ", "en": "message"},
    "sentence": {"ja": "「明日は開いていますか？」と書きました。", "en": "The friend wrote “明日は開いていますか？”."},
    "data": {"type": "message", "message": {"id": "468789577898262530", "type": "text"}},
    "text": {"erased": False, "edited": False, "content": {"type": "text", "text": "明日は開いていますか？"}},
}


class FriendModel(ShownAttributes):
    """A friend 友だち. What is not known is `null`; times are RFC 3339 in Japan's time."""

    model_config = example(EXAMPLE)

    @classmethod
    def of(cls, friend: Friend) -> "FriendModel":
        return cls(**shown(friend))


class FriendInFullModel(FriendModel):
    """A friend 友だち, with the time at which each of the friend's tags was added."""

    model_config = example({**EXAMPLE, "tagged_at": {"vip": EXAMPLE["followed_at"], "常連": EXAMPLE["last_seen_at"]}})

    tagged_at: dict[str, str]

    @classmethod
    def of(cls, friend: Friend) -> "FriendInFullModel":
        tagged_at = {tag: to_iso(friend.tags[tag]) for tag in sorted(friend.tags)}
        return cls(**FriendModel.of(friend).model_dump(), tagged_at=tagged_at)


class SheetCouponModel(Answer):
    """A coupon that the friend may use, has used, or has let expire."""

    coupon_id: str
    title: str
    state: str = Field(description="`issued`, `viewed`, `redeemed` or `expired`.")
    valid_until: str | None

    @classmethod
    def of(cls, shown: Shown) -> "SheetCouponModel":
        return cls(
            coupon_id=shown.coupon.id,
            title=shown.coupon.says.title,
            state=str(shown.state),
            valid_until=at(shown.valid_until),
        )


class SheetPurchasesModel(Answer):
    """What the friend's orders come to, as last recorded; `GET …/purchases` sums them up anew."""

    order_count: int
    ltv_gross: int | None
    ltv_margin: int | None
    first_order_at: str | None
    last_order_at: str | None
    favourite_product: str | None
    favourite_store: str | None
    days_between_orders: int | None
    rfm: ScoresModel | None

    @classmethod
    def of(cls, friend: Friend) -> "SheetPurchasesModel":
        r, f, m = friend.rfm_r, friend.rfm_f, friend.rfm_m
        return cls(
            order_count=friend.order_count or 0,
            ltv_gross=friend.ltv_gross,
            ltv_margin=friend.ltv_margin,
            first_order_at=at(friend.first_order_at),
            last_order_at=at(friend.last_order_at),
            favourite_product=friend.favourite_product,
            favourite_store=friend.favourite_store,
            days_between_orders=friend.days_between_orders,
            rfm=None if r is None or f is None or m is None else ScoresModel(r=r, f=f, m=m),
        )


class SummaryModel(Answer):
    """What the shop has to do with a friend at this moment."""

    points: PointAccountModel
    coupons: list[SheetCouponModel] = Field(description="First those that may be used.")
    purchases: SheetPurchasesModel
    nine_segments: list[StandingModel]

    @classmethod
    def of(cls, sheet: Sheet) -> "SummaryModel":
        return cls(
            points=PointAccountModel.of(sheet.friend, sheet.statement),
            coupons=[SheetCouponModel.of(shown) for shown in sheet.coupons],
            purchases=SheetPurchasesModel.of(sheet.friend),
            nine_segments=[StandingModel.of(standing) for standing in sheet.standings],
        )


class FriendSheetModel(FriendInFullModel):
    """A friend 友だち, with points, rank, coupons, purchases and nine segments."""

    model_config = example(
        {
            **EXAMPLE,
            "tagged_at": {"vip": EXAMPLE["followed_at"], "常連": EXAMPLE["last_seen_at"]},
            "summary": {
                "points": ACCOUNT,
                "coupons": [
                    {
                        "coupon_id": "01JD0000000000000000000012",
                        "title": "一杯無料",
                        "state": "issued",
                        "valid_until": None,
                    }
                ],
                "purchases": {
                    "order_count": 4,
                    "ltv_gross": 14_800,
                    "ltv_margin": 8_880,
                    "first_order_at": "2026-05-03T12:10:00+09:00",
                    "last_order_at": "2026-11-22T19:00:00+09:00",
                    "favourite_product": "daifuku-6",
                    "favourite_store": "shibuya",
                    "days_between_orders": 68,
                    "rfm": {"r": 5, "f": 3, "m": 3},
                },
                "nine_segments": [STANDING],
            },
        }
    )

    summary: SummaryModel | None = Field(description="`null` with `as_of`, because it is of this moment.")

    @classmethod
    def of_sheet(cls, friend: Friend, sheet: Sheet | None) -> "FriendSheetModel":
        summary = None if sheet is None else SummaryModel.of(sheet)
        return cls(**FriendInFullModel.of(friend).model_dump(), summary=summary)


class FriendPage(Answer):
    """Some friends. A page may be short, even empty, and still have a cursor: a request reads 4 MB and stops there."""

    model_config = example({"items": [EXAMPLE], "cursor": "n4bQgYhMVTRhZjQ5ODA2MjljNmI4ZDFm"})

    items: list[FriendModel]
    cursor: str | None


class FriendEdit(SettableAttributes):
    """What to change; what is left out stays. `null` clears a text, or a value of a field."""

    model_config = example(
        {"alias": "山田さま", "in_progress": True, "tags_add": ["常連"], "tags_remove": ["新規"]},
        {"family_name": "山田", "family_kana": "やまだ", "phone": "090-1234-5678", "fields": {"taste": "sweet"}},
    )

    fields: dict[str, str | int | float | bool | None] = Field(
        default_factory=dict, description="Values of the shop's own fields, by key, as they are defined (`/v1/fields`)."
    )
    tags_add: list[str] = Field(default_factory=list)
    tags_remove: list[str] = Field(default_factory=list)


class TextModel(Answer):
    """What a message says by now. `content` is LINE's message object; `null` once the friend has unsent it."""

    erased: bool
    edited: bool
    content: dict[str, Any] | None

    @classmethod
    def of(cls, text: Text) -> "TextModel":
        content = None if text.body is None else as_unicode(json.loads(text.body))
        return cls(erased=text.said is Said.UNSENT, edited=text.said is Said.EDITED, content=content)


class EntryModel(Answer):
    """One thing that happened."""

    at: str
    kind: str = Field(examples=["follow", "message", "sent", "edit"])
    event_id: str
    label: WordsModel = Field(description="What people call its kind.")
    sentence: WordsModel = Field(
        description="What happened, for a person: with what was said, and the names of campaigns, coupons, stores, "
        "staff members as they are now. Its words may change; programs read `data`."
    )
    data: dict[str, Any] = Field(description="The event as LINE sent it, or what we noted, by its kind.")
    text: TextModel | None = Field(description="What the message says, if this is one.")

    @classmethod
    def of(cls, line: Line) -> "EntryModel":
        entry = line.entry
        # A reply token lets its holder speak in the shop's name for a minute.
        data = {name: value for name, value in entry.data.items() if name != "replyToken"}
        return cls(
            at=to_iso(entry.at),
            kind=entry.kind,
            event_id=entry.event_id,
            label=WordsModel(**line.label._asdict()),
            sentence=WordsModel(**as_unicode(line.sentence._asdict())),
            data=as_unicode(data),
            text=TextModel.of(line.text) if line.text else None,
        )


class EntryPage(Answer):
    """Some entries of a friend's ledger, newest first."""

    model_config = example({"items": [_ENTRY], "cursor": None})

    items: list[EntryModel]
    cursor: str | None


@router.get(
    "/v1/friends",
    summary="List friends",
    description="In no particular order. All filters narrow the list together. A whole member number or telephone "
    "number that a friend has is looked up, and only the friends who have it are found. A page reads at most 4 MB of "
    "the roster. With `segment_id` each friend who is read is checked against a saved segment, as the friend is now; "
    "what the items do not say is read for at most 100 friends a page. So a page may be short, even empty, and still "
    "have a cursor.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("A page of friends", "segment_not_found", "segment_cycle", "segment_too_large"),
    operation_id="listFriends",
)
def list_friends(
    crm: Crm,
    cursor: Cursor = None,
    limit: Limit = 50,
    q: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=100,
            description="Words, each part of a name: LINE's, the alias, the real one or its kana, in any case and any "
            "kind of kana. Or a telephone or member number, in any writing; four digits of it are enough.",
        ),
    ] = None,
    tag: Annotated[str | None, Query(min_length=1, max_length=100)] = None,
    status: Annotated[Status | None, Query()] = None,
    assignee: Annotated[
        str | None, Query(min_length=1, max_length=64, description="担当: a staff member's id.")
    ] = None,
    store_id: Annotated[str | None, Query(min_length=1, max_length=64, description="利用店舗: a store's id.")] = None,
    rank: Annotated[str | None, Query(min_length=1, max_length=64, description="A rank's id.")] = None,
    segment_id: Annotated[str | None, Query(min_length=1, max_length=64, description="A saved segment.")] = None,
) -> FriendPage:
    filters = Filters(status, tag, assignee, store_id, rank, segment_id)
    page = crm.people.search.page(cursor, limit, q=q, filters=filters)
    return FriendPage(items=[FriendModel.of(friend) for friend in page.items], cursor=page.cursor)


@router.get(
    "/v1/friends/<friend_id>",
    summary="Get a friend",
    description="With points, rank, coupons, purchases and nine segments: four reads, two queries, and a read for each coupon "
    "that was given. `as_of`: the friend as of that time, folded again from the ledger, without the rest. Entries "
    "count from their own time on, however late they came. It costs a read of the friend's page up to then, and its "
    "`ETag` is no version.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("The friend", "friend_not_found", "friend_not_known_yet", "page_too_long"),
    operation_id="getFriend",
)
def get_friend(
    crm: Crm,
    friend_id: FriendId,
    as_of: Annotated[
        str | None,
        Query(
            description=f"An instant, what happened at it included ({INSTANT}), or a date: the end of the shop's day."
        ),
    ] = None,
) -> Response[FriendSheetModel]:
    if as_of is None:
        sheet = crm.sheets.get(friend_id)
        return tagged(FriendSheetModel.of_sheet(sheet.friend, sheet), sheet.friend.revision)
    friend = crm.past.as_of(friend_id, last_moment("as_of", as_of, lambda: crm.shops.get().value.cutoff_minutes))
    return Response(200, content_type=JSON, body=FriendSheetModel.of_sheet(friend, None))


@router.patch(
    "/v1/friends/<friend_id>",
    summary="Change what the book says of a friend",
    description="The change is an entry in the friend's ledger, with the caller's name. Whatever happens to the friend "
    "in the meantime (a message, too) changes the friend's `ETag`.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The friend after it", "friend_not_found"),
    operation_id="editFriend",
)
def edit_friend(
    crm: Crm, by: Caller, friend_id: FriendId, edit: FriendEdit, if_match: IfMatch = None
) -> Response[FriendInFullModel]:
    changes = edit.model_dump(exclude_unset=True)
    tags = {name: changes.pop(name, []) for name in ("tags_add", "tags_remove")}
    fields, expected = changes.pop("fields", {}), versions_in(if_match)
    with _pointing({"/set/": "/"}):
        return _shown(crm.people.editor.edit(friend_id, by=by, set=changes, fields=fields, expected=expected, **tags))


@router.put(
    "/v1/friends/<friend_id>/tags/<tag>",
    summary="Give a friend a tag",
    description="Giving a tag that the friend has changes nothing.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The friend after it", "friend_not_found"),
    operation_id="addTag",
)
def add_tag(
    crm: Crm, by: Caller, friend_id: FriendId, tag: Tag, if_match: IfMatch = None
) -> Response[FriendInFullModel]:
    with _pointing({"/tags_add/0": "/tag"}):
        return _shown(crm.book.edit(friend_id, by=by, tags_add=[tag], expected=versions_in(if_match)))


@router.delete(
    "/v1/friends/<friend_id>/tags/<tag>",
    summary="Take a tag from a friend",
    description="Taking a tag that the friend does not have changes nothing.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The friend after it", "friend_not_found"),
    operation_id="removeTag",
)
def remove_tag(
    crm: Crm, by: Caller, friend_id: FriendId, tag: Tag, if_match: IfMatch = None
) -> Response[FriendInFullModel]:
    with _pointing({"/tags_remove/0": "/tag"}):
        return _shown(crm.book.edit(friend_id, by=by, tags_remove=[tag], expected=versions_in(if_match)))


@router.get(
    "/v1/friends/<friend_id>/ledger",
    summary="Read a friend's ledger",
    description="Everything that happened, newest first, each with a sentence that says it. What the friend wrote "
    "comes with its entry until the friend unsends it. `kind`, `after` and `before` narrow the list together.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("A page of entries", "friend_not_found"),
    operation_id="listEntries",
)
def read_ledger(
    crm: Crm,
    friend_id: FriendId,
    cursor: Cursor = None,
    limit: Limit = 50,
    kind: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=64)]] | None,
        Query(max_length=MOST_KINDS, description="One or more kinds: `kind=message&kind=sent`."),
    ] = None,
    after: Annotated[str | None, Query(description=f"At this instant or later. {INSTANT}")] = None,
    before: Annotated[str | None, Query(description=f"Before this instant. {INSTANT}")] = None,
) -> EntryPage:
    since, until = instant("after", after), instant("before", before)
    page = crm.timeline.page(friend_id, cursor, limit, kinds=kind or (), after=since, before=until)
    return EntryPage(items=[EntryModel.of(line) for line in page.items], cursor=page.cursor)


def _shown(friend: Friend) -> Response[FriendInFullModel]:
    return tagged(FriendInFullModel.of(friend), friend.revision)


@contextmanager
def _pointing(places: Mapping[str, str]) -> Iterator[None]:
    """Lets faults point to the place in what the caller sent: the book has other names for the members of an edit."""
    try:
        yield
    except Invalid as error:
        faults = [Fault(_moved(fault.pointer, places), fault.message) for fault in error.faults]
        raise Invalid(error.detail, code=error.code, faults=faults) from error


def _moved(pointer: str, places: Mapping[str, str]) -> str:
    for inside, outside in places.items():
        if pointer.startswith(inside):
            return outside + pointer.removeprefix(inside)
    return pointer
