"""Template: one of LINE's layouts with buttons (Messaging API reference, Template messages)."""

from daifukucho.kernel.errors import Wrong
from daifukucho.messages.common import ALT_TEXT
from daifukucho.messages.message_type import MessageType
from daifukucho.messages.rules import Kinds, Shape
from daifukucho.messages.templates import TEMPLATES

_NO_TEMPLATE = Wrong("テンプレートをオブジェクト（{{…}}）で指定してください。", "Give a template, as an object.")

TYPE = MessageType(
    key="template",
    ja="テンプレート",
    en="Template",
    description="One of LINE's layouts with buttons: buttons, confirm, carousel, image_carousel.",
    example={
        "type": "template",
        "altText": "秋のメニューのご案内",
        "template": TEMPLATES["buttons"].example,
    },
    shape=Shape({"altText": ALT_TEXT, "template": Kinds(_NO_TEMPLATE, {k: t.shape for k, t in TEMPLATES.items()})}),
)
