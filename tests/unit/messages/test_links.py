"""Links: addresses that are the same for everybody, filled in before anything else is looked at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.friends.friend import Friend
from daifukucho.messages.check import message_faults
from daifukucho.messages.template import linked, links_in, render, uses, values_for
from tests.support.speech import SPEECH

URL = "https://liff.line.me/1234567890-AbcdEfgh/c/01JD0000000000000000000C0D"
ADDRESSES = {"coupon_url": URL}
BUTTON = {"type": "uri", "label": "クーポンを見る", "uri": "{{ coupon_url }}"}
BUTTONS = {
    "type": "template",
    "altText": "クーポンです",
    "template": {"type": "buttons", "text": "どうぞ", "actions": [BUTTON]},
}
FLEX = {
    "type": "flex",
    "altText": "{{ name }}様へのクーポン",
    "contents": {
        "type": "bubble",
        "hero": {"type": "image", "url": "https://example.com/a.jpg", "action": BUTTON},
        "footer": {"type": "box", "layout": "vertical", "contents": [{"type": "button", "action": BUTTON}]},
    },
}
TEXT = {"type": "text", "text": "クーポン {{coupon_url}}?from=mail をどうぞ"}
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.sampled_from(["{{ coupon_url }}", "$", "emojis", "text"]),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["text", "emojis", "index", "type"]) | st.text(), inner)
    ),
)


@pytest.mark.parametrize("message", [TEXT, BUTTONS, FLEX])
def test_a_message_leads_there_from_wherever_an_address_may_stand(message):
    assert links_in([message]) == {"coupon_url"}
    assert message_faults([message], "") != []
    filled = linked([message], ADDRESSES)
    assert message_faults(filled, "") == []
    assert URL in str(filled)
    assert "coupon_url" not in str(filled)


def test_what_is_filled_in_makes_nothing_personal():
    assert uses(linked([TEXT, BUTTONS], ADDRESSES), SPEECH) == []
    assert [use.name for use in uses(linked([FLEX], ADDRESSES), SPEECH)] == ["name"]


@pytest.mark.parametrize("name", [None, "花子"])
def test_emojis_keep_their_places(name):
    words = "$ {{ coupon_url }} $ {{ name | default: 'お客' }} $"
    emojis = [{"index": i, "productId": "p", "emojiId": "1"} for i, c in enumerate(words) if c == "$"]
    filled = linked([{"type": "text", "text": words, "emojis": emojis}], ADDRESSES)
    assert message_faults(filled, "") == []
    (said,) = render(filled, values_for(Friend("U1", display_name=name), uses(filled, SPEECH)))
    assert said["text"] == f"$ {URL} $ {name or 'お客'} $"
    assert [said["text"][emoji["index"]] for emoji in said["emojis"]] == ["$"] * 3


def test_without_an_address_it_stays_and_is_refused():
    filled = linked([TEXT], {})
    assert filled == [TEXT]
    (fault,) = message_faults(filled, "")
    assert fault.message.en.startswith("There is no variable 'coupon_url'; there is: name, ")


@given(anything)
def test_whatever_is_sent_is_only_filled_in(value):
    linked(value, ADDRESSES)
    assert linked(value, {}) == value
    links_in(value)
