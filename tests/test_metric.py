"""Each number's words, unit, format and direction."""

import json
from pathlib import Path

import pytest

from containerloc.metric import HEADLINE_METRICS, METRICS, Metric, metric_of


def test_each_metric_lies_under_its_own_key_with_words_of_its_own() -> None:
    assert all(key == metric.key for key, metric in METRICS.items())
    words = [metric.words for metric in METRICS.values()]
    assert len(set(words)) == len(words)


def test_people_never_read_a_key() -> None:
    assert not [metric.words for metric in METRICS.values() if "_" in metric.words]


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.key)
def test_the_key_says_the_unit(metric: Metric) -> None:
    assert (metric.unit == "px") == metric.key.endswith("_px")
    assert ("%" in metric.form) == ("rate" in metric.key or "pck" in metric.key)


def test_errors_are_better_low_and_scores_high() -> None:
    for key, metric in HEADLINE_METRICS.items():
        high = any(
            name in key for name in ("detection_rate", "first_choice", "iou", "pck", "coverage")
        )
        assert metric.better == ("higher" if high else "lower")


def test_misses_count_in_numbers_of_labels_only() -> None:
    assert METRICS["iou_mean_unconditional"].misses == "counted"
    assert METRICS["iou_mean"].misses == "left out"
    assert METRICS["false_positives_per_image"].misses == ""


@pytest.mark.parametrize(
    ("key", "value", "sign", "text"),
    [
        ("mde_px", 8.456, False, "8.46 px"),
        ("mde_px", 1.5, True, "+1.50 px"),
        ("detection_rate", 72 / 74, False, "97.3%"),
        ("missed", 2.0, False, "2"),
        ("plateau_low", 0.36810, False, "0.368"),
        ("imbalance", float("inf"), False, "∞"),
        ("mde_px", None, False, "–"),
        ("mde_px", float("nan"), True, "–"),
    ],
)
def test_a_value_is_written_in_one_way(key: str, value: float, sign: bool, text: str) -> None:
    assert METRICS[key].with_unit(value, sign=sign) == text


def test_an_interval_may_be_open_or_unknown() -> None:
    highest = METRICS["error_max_px"]
    row = {"value": 30.0, "ci_low": 30.0, "ci_high": None, "n": 74}
    assert highest.with_interval(row) == "30.00 px (from 30.00, n = 74)"
    assert highest.with_interval({"value": 30.0}) == "30.00 px"
    assert highest.with_interval({"value": None, "n": 0}) == "–"


def test_a_key_of_nobody_is_its_own_words() -> None:
    assert metric_of("words_read").label == "words read"
    assert metric_of("mde_px") is METRICS["mde_px"]


@pytest.mark.parametrize("name", ["exp001", "exp002", "exp003"])
def test_every_number_of_the_demo_is_known(root: Path, name: str) -> None:
    numbers = json.loads((root / "docs" / "demo" / name / "metrics.json").read_text())
    assert set(numbers) <= set(METRICS)
