"""Every example is accepted by our check, by the models of LINE's SDK, and by the simulator of LINE; so is whatever
else our check accepts. What LINE requires is required, and what it does not know is refused.
"""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from daifukucho.messages.actions import ACTIONS
from daifukucho.messages.check import message_faults
from daifukucho.messages.templates import TEMPLATES
from daifukucho.messages.types import MESSAGE_TYPES
from tests.support.search import checks
from tests.unit.messages.line_takes import assert_line_takes
from tests.unit.messages.samples import EXAMPLES, Message
from tests.unit.messages.strategies import FAMILY, accepted

each_example = pytest.mark.parametrize("message", EXAMPLES.values(), ids=list(EXAMPLES))


@each_example
def test_an_example_is_accepted_everywhere(message: Message):
    assert message_faults([message], "/messages") == []
    assert_line_takes(message)


def test_every_registry_says_what_it_holds():
    for registry in (MESSAGE_TYPES, TEMPLATES, ACTIONS):
        for key, member in registry.items():
            assert member.key == key == member.example["type"]
            assert member.ja and member.en and member.description.endswith(".")


def test_the_types_are_those_of_a_campaign():
    kinds = "text sticker image video audio location imagemap template flex coupon"
    assert list(MESSAGE_TYPES) == kinds.split()
    assert set(TEMPLATES) == {"buttons", "confirm", "carousel", "image_carousel"}
    assert set(ACTIONS) == {
        *("postback", "message", "uri", "datetimepicker", "clipboard"),
        *("camera", "cameraRoll", "location"),
    }


def objects_in(value: object, at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        yield at, value
        for name, member in value.items():
            yield from objects_in(member, f"{at}/{name}")
    elif isinstance(value, list):
        for i, member in enumerate(value):
            yield from objects_in(member, f"{at}/{i}")


@each_example
def test_what_line_does_not_know_is_refused(message: Message):
    for pointer, _ in objects_in(message):
        changed = json.loads(json.dumps(message))
        dict(objects_in(changed))[pointer]["colour"] = None
        assert [f.pointer for f in message_faults([changed], "")] == [f"/0{pointer}/colour"]


@each_example
def test_null_is_no_value(message: Message):
    for pointer, part in objects_in(message):
        for name in part:
            changed = json.loads(json.dumps(message))
            dict(objects_in(changed))[pointer][name] = None
            assert f"/0{pointer}/{name}" in {
                # Where the type is unknown, nothing else can be said.
                f.pointer if name != "type" else f"/0{pointer}/type"
                for f in message_faults([changed], "")
            }


# As LINE's OpenAPI document and its reference mark them, by the type of the object; without "type" itself.
REQUIRED = {
    "text": ["text"],
    "sticker": ["packageId", "stickerId"],
    "image": ["originalContentUrl", "previewImageUrl"],
    "video": ["originalContentUrl", "previewImageUrl"],
    "audio": ["originalContentUrl", "duration"],
    "location": ["title", "address", "latitude", "longitude"],
    "imagemap": ["baseUrl", "altText", "baseSize", "actions"],
    "template": ["altText", "template"],
    "flex": ["altText", "contents"],
    "coupon": ["couponId"],
    "template buttons": ["template/text", "template/actions"],
    "template confirm": ["template/text", "template/actions"],
    "template carousel": ["template/columns", "template/columns/0/text", "template/columns/1/actions"],
    "template image_carousel": ["template/columns", "template/columns/0/imageUrl", "template/columns/1/action"],
    "flex carousel": ["contents/contents"],
    "flex video": [
        *("contents/hero/url", "contents/hero/previewUrl", "contents/hero/altContent"),
        "contents/hero/altContent/url",
    ],
    "action postback": ["contents/body/contents/0/action/data", "contents/body/contents/0/action/label"],
    "action message": ["contents/body/contents/0/action/text", "contents/body/contents/0/action/label"],
    "action uri": ["contents/body/contents/0/action/uri", "contents/body/contents/0/action/label"],
    "action datetimepicker": ["contents/body/contents/0/action/data", "contents/body/contents/0/action/mode"],
    "action clipboard": ["contents/body/contents/0/action/clipboardText", "contents/body/contents/0/action"],
    "action camera": ["quickReply/items/0/action/label"],
    "action cameraRoll": ["quickReply/items/0/action/label"],
    "action location": ["quickReply/items/0/action/label"],
    "sender, quick reply": ["quickReply/items", "quickReply/items/0/action", "quickReply/items/0/type"],
}
REQUIRED["imagemap"] += [f"baseSize/{side}" for side in ("width", "height")]
REQUIRED["imagemap"] += [f"actions/0/area/{side}" for side in ("x", "y", "width", "height")]
REQUIRED["imagemap"] += ["actions/0/linkUri", "actions/1/text", "actions/2/clipboardText", "actions/0/area"]
REQUIRED["imagemap"] += ["video/originalContentUrl", "video/previewImageUrl", "video/area", "video/externalLink/label"]
REQUIRED["flex"] += [
    *("contents/body/layout", "contents/body/contents", "contents/hero/url", "contents/footer/contents/0/action"),
    "contents/body/contents/1/contents/0/url",
    "contents/body/contents/0/text",
]


@pytest.mark.parametrize(("key", "path"), [(key, path) for key, paths in REQUIRED.items() for path in paths])
def test_what_line_requires_is_required(key: str, path: str):
    assert set(REQUIRED) == set(EXAMPLES)
    message = copy.deepcopy(EXAMPLES[key])
    *steps, last = path.split("/")
    part: Any = message
    for step in steps:
        part = part[int(step)] if isinstance(part, list) else part[step]
    del part[last]
    assert f"/0/{path}" in [f.pointer for f in message_faults([message], "")]


@pytest.mark.search
@pytest.mark.parametrize("kind", MESSAGE_TYPES)
def test_whatever_is_accepted_line_takes(kind: str):
    @checks(20, suppress_health_check=list(HealthCheck))
    @given(accepted(kind), st.text(min_size=1) | st.sampled_from(["あ" * 200, FAMILY * 30, "{{ name }}", '"\\' * 50]))
    def holds(message: Message, name: str) -> None:
        assert_line_takes(message, name)

    holds()


ODD = [
    None,
    True,
    0,
    -1,
    1.5,
    10**9,
    "",
    " ",
    "a",
    "{{ name }}",
    "\ud800",
    "あ" * 6_000,
    "https://example.com/",
    [],
    {},
    [{}],
    [{"type": []}],
]


@checks(400)
@given(st.sampled_from(list(EXAMPLES.values())), st.randoms(use_true_random=False), st.sampled_from(ODD))
def test_whatever_is_still_accepted_after_a_change_line_takes(message: Message, random: Any, odd: object):
    changed = json.loads(json.dumps(message))
    parts = [part for _, part in objects_in(changed) if part]
    part = random.choice(parts)
    name = random.choice(sorted(part))
    if random.random() < 0.5:
        del part[name]
    else:
        part[name] = copy.deepcopy(odd)
    if not message_faults([changed], ""):
        assert_line_takes(changed)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["type", "text", "contents", "action", "a/b~"]), inner)
        ),
    )
)
def test_no_json_breaks_the_check(value: Any):
    for message in (value, *({**example, "contents": value, "emojis": value} for example in EXAMPLES.values())):
        message_faults([message], "")
