"""Who is told of what, what that costs, and what can be looked at."""

import json
import re
from pathlib import Path
from typing import Any

from daifukucho_aws.metrics import DIMENSION, Metric
from tests.infra.bill import alarm_metrics, dashboard_metrics, metrics_shown, stack_of
from tests.infra.conftest import ROOT, Template
from tests.infra.reading import functions, load, output, resources, target

FREE_ALARMS, FREE_DASHBOARDS, FREE_DASHBOARD_METRICS = 10, 3, 50
ROW = re.compile(r"^\| (`[^|]+`) \| ([^|]+) \| (yes|no|only) \| (\d+) \| ([\d.]+) \|$", re.MULTILINE)


def alarms(template: Template) -> dict[str, dict[str, Any]]:
    """By their names without the stack's."""
    prefix = f"{stack_of(template)}-"
    return {a["AlarmName"].removeprefix(prefix): a for a in resources(template, "AWS::CloudWatch::Alarm").values()}


def test_every_alarm_tells_somebody(template: Template, everything_on: Path, few: Path) -> None:
    for each in (template, load(few)):
        (topic,) = resources(each, "AWS::SNS::Topic")
        for alarm in alarms(each).values():
            assert [target(action) for action in alarm["AlarmActions"]] == [topic]
            assert [target(action) for action in alarm["OKActions"]] == [topic]
            assert alarm["AlarmDescription"]
            assert alarm["TreatMissingData"] == "notBreaching"
    assert not resources(template, "AWS::SNS::Subscription")
    (mail,) = resources(load(everything_on), "AWS::SNS::Subscription").values()
    assert mail["Endpoint"] == "shop@example.com"


def test_what_can_fail_is_watched(template: Template) -> None:
    watched: dict[str, set[str]] = {}
    for alarm in alarms(template).values():
        for dimension in alarm["Dimensions"] if alarm["Namespace"].startswith("AWS/") else ():
            watched.setdefault(target(dimension["Value"]), set()).add(alarm["MetricName"])
    for name in resources(template, "AWS::Lambda::Function"):
        assert "Errors" in watched[name]
    for name, queue in resources(template, "AWS::SQS::Queue").items():
        wanted = {"ApproximateAgeOfOldestMessage" if "RedrivePolicy" in queue else "ApproximateNumberOfMessagesVisible"}
        assert watched.get(name) == wanted
    for source in resources(template, "AWS::Lambda::EventSourceMapping").values():
        if "StartingPosition" in source:
            assert "IteratorAge" in watched[target(source["FunctionName"])]


def test_somebody_is_told_of_what_the_functions_answer(template: Template, few: Path) -> None:
    """The function that catches its failure and answers 500 has no error."""
    for each in (template, load(few)):
        alarm = alarms(each)["api-5xx"]
        assert (alarm["Namespace"], alarm["MetricName"], alarm["Statistic"]) == ("AWS/ApiGateway", "5xx", "Sum")
        assert alarm["Dimensions"] == [{"Name": "ApiId", "Value": output(each, "ApiId")}]
        assert (alarm["Threshold"], alarm["Period"], alarm["EvaluationPeriods"]) == (0, 300, 1)


def test_somebody_is_told_of_webhooks_that_were_not_taken(template: Template) -> None:
    lost, refused = (alarms(template)[name] for name in ("webhooks-not-written", "webhooks-refused"))
    assert (lost["MetricName"], lost["Statistic"], lost["Threshold"]) == (Metric.WEBHOOKS_FAILED, "Sum", 0)
    assert (refused["MetricName"], refused["Statistic"]) == (Metric.WEBHOOKS_REFUSED, "Average")
    assert (refused["Threshold"], refused["Period"]) == (0.5, 300)
    # Not by one stranger who knocks once.
    assert (refused["DatapointsToAlarm"], refused["EvaluationPeriods"]) == (3, 12)


