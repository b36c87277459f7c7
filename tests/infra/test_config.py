from typing import Any

import pytest
from aws_cdk import App

from infra.config import Config

DEFAULTS = {"stage": "dev", "logDays": 30, "evaluators": 10, "senders": 5, "requestsPerMinute": 600}


def read(**context: Any) -> Config:
    return Config.from_context(App(context=DEFAULTS | context).node)


def test_the_command_line_gives_text() -> None:
    config = read(senders="7", customerKey="true", tracing="false")
    assert (config.senders, config.customer_key, config.tracing) == (7, True, False)


def test_only_prod_is_production() -> None:
    assert read(stage="prod").production
    assert not read(stage="dev").production


def test_all_alarms_are_made_unless_few_are_asked_for() -> None:
    assert [read(alarms=given).alarms for given in ("", "all", "few")] == ["all", "all", "few"]
    assert read().alarms == "all"


@pytest.mark.parametrize(
    ("context", "says"),
    [
        ({"stage": "Prod"}, "'stage'"),
        ({"stage": "a" * 17}, "'stage'"),
        ({"logDays": 31}, "'logDays'"),
        ({"senders": 1}, "'senders'"),
        ({"senders": 201}, "use 2 to 200"),
        ({"senders": "many"}, "'senders'"),
        ({"evaluators": 1001}, "'evaluators'"),
        ({"requestsPerMinute": 0}, "'requestsPerMinute'"),
        ({"requestsPerMinute": 30_001}, "'requestsPerMinute'"),
        ({"alarms": "some"}, "'alarms' is 'some'; use all or few"),
        ({"tracing": "yes"}, "'tracing'"),
        ({"lineApiBase": "http://127.0.0.1:1"}, "'lineApiBase'"),
    ],
)
def test_a_wrong_value_is_refused_by_name(context: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read(**context)
