"""A stage keeps what was chosen for it."""

from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App

from infra.config import Config, as_kept
from infra.deploying import options
from infra.deploying.options import merge
from infra.deploying.words import Refused


def test_the_same_command_again_drops_nothing(deployed: Any) -> None:
    assert deployed.deploy() == 0
    assert deployed.context() == {"stage": "prod", "alarmEmail": "shop@example.com", "liffId": "123-abc"}
    assert deployed.kept == {"alarmEmail": "shop@example.com", "liffId": "123-abc"}


def test_the_command_line_changes_one_and_the_change_is_shown(deployed: Any, capsys: Any) -> None:
    deployed.deploy("-c", "liffId=456-def", "--context=senders=7")
    assert deployed.kept == {"alarmEmail": "shop@example.com", "liffId": "456-def", "senders": "7"}
    shown = capsys.readouterr().out
    assert "liffId: 123-abc → 456-def" in shown
    assert "senders: (none) → 7" in shown
    assert "alarmEmail: shop@example.com" in shown


def test_an_empty_value_takes_a_choice_back_also_one_of_the_file(deployed: Any, capsys: Any) -> None:
    deployed.in_file = {"liffId": "123-abc"}
    deployed.deploy("-c", "liffId=")
    assert deployed.kept == {"alarmEmail": "shop@example.com"}
    assert deployed.context()["liffId"] == ""  # over what cdk.json says
    assert "liffId: 123-abc → (none)" in capsys.readouterr().out


def test_what_cdk_json_says_is_chosen_too(deployed: Any) -> None:
    deployed.in_file = {"alarmEmail": "other@example.com", "senders": "9"}
    deployed.deploy("-c", "senders=8")
    assert deployed.kept == {"alarmEmail": "other@example.com", "liffId": "123-abc", "senders": "8"}


def test_cdk_json_is_read(tmp_path: Path) -> None:
    file = tmp_path / "cdk.json"
    file.write_text('{"context": {"stage": "dev", "alarmEmail": "", "senders": 9, "tracing": true, "@aws-cdk/x": 1}}')
    assert options.in_file(file) == {"stage": "dev", "senders": "9", "tracing": "true"}


def test_the_stack_takes_what_cdk_is_told(deployed: Any) -> None:
    """The parameter that is handed in is the only value that the synthesized template allows."""
    deployed.deploy("-c", "tracing=true", "-c", "protect=true")
    config = Config.from_context(App(context=deployed.context()).node)
    assert config.chosen == deployed.stack.parameters["Options"] == as_kept(deployed.kept)


def test_a_first_deployment_that_failed_is_remembered(desk: Any, capsys: Any) -> None:
    desk.ends = ["ROLLBACK_COMPLETE", "CREATE_COMPLETE"]
    assert desk.deploy("-c", "alarmEmail=shop@example.com") == 1
    assert "make deploy again" in capsys.readouterr().out
    assert desk.deploy() == 0
    assert desk.kept == {"alarmEmail": "shop@example.com"}


def test_what_this_version_does_not_know_is_not_dropped_unseen() -> None:
    with pytest.raises(Refused, match="does not know fromTheFuture"):
        merge({"fromTheFuture": "1"}, {}, "prod")


def test_an_option_that_does_not_exist_is_refused(deployed: Any) -> None:
    with pytest.raises(Refused, match="no option 'alarmMail'"):
        deployed.deploy("-c", "alarmMail=shop@example.com")
    with pytest.raises(Refused, match="needs '=value'"):
        deployed.deploy("-c", "alarmEmail")
    with pytest.raises(Refused, match="no option 'everything'"):
        deployed.deploy("--confirm", "everything")
    assert deployed.ran == []


@pytest.mark.parametrize("word", ["logDays=31", "stage=jaws", "stage=Prod"])
def test_a_wrong_value_is_refused_before_anything_is_done(word: str, deployed: Any) -> None:
    with pytest.raises(Refused, match=word.split("=")[0]):
        deployed.deploy("-c", word)
    assert deployed.ran == []


@pytest.mark.parametrize("word", ["customerKey=false", "customerKey="])
def test_pictures_do_not_become_unreadable_by_a_slip(word: str, deployed: Any) -> None:
    deployed.stack.parameters["Options"] = '{"customerKey":"true"}'
    deployed.stack.resources = [("AWS::KMS::Key", "1234-abcd", "CREATE_COMPLETE")]
    with pytest.raises(Refused, match=r"pictures .* add --confirm customerKey"):
        deployed.deploy("-c", word)
    assert deployed.ran == []
    assert deployed.deploy("-c", word, "--confirm", "customerKey") == 0
    deployed.stack.resources = []
    assert deployed.deploy() == 0  # it is confirmed once


def test_protection_is_not_lost_by_a_slip(deployed: Any) -> None:
    with pytest.raises(Refused, match="add --confirm protect"):
        deployed.deploy("-c", "protect=false")
    assert deployed.deploy("-c", "protect=false", "--confirm", "protect") == 0
    assert deployed.kept["protect"] == "false"


def test_a_stack_that_kept_no_options_is_not_taken_for_one_without(deployed: Any) -> None:
    deployed.stack.parameters = {}
    with pytest.raises(Refused, match="--adopt"):
        deployed.deploy()
    deployed.stack.resources = [("AWS::KMS::Key", "1234-abcd", "CREATE_COMPLETE")]
    with pytest.raises(Refused, match="--confirm customerKey"):  # its key is there, whoever forgot it
        deployed.deploy("--adopt", "-c", "alarmEmail=shop@example.com")
    assert deployed.deploy("--adopt", "-c", "alarmEmail=shop@example.com", "-c", "customerKey=true") == 0
    assert deployed.deploy() == 0
    assert deployed.kept == {"alarmEmail": "shop@example.com", "customerKey": "true"}
