"""results.json: every figure is in it, in the shape that its readers know."""

import json
from pathlib import Path

import pytest

from bench.__main__ import table
from bench.figure import Figure, Measured, Target
from bench.figures import FIGURES
from bench.results import RESULTS, entry, machine, merge, rounded
from daifukucho.kernel.words import Words

README = Path(RESULTS).with_name("README.md").read_text("utf-8")
REQUIRED = {
    "webhook_import_ratio",
    "webhook_dynamodb_calls_per_50_events",
    "segment_friends_per_second_per_core",
    "multicast_calls_per_million_recipients",
    "aws_calls_per_million_recipients",
    "usd_per_million_recipients",
    "sender_cpu_ms_per_batch",
    "fanout_recipients_per_second_local",
    "webhook_events_per_second_local",
}
FIGURE = Figure("n", Words("数", "number"), "calls", lambda tools: Measured(3, "Counted."), Target(3))


@pytest.fixture(scope="module")
def results():
    return json.loads(RESULTS.read_text("utf-8"))


def test_every_figure_is_there_and_no_other(results):
    assert set(FIGURES) >= REQUIRED
    assert list(results) == list(FIGURES)


@pytest.mark.parametrize("key", FIGURES)
def test_the_shape_of_a_result(results, key):
    result = results[key]
    assert set(result) == {"value", "unit", "how", "compared_to"}
    assert isinstance(result["value"], int | float)
    assert result["value"] > 0 or FIGURES[key].target == Target(0)
    assert result["unit"] == FIGURES[key].unit
    assert len(result["how"]) > 40
    assert isinstance(result["compared_to"], dict)
    assert ("Measured on" in result["how"]) == FIGURES[key].timed


@pytest.mark.parametrize("key", FIGURES)
def test_every_figure_has_its_section(key):
    assert f"\n### `{key}`\n" in README


def test_what_is_counted_meets_its_target(results):
    """Counts are the same on every machine; timings are not, so nothing is asked of them here."""
    counted = {key: figure for key, figure in FIGURES.items() if figure.target and not figure.timed}
    assert len(counted) == 6
    assert [key for key, figure in counted.items() if not figure.target.met(results[key]["value"])] == []


def test_an_entry_names_the_machine_only_where_it_matters():
    measured = Measured(3, "Counted.")
    assert entry(FIGURE, measured)["how"] == "Counted."
    timed = Figure("t", FIGURE.label, "ms", FIGURE.measure, timed=True)
    assert entry(timed, measured)["how"] == f"Counted. Measured on {machine()}."


def test_counts_stay_and_fractions_are_cut():
    given = {"a": 1_110_096.0, "b": 0.123456, "c": "text", "d": 1_112_118.5}
    assert rounded(given) == {"a": 1_110_096, "b": 0.1235, "c": "text", "d": 1_112_000}


def test_a_figure_measured_alone_takes_its_old_ones_place(tmp_path):
    path = tmp_path / "results.json"
    path.write_text(json.dumps({"b": {"value": 1}, "a": {"value": 1}, "gone": {"value": 1}}))
    merge(path, {"b": {"value": 2}}, ["a", "b", "c"])
    assert list(json.loads(path.read_text()).items()) == [("a", {"value": 1}), ("b", {"value": 2})]


def test_targets():
    assert Target(3).met(3) and not Target(3).met(3.01)
    assert Target(10, at_least=True).met(10) and not Target(10, at_least=True).met(9)


def test_the_table_has_a_row_for_each(results):
    assert table(results).row_count == len(FIGURES)
