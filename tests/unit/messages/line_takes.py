"""What LINE takes, as far as it can be known here: by the models of its SDK, and by its simulator."""

from collections.abc import Iterator

from linebot.v3.messaging import Message as SdkMessage

from daifukucho.friends.friend import Friend
from daifukucho.messages.template import render, uses, values_for
from local.line.validation import check_messages
from tests.support.speech import SPEECH
from tests.unit.messages.samples import Message


def lacking(wanted: object, given: object, at: str = "") -> Iterator[str]:
    """What of a JSON value is not in another, which may have more members."""
    if isinstance(wanted, dict) and isinstance(given, dict):
        for name, value in wanted.items():
            yield from lacking(value, given.get(name), f"{at}/{name}")
    elif isinstance(wanted, list) and isinstance(given, list) and len(wanted) == len(given):
        for i, (one, other) in enumerate(zip(wanted, given, strict=True)):
            yield from lacking(one, other, f"{at}/{i}")
    elif wanted != given or type(wanted) is not type(given):
        yield at


def assert_line_takes(message: Message, name: str = "花子") -> None:
    values = values_for(Friend("U1", display_name=name), uses([message], SPEECH))
    if values is None:
        return
    (rendered,) = render([message], values)
    assert list(lacking(rendered, SdkMessage.from_dict(rendered).to_dict())) == []
    assert check_messages({"messages": [rendered]}) == [rendered]
