"""What a campaign may say, and how variables are filled in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.friends.friend import Friend
from daifukucho.messages.check import message_faults
from daifukucho.messages.template import LONGEST_VALUE, longest, render, template_faults, uses, utf16_units, values_for
from daifukucho.messages.types import MESSAGE_TYPES


def text(words: str) -> list[dict[str, object]]:
    return [{"type": "text", "text": words}]


@pytest.mark.parametrize("kind", MESSAGE_TYPES.values(), ids=list(MESSAGE_TYPES))
def test_an_example_is_accepted(kind):
    assert kind.example["type"] == kind.key
    assert message_faults([dict(kind.example)], "/messages") == []


@pytest.mark.parametrize(
    ("messages", "pointer"),
    [
        (None, "/messages"),
        ([], "/messages"),
        (text("a") * 6, "/messages"),
        (["こんにちは"], "/messages/0"),
        ([{"type": "hologram"}], "/messages/0/type"),
        ([{"type": ["text"]}], "/messages/0/type"),
        ([{"type": "text"}], "/messages/0/text"),
        (text(" \n"), "/messages/0/text"),
        (text("\ud800"), "/messages/0/text"),
        (text("x" * 5_001), "/messages/0/text"),
        (text("😀" * 2_501), "/messages/0/text"),
        ([{"type": "text", "text": "a", "emojis": []}], "/messages/0/emojis"),
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
    values = values_for(Friend("U1", display_name=name), uses(text(words)))
    assert render(text(words), values) == text(said)


@pytest.mark.parametrize("name", [None, "", "  ", "　"])
def test_nobody_gets_an_empty_greeting(name):
    assert values_for(Friend("U1", display_name=name, alias="常連さん"), uses(text("{{ name }}様"))) is None


@given(st.text(), st.text())
def test_what_is_checked_is_never_longer_once_filled_in(words, name):
    template = f"{words.replace('{{', '')}{{{{ name | default: 'お客' }}}}"
    if template_faults(template, "") or not utf16_safe(template + name):
        return
    (said,) = render(text(template), values_for(Friend("U1", display_name=name), uses(text(template))))
    assert utf16_units(said["text"]) <= longest(template)


def utf16_safe(words: str) -> bool:
    try:
        utf16_units(words)
    except UnicodeEncodeError:
        return False
    return True


def test_a_long_name_is_cut_between_characters():
    values = values_for(Friend("U1", display_name="x" + "😀" * 80), uses(text("{{ name }}")))
    assert values["name"] == "x" + "😀" * 49
    assert utf16_units(values["name"]) == LONGEST_VALUE - 1
