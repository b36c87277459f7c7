"""What a campaign may say in its messages of a friend, and how variables are filled in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.friends.friend import Friend
from daifukucho.messages.check import message_faults
from daifukucho.messages.lengths import Unit, utf16_units
from daifukucho.messages.template import (
    LONGEST_VALUE,
    longest,
    render,
    template_faults,
    uses,
    values_for,
    widest,
)
from tests.support.speech import SPEECH
from tests.unit.messages.samples import EXAMPLES, IMAGE, TAP, box, bubble, buttons, template
from tests.unit.messages.strategies import FAMILY, PIECES


def text(words: str) -> list[dict[str, object]]:
    return [{"type": "text", "text": words}]


@pytest.mark.parametrize(
    ("messages", "pointer"),
    [
        (None, "/messages"),
        ([], "/messages"),
        (text("a") * 6, "/messages"),
        (["こんにちは"], "/messages/0"),
        ([{"type": "hologram"}], "/messages/0/type"),
        ([{"type": "textV2", "text": "a"}], "/messages/0/type"),
        ([{"type": ["text"]}], "/messages/0/type"),
        ([{"type": "text"}], "/messages/0/text"),
        (text(" \n"), "/messages/0/text"),
        (text("\ud800"), "/messages/0/text"),
        (text("x" * 5_001), "/messages/0/text"),
        (text("😀" * 2_501), "/messages/0/text"),
        ([{"type": "text", "text": "a", "emojis": []}], "/messages/0/emojis"),
        ([{"type": "text", "text": "a", "quoteToken": "q"}], "/messages/0/quoteToken"),
        (text("a") + text("{{ shoe_size }}"), "/messages/1/text"),
        (text("{{ name | upcase }}"), "/messages/0/text"),
        (text("{{ name"), "/messages/0/text"),
        (text("{{ name | default: '' }}"), "/messages/0/text"),
        (text("x" * 4_950 + "{{ name }}"), "/messages/0/text"),
    ],
)
def test_what_line_or_we_would_refuse_is_said_with_its_place(messages, pointer):
    assert [fault.pointer for fault in message_faults(messages, "/messages")] == [pointer]


@pytest.mark.parametrize("words", ["x" * 5_000, "😀" * 2_500, "x" * 4_900 + "{{ name }}", "{ name }", "}} x"])
def test_what_just_fits_is_accepted(words):
    assert message_faults(text(words), "/messages") == []


@pytest.mark.parametrize(
    ("words", "name", "said"),
    [
        ("{{ name }}様", "花子", "花子様"),
        ("{{name}}様", " 花子 ", "花子様"),
        ("{{ name | default: 'お客' }}様", None, "お客様"),
        ('{{ name | default: "お客" }}様', "　", "お客様"),
        ("{{ name | default: 'お客' }}様", "花子", "花子様"),
        ("{{ name }}", "{{ name }}", "{{ name }}"),
    ],
)
def test_a_variable_is_filled_in(words, name, said):
    values = values_for(Friend("U1", display_name=name), uses(text(words), SPEECH))
    assert render(text(words), values) == text(said)


@pytest.mark.parametrize("name", [None, "", "  ", "　"])
def test_nobody_gets_an_empty_greeting(name):
    assert values_for(Friend("U1", display_name=name, alias="常連さん"), uses(text("{{ name }}様"), SPEECH)) is None


@given(st.text(), st.text())
def test_what_is_checked_is_never_longer_once_filled_in(words, name):
    words_with_name = f"{words.replace('{{', '')}{{{{ name | default: 'お客' }}}}"
    if template_faults(words_with_name, "") or not utf16_safe(words_with_name + name):
        return
    (said,) = render(
        text(words_with_name), values_for(Friend("U1", display_name=name), uses(text(words_with_name), SPEECH))
    )
    assert utf16_units(said["text"]) <= longest(words_with_name)


def utf16_safe(words: str) -> bool:
    try:
        utf16_units(words)
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("あ" * 20, "あ" * 20),
        ("x" + "😀" * 80, "x" + "😀" * 19),
        (FAMILY * 8, FAMILY * 8),
        (FAMILY * 10, FAMILY * 9),  # 110 UTF-16 units
        ("e" + "\u0301" * 200, "e" + "\u0301" * 99),
        ("は\u3099" * 25, "は\u3099" * 20),
    ],
)
def test_a_long_name_is_cut_between_characters(name, said):
    values = values_for(Friend("U1", display_name=name), uses(text("{{ name }}"), SPEECH))
    assert values["name"] == said


def test_a_name_has_no_control_characters():
    """Nothing in a name may break a line, or make a message larger than it was found to be."""
    values = values_for(Friend("U1", display_name="花\n子\x00"), uses(text("{{ name }}"), SPEECH))
    assert values["name"] == "花 子"


@given(st.text().filter(lambda name: utf16_safe(name)))
def test_a_value_is_never_longer_than_it_was_found_to_be(name):
    values = values_for(Friend("U1", display_name=name), uses(text("{{ name | default: 'x' }}"), SPEECH))
    for unit, most in LONGEST_VALUE.items():
        assert unit.length(values.get("name", "")) <= most


@given(st.lists(st.sampled_from(PIECES)).map("".join), st.lists(st.sampled_from(PIECES[:-2])).map("".join))
def test_no_length_is_passed_once_filled_in(words, name):
    values = values_for(Friend("U1", display_name=name), uses(text(words), SPEECH))
    if values is None:
        return
    (said,) = render(text(words), values)
    (most,) = widest(text(words))
    for unit in Unit:
        assert unit.length(said["text"]) <= longest(words, unit)
    assert len(said["text"].encode()) <= len(most["text"].encode())


NAME = "{{ name }}"
FLEX_TEXT = {
    "type": "text",
    "text": NAME,
    "contents": [{"type": "span", "text": NAME}],
    "action": {**TAP, "label": NAME},
}
PERSONAL = [
    {**EXAMPLES["location"], "title": NAME, "address": NAME},
    {**EXAMPLES["imagemap"], "altText": NAME},
    {**buttons(title=NAME, text=NAME, actions=[{"type": "message", "label": NAME, "text": NAME}]), "altText": NAME},
    template(type="confirm", text=NAME, actions=[TAP, TAP]),
    template(type="carousel", columns=[{"title": NAME, "text": NAME, "actions": [TAP]}]),
    {**bubble(body=box(FLEX_TEXT)), "altText": NAME},
    buttons(
        actions=[
            {
                "type": "postback",
                "data": "a",
                "label": NAME,
                "displayText": NAME,
                "inputOption": "openKeyboard",
                "fillInText": NAME,
            }
        ]
    ),
]


@pytest.mark.parametrize("message", PERSONAL)
def test_whatever_she_reads_may_hold_her_name(message):
    assert message_faults([message], "") == []
    count = str(message).count(NAME)
    assert [use.name for use in uses([message], SPEECH)] == ["name"] * count
    (said,) = render([message], {"name": "花子"})
    assert str(said) == str(message).replace(NAME, "花子")
    assert "花子" not in str(message)  # what was given is as it was


WITH_TAG = "a{{ name | default: 'x' }}"
IMPERSONAL = [
    ({**EXAMPLES["image"], "previewImageUrl": f"{IMAGE}?{NAME}"}, "/previewImageUrl"),
    (buttons(actions=[{"type": "uri", "label": "a", "uri": f"{IMAGE}?{NAME}"}]), "/template/actions/0/uri"),
    (buttons(actions=[{"type": "postback", "label": "a", "data": WITH_TAG}]), "/template/actions/0/data"),
    (
        bubble(body=box(), action={"type": "clipboard", "clipboardText": WITH_TAG}),
        "/contents/action/clipboardText",
    ),
    ({**EXAMPLES["sticker"], "stickerId": NAME}, "/stickerId"),
    ({**EXAMPLES["video"], "trackingId": NAME}, "/trackingId"),
    ({**EXAMPLES["coupon"], "couponId": NAME}, "/couponId"),
    ({**EXAMPLES["coupon"], "deliveryTag": NAME}, "/deliveryTag"),
    ({**text("a")[0], "sender": {"name": NAME}}, "/sender/name"),
    ({**text("a")[0], "sender": {"iconUrl": f"{IMAGE}?{NAME}"}}, "/sender/iconUrl"),
    (
        {**text("$")[0], "emojis": [{"index": 0, "productId": NAME, "emojiId": "001"}]},
        "/emojis/0/productId",
    ),
]


@pytest.mark.parametrize(("message", "pointer"), IMPERSONAL, ids=lambda value: value if isinstance(value, str) else "")
def test_nothing_else_may(message, pointer):
    (fault,) = message_faults([message], "")
    assert fault.pointer == f"/0{pointer}"
    assert fault.message.en.startswith("No variable may stand ")


def test_braces_that_are_no_variable_are_data():
    assert message_faults([buttons(actions=[{"type": "postback", "label": "a", "data": '{"a":{"b":1}}'}])], "") == []


@pytest.mark.parametrize(("name", "index"), [("花子", 5), ("🍎🍎", 7), ("{{ name }}$", 14), (None, 5)])
def test_an_emoji_stays_at_its_sign(name, index):
    emoji = {"productId": "a", "emojiId": "001"}
    words = "$🍎{{ name | default: 'お客' }}$ {{ name | default: 'お客' }}様"
    places = [i for i in range(utf16_units(words)) if words.encode("utf-16-le")[2 * i : 2 * i + 2] == b"$\0"]
    message = {"type": "text", "text": words, "emojis": [{**emoji, "index": i} for i in places]}
    assert message_faults([message], "") == []
    (said,) = render([message], values_for(Friend("U1", display_name=name), uses([message], SPEECH)))
    units = said["text"].encode("utf-16-le")
    assert [emoji["index"] for emoji in said["emojis"]] == [0, index]
    assert all(units[2 * e["index"] : 2 * e["index"] + 2] == b"$\0" for e in said["emojis"])
    assert [emoji["index"] for emoji in message["emojis"]] == places
