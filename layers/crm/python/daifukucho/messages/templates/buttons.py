"""Buttons: an image, a title, a text and up to four buttons (Messaging API reference, Buttons template)."""

from daifukucho.messages.rules import Shape
from daifukucho.messages.template_type import TemplateType
from daifukucho.messages.templates._parts import IMAGE_STYLE, TYPE, card, text_beside_image

TEXT_MOST = 160
_required, _optional = card(TEXT_MOST, actions_most=4)

LAYOUT = TemplateType(
    key="buttons",
    ja="ボタン",
    en="Buttons",
    description="An image, a title and a text, over one to four buttons.",
    example={
        "type": "buttons",
        "thumbnailImageUrl": "https://example.com/images/menu.jpg",
        "imageAspectRatio": "rectangle",
        "imageSize": "cover",
        "imageBackgroundColor": "#FBF8F1",
        "title": "秋のメニュー",
        "text": "{{ name | default: 'お客' }}様のお越しをお待ちしております。",
        "defaultAction": {"type": "uri", "label": "くわしく", "uri": "https://example.com/menu"},
        "actions": [
            {"type": "postback", "label": "予約する", "data": "action=reserve"},
            {"type": "uri", "label": "電話する", "uri": "tel:09001234567"},
        ],
    },
    shape=Shape({**TYPE, **_required}, {**_optional, **IMAGE_STYLE}, text_beside_image(TEXT_MOST)),
)
