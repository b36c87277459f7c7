"""``/v1/settings/card`` and ``/v1/members``: how the member card looks, and whose it is that a till has read."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field

from daifukucho.cards.settings import CARD
from daifukucho.friends.friend import Friend
from routes.settings import SettingsRoutes
from routes.shared import (
    MAY_READ,
    MAY_WRITE,
    Answer,
    Body,
    Caller,
    Crm,
    FriendId,
    NeededKey,
    PathText,
    answers,
    example,
    nothing,
    once_of,
)

router = Router()
_TAGS = ["cards"]

MemberNo = Annotated[
    PathText,
    Path(description="A member number, or the number of an earlier card, however it is typed."),
]

_CARD = {
    "title": {"ja": "会員証", "en": "Member card"},
    "accent": "#1f3a5f",
    "image_url": "https://example.com/card.png",
    "code": "rotating",
    "barcode": "ean13",
    "shop_name": "茶寮 大福",
    "basic_id": "@123abcde",
}
_MEMBER = {
    "friend_id": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7",
    "member_no": "2123456789010",
    "card_no": None,
    "display_name": "花子",
    "alias": "山田さま",
}
_CARD_NO = (
    "以前からの会員番号: the number of an earlier card of the shop's, which is shown in place of the member number."
)


class MemberModel(Answer):
    """A friend who has a member card."""

    model_config = example(_MEMBER)

    friend_id: str
    member_no: str
    card_no: str | None = Field(description=_CARD_NO)
    display_name: str | None
    alias: str | None

    @classmethod
    def of(cls, friend: Friend) -> "MemberModel":
        return cls(
            friend_id=friend.friend_id,
            member_no=friend.member_no,  # type: ignore[arg-type]  # every friend with a card has one
            card_no=friend.card_no,
            display_name=friend.display_name,
            alias=friend.alias,
        )


class CardNumberBody(Body):
    """The number of an earlier card."""

    model_config = example({"card_no": "00012345"})

    card_no: str = Field(max_length=64, description="4 to 20 digits; width, spaces and hyphens make no difference.")


class ScanBody(Body):
    """What a till has read."""

    model_config = example({"code": "21234567890101234567890"})

    code: str = Field(min_length=1, max_length=64)


CARD_ROUTES = SettingsRoutes(
    CARD,
    lambda crm: crm.membership.card_settings,
    lambda crm: crm.membership.card_editor,
    tag="cards",
    example=_CARD,
)
CARD_ROUTES.add_to(router)


@router.put(
    "/v1/friends/<friend_id>/card",
    summary="Give a friend a member card",
    description="The friend gets a member number, if there is none; opening the card does the same.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("The friend whose card it is", "friend_not_found"),
    operation_id="issueCard",
)
def issue_card(crm: Crm, friend_id: FriendId) -> MemberModel:
    return MemberModel.of(crm.membership.cards.issue(friend_id))


@router.put(
    "/v1/friends/<friend_id>/card/number",
    summary="Show the number of an earlier card",
    description="The friend's card shows this number and its barcode in place of the member number, which stays valid. "
    "For a shop whose till knows its customers by the numbers of earlier cards. A number belongs to one friend.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("Whose the card is", "friend_not_found", "card_no_taken", "invalid_card_no"),
    operation_id="setCardNumber",
)
def number_card(crm: Crm, by: Caller, friend_id: FriendId, body: CardNumberBody) -> MemberModel:
    return MemberModel.of(crm.membership.cards.number(friend_id, body.card_no, by))


@router.delete(
    "/v1/friends/<friend_id>/card/number",
    summary="Show the member number again",
    description="From then on the number of the earlier card belongs to no friend.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers("It is shown", "friend_not_found", status=204, content=False),
    operation_id="removeCardNumber",
)
def unnumber_card(crm: Crm, by: Caller, friend_id: FriendId) -> Response[None]:
    crm.membership.cards.unnumber(friend_id, by)
    return nothing()


@router.get(
    "/v1/members/<member_no>",
    summary="Find a friend by the number on the card",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("The friend whose number it is", "member_not_found", "friend_not_found"),
    operation_id="getMember",
)
def get_member(crm: Crm, member_no: MemberNo) -> MemberModel:
    return MemberModel.of(crm.membership.cards.find(member_no))


@router.post(
    "/v1/members/scan",
    summary="Read a member card",
    description="What a till has read: a code that changes, which is taken once, or the number, if the card shows it.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers(
        "The friend whose card it is", "member_not_found", "friend_not_found", "code_used", "invalid_code"
    ),
    operation_id="scanCard",
)
def scan_card(crm: Crm, by: Caller, body: ScanBody, idempotency_key: NeededKey) -> MemberModel:
    request = once_of("scan", by, idempotency_key, body)
    return MemberModel.of(crm.membership.cards.scan(body.code, request))
