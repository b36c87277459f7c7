"""URI: opens an address (Messaging API reference, URI action)."""

from daifukucho.messages.action_type import ActionType
from daifukucho.messages.rules import LINK_LIMIT, LINK_SCHEMES, Shape, Url

_LINK = Url(LINK_LIMIT, LINK_SCHEMES)

ACTION = ActionType(
    key="uri",
    ja="リンク",
    en="Link",
    description="Opens an address, calls a number (tel:), or opens a part of LINE.",
    example={
        "type": "uri",
        "label": "お店を見る",
        "uri": "https://example.com/shop?id=1",
        "altUri": {"desktop": "https://example.com/shop?id=1&wide=1"},
    },
    required={"uri": _LINK},
    # Documented for Flex Messages, and to be without effect in quick replies; of templates nothing is said.
    optional={"altUri": Shape(required={"desktop": _LINK})},
    not_in_quick_reply=frozenset({"altUri"}),
)
