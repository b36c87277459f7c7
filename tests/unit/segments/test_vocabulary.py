"""What the console and the API are told of segments."""

import json

from daifukucho.segments.fields import all_fields
from daifukucho.segments.operators import OPERATORS
from daifukucho.segments.tree import parse
from daifukucho.segments.vocabulary import vocabulary


def test_it_is_complete_and_goes_through_json():
    words = json.loads(json.dumps(vocabulary()))
    assert [field["name"] for field in words["fields"]] == list(all_fields())
    assert [operator["op"] for operator in words["operators"]] == list(OPERATORS)
    for field in words["fields"]:
        assert field["label"]["ja"] and field["label"]["en"] and field["operators"]
        assert all(usable["op"] in OPERATORS and usable["form"] for usable in field["operators"])
    for operator in words["operators"]:
        parse(operator["example"])
        assert operator["sentence"]["ja"] and operator["sentence"]["en"]


def test_a_birthday_is_offered_what_people_ask_of_birthdays():
    """ "Within the next 7 days" of a date means the day with its year: of a birthday, those who are born next week. What was
    saved so stays."""
    offered = {field["name"]: [usable["op"] for usable in field["operators"]] for field in vocabulary()["fields"]}
    assert not {"within_next", "within_last", "weekday_is"} & set(offered["birthday"])
    assert {"month_ahead", "month_is", "anniversary_within"} <= set(offered["birthday"])
    assert "within_next" in offered["points_expire_on"] and "within_next" not in offered["last_seen_at"]
    assert parse({"field": "birthday", "op": "within_next", "value": 7})
    examples = [operator["example"] for operator in vocabulary()["operators"]]
    assert all(example["op"] in offered[example["field"]] for example in examples)


def test_a_choice_names_its_choices():
    [status] = [field for field in vocabulary()["fields"] if field["name"] == "status"]
    assert status["choices"] == [
        {"value": "active", "label": {"ja": "友だち", "en": "friend"}},
        {"value": "blocked", "label": {"ja": "ブロック中", "en": "blocked"}},
        {"value": "visitor", "label": {"ja": "友だち追加前", "en": "not a friend yet"}},
    ]
    forms = {"is": "choice", "is_any_of": "choices", "is_not": "choice", "blank": "flag"}
    assert status["operators"] == [{"op": op, "form": form} for op, form in forms.items()]