def test_somebody_is_told_of_what_the_functions_count(template: Template) -> None:
    counted = {a["MetricName"]: a for a in alarms(template).values() if a["Namespace"] == "daifukucho-prod"}
    wanted = {Metric.CAMPAIGNS_STOPPED, Metric.RUNS_PAUSED, Metric.FRIENDS_UNSETTLED}
    wanted |= {Metric.WEBHOOKS_FAILED, Metric.WEBHOOKS_REFUSED}
    assert wanted <= counted.keys() <= set(Metric)
    for alarm in counted.values():
        assert {d["Name"]: d["Value"] for d in alarm["Dimensions"]} == DIMENSION


def test_the_functions_count_under_the_dimension_that_alarms_and_dashboards_read(template: Template) -> None:
    for name in functions(template):
        text = (ROOT / f"functions/{name}/handler.py").read_text("utf-8")
        assert re.findall(r"\bMetrics\((.*)\)", text) in ([], ["service=SERVICE"])


def test_few_alarms_are_free_and_miss_no_kind_of_failure(template: Template, few: Path) -> None:
    """What each of the others would say is said by one of these, if less exactly."""
    kept = alarms(load(few))
    assert sum(alarm_metrics(load(few)).values()) <= FREE_ALARMS
    assert kept.keys() - alarms(template).keys() == {"functions-errors"}
    errors = kept["functions-errors"]
    assert (errors["Namespace"], errors["MetricName"], errors.get("Dimensions", [])) == ("AWS/Lambda", "Errors", [])
    said_by = {
        "-errors": "functions-errors",
        "-throttles": "api-5xx",
        "webhooks-not-written": "api-5xx",
        "ledger-stream-lost": "ledger-stream-behind",  # what is given up was tried again and again before
        "roster-copy-lost": "functions-errors",
        "settler-gave-up": "functions-errors",
        # Slowness that comes from failures is told as those.
        "-waiting": "messages-failed",
        "roster-copy-behind": "functions-errors",
    }
    for name in alarms(template).keys() - kept.keys():
        (instead,) = {say for end, say in said_by.items() if name.endswith(end)}
        assert instead in kept


def test_the_guide_lists_the_alarms_and_their_prices(template: Template, few: Path) -> None:
    rows = ROW.findall((ROOT / "docs/deploying.md").read_text("utf-8"))
    told = {name: row for row in rows for name in re.findall(r"`([^`]+)`", row[0])}
    every, free = alarms(template), alarms(load(few))
    assert sorted(told) == sorted({*every, *free})
    for name, (names, says, in_few, count, price) in told.items():
        assert says == (every | free)[name]["AlarmDescription"]
        assert in_few == ("no" if name not in free else "yes" if name in every else "only")
        assert int(count) == len(re.findall(r"`[^`]+`", names))
        assert float(price) == round(int(count) * 0.10, 2)
    assert {**alarm_metrics(template), **alarm_metrics(load(few))} == dict.fromkeys(told, 1)


def test_the_dashboards_are_free(template: Template) -> None:
    shown = dashboard_metrics(template)
    assert len(shown) <= FREE_DASHBOARDS
    assert {name: count for name, count in shown.items() if count > FREE_DASHBOARD_METRICS} == {}
    assert json.loads((ROOT / "bench/prices.json").read_text("utf-8"))["per_month"]["dashboard"] == {
        "usd": 3.00,
        "free": FREE_DASHBOARDS,
        "free_metrics": FREE_DASHBOARD_METRICS,
    }


def test_every_metric_is_on_a_dashboard(template: Template) -> None:
    assert {("daifukucho-prod", metric) for metric in Metric} <= metrics_shown(template)


def test_what_an_alarm_reads_is_on_a_dashboard(template: Template) -> None:
    read = {(alarm["Namespace"], alarm["MetricName"]) for alarm in alarms(template).values()}
    assert read <= metrics_shown(template)
