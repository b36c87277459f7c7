"""``/v1/friends/…/memos``: memos 商談・来店・電話, which staff members write of a friend."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field

from daifukucho.kernel.time import to_iso
from daifukucho.memos.memo import MEMO_INPUT, Category, Memo
from routes.definitions import Described, body_of, read_only
from routes.shared import (
    MAY_READ,
    MAY_WRITE,
    Answer,
    Caller,
    Crm,
    Cursor,
    FriendId,
    IfMatch,
    Limit,
    MemoId,
    NeededKey,
    answers,
    at,
    created,
    example,
    nothing,
    tagged,
    versions_in,
)

router = Router()
_TAGS = ["memos"]
_MEMO = {
    "memo_id": "0d8a5d2e-6f0e-5a34-9a5e-0c1f1b1f8a11",
    "version": 1,
    **MEMO_INPUT.examples[0],
    "written_at": "2026-11-22T15:20:00.120+09:00",
    "by": "7s1o2c3k4e5t6",
    "edited_at": None,
    "edited_by": None,
}


class MemoBody(Described):
    """A memo to write."""

    described = body_of(MEMO_INPUT)


class MemoModel(Answer):
    """A memo 商談・来店・電話 as it is now."""

    model_config = example(_MEMO)

    memo_id: str
    version: int
    category: Category
    text: str
    happened_at: str | None
    written_at: str
    by: str = Field(description="Who wrote it: the `sub` of a token.")
    edited_at: str | None
    edited_by: str | None

    @classmethod
    def of(cls, memo: Memo) -> "MemoModel":
        return cls(
            memo_id=memo.memo_id,
            version=memo.version,
            category=memo.category,
            text=memo.text,
            happened_at=at(memo.happened_at),
            written_at=to_iso(memo.written_at),
            by=memo.by,
            edited_at=at(memo.edited_at),
            edited_by=memo.edited_by,
        )


class MemoPage(Answer):
    """Some memos of a friend, the latest written first."""

    model_config = example({"items": [_MEMO], "cursor": None})

    items: list[MemoModel]
    cursor: str | None


@router.get(
    "/v1/friends/<friend_id>/memos",
    summary="List the memos of a friend",
    description="The latest written first; removed memos are left out, so a page may be short and still have a cursor.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("A page of memos", "friend_not_found"),
    operation_id="listMemos",
)
def list_memos(crm: Crm, friend_id: FriendId, cursor: Cursor = None, limit: Limit = 50) -> MemoPage:
    page = crm.people.memos.list(friend_id, cursor, limit)
    return MemoPage(items=[MemoModel.of(memo) for memo in page.items], cursor=page.cursor)


@router.post(
    "/v1/friends/<friend_id>/memos",
    summary="Write a memo of a friend",
    description="Writes an entry in the friend's ledger, with the caller's name. A key stands for one memo for ever.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers(
        "The memo; `Location` is its path",
        *("friend_not_found", "memo_not_found", "invalid_memo", "idempotency_key_reused"),
        status=201,
    ),
    operation_id="createMemo",
)
def write_memo(
    crm: Crm, by: Caller, friend_id: FriendId, body: MemoBody, idempotency_key: NeededKey
) -> Response[MemoModel]:
    made = crm.people.memos.write(friend_id, body.root, by=by, key=idempotency_key)
    path = f"/v1/friends/{friend_id}/memos/{made.value.memo_id}"
    return created(MemoModel.of(made.value), made.value.version, path, replayed=made.replayed)


@router.get(
    "/v1/friends/<friend_id>/memos/<memo_id>",
    summary="Get a memo",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("The memo", "memo_not_found"),
    operation_id="getMemo",
)
def get_memo(crm: Crm, friend_id: FriendId, memo_id: MemoId) -> Response[MemoModel]:
    memo = crm.people.memos.get(friend_id, memo_id)
    return tagged(MemoModel.of(memo), memo.version)


@router.put(
    "/v1/friends/<friend_id>/memos/<memo_id>",
    summary="Change a memo",
    description="Writes another entry in the friend's ledger. What `GET` gives can be sent as it is. The former text is erased.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The memo as it is now", "friend_not_found", "memo_not_found", "invalid_memo"),
    operation_id="updateMemo",
)
def update_memo(
    crm: Crm, by: Caller, friend_id: FriendId, memo_id: MemoId, body: MemoBody, if_match: IfMatch = None
) -> Response[MemoModel]:
    def now() -> Mapping[str, Any]:
        return MemoModel.of(crm.people.memos.get(friend_id, memo_id)).model_dump(mode="json")

    given = read_only(body.root, MEMO_INPUT.shape, now, MEMO_INPUT.invalid)
    memo = crm.people.memos.change(friend_id, memo_id, given, by=by, expected=versions_in(if_match))
    return tagged(MemoModel.of(memo), memo.version)


@router.delete(
    "/v1/friends/<friend_id>/memos/<memo_id>",
    summary="Remove a memo",
    description="Its text is erased; that there was a memo stays in the friend's ledger.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("It is removed", "friend_not_found", "memo_not_found", status=204, content=False),
    operation_id="deleteMemo",
)
def remove_memo(crm: Crm, by: Caller, friend_id: FriendId, memo_id: MemoId, if_match: IfMatch = None) -> Response[None]:
    crm.people.memos.remove(friend_id, memo_id, by=by, expected=versions_in(if_match))
    return nothing()
