"""Text: up to 5,000 UTF-16 code units (Messaging API reference, Text message)."""

from collections.abc import Iterator, Mapping

from daifukucho.kernel.errors import Fault, Wrong
from daifukucho.messages.message_type import MessageType
from daifukucho.messages.rules import Data, Items, Prose, Shape, Whole, objects
from daifukucho.messages.template import outside_variables

_NO_PLACE = Wrong(
    "本文の $ の位置を、UTF-16 の単位で0から数えて指定してください。",
    "Give the place of a $ in the text, counted in UTF-16 units from 0.",
)
_TAKEN = Wrong(
    "ほかの $ の位置を指定してください。この位置には別の絵文字があります。",
    "Give the place of another $; another emoji has this one.",
)


def _emojis(given: Mapping[str, object], at: str) -> Iterator[Fault]:
    """LINE puts its own emoji in the place of a ``$``. How long a text is that holds some, LINE does not disclose."""
    text = given.get("text")
    if not isinstance(text, str) or any("\ud800" <= c <= "\udfff" for c in text):
        return
    units = text.encode("utf-16-le")
    taken: set[int] = set()
    for i, emoji in objects(given.get("emojis")):
        index = emoji.get("index")
        if not isinstance(index, int) or isinstance(index, bool) or index < 0:
            continue
        if units[2 * index : 2 * index + 2] != b"$\0" or not outside_variables(text, index):
            yield _NO_PLACE.at(f"{at}/emojis/{i}/index")
        elif index in taken:
            yield _TAKEN.at(f"{at}/emojis/{i}/index")
        taken.add(index)


TYPE = MessageType(
    key="text",
    ja="テキスト",
    en="Text",
    description="Plain text, with variables such as {{ name }} and with LINE's own emojis.",
    example={
        "type": "text",
        "text": "{{ name | default: 'お客' }}様、いつもありがとうございます$",
        "emojis": [{"index": 41, "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "001"}],
    },
    # A quoteToken belongs to one chat, and a campaign goes to many.
    shape=Shape(
        required={"text": Prose(5_000)},
        optional={
            "emojis": Items(Shape(required={"index": Whole(), "productId": Data(), "emojiId": Data()}), 1, 20),
        },
        also=_emojis,
    ),
)
