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
    assert highest.with_interval(row) == "30.0 px (from 30.0, n = 74)"
    assert highest.with_interval(row | {"ci_low": 28.0}) == "30.0 px (from 28.0, n = 74)"
    assert highest.with_interval(row | {"ci_high": 30.0}) == "30.0 px (n = 74)"
    assert highest.with_interval({"value": 30.0}) == "30.0 px"
    assert highest.with_interval({"value": None, "n": 0}) == "–"


@pytest.mark.parametrize(
    ("key", "row", "text"),
    [
        ("mde_px", (10.381, 5.294, 17.52, 74), "10.4 px (5.3 to 17.5, n = 74)"),
        ("mde_px", (4.003, 3.81, 4.19, 7400), "4.00 px (3.81 to 4.19, n = 7400)"),
        ("mde_px", (104.2, 60.0, 180.0, 9), "104 px (60 to 180, n = 9)"),
        ("iou_mean", (0.9123, 0.8981, 0.9244, 74), "0.912 (0.898 to 0.924, n = 74)"),
        ("detection_rate", (72 / 74, 0.907, 0.9926, 74), "72 of 74 (97.3%, 90.7% to 99.3%)"),
        ("detection_rate", (0.5, 0.12, 0.88, 4), "2 of 4 (50%, 12% to 88%)"),
        ("missed", (2.0, 0.551, 6.9, 74), "2 of 74"),
        ("dataset_labels", (74.0, 74.0, 74.0, 74), "74 (n = 74)"),
        ("iou_mean", (float("nan"), None, None, 0), "–"),
    ],
)
def test_a_measured_number_has_the_digits_that_its_interval_carries(
    key: str, row: tuple[float, ...], text: str
) -> None:
    names = ("value", "ci_low", "ci_high", "n")
    assert METRICS[key].with_interval(dict(zip(names, row, strict=True))) == text


def test_the_n_is_left_out_where_it_is_told_elsewhere() -> None:
    row = {"value": 4.0, "ci_low": 3.0, "ci_high": 5.0, "n": 74}
    assert METRICS["mde_px"].with_interval(row, with_n=False) == "4.0 px (3.0 to 5.0)"


@pytest.mark.parametrize(
    ("key", "ends", "text"),
    [
        ("iou_mean", (-0.0001, -0.0003, -0.00004), "0.000"),
        ("mde_px", (-0.004, -0.5, 0.4), "0.00 px (-0.50 to +0.40)"),
        ("mde_px", (-4.66, -9.2, -1.1), "-4.7 px (-9.2 to -1.1)"),
        ("mde_px", (1.0, None, None), "+1.00 px"),
    ],
)
def test_a_difference_is_never_less_than_nothing_by_a_sign(
    key: str, ends: tuple[float, ...], text: str
) -> None:
    names = ("difference", "ci_low", "ci_high")
    assert METRICS[key].difference(dict(zip(names, ends, strict=True))) == text


def test_a_key_of_nobody_is_its_own_words() -> None:
    assert metric_of("words_read").label == "words read"
    assert metric_of("mde_px") is METRICS["mde_px"]


@pytest.mark.parametrize("name", ["exp001", "exp002", "exp003"])
def test_every_number_of_the_demo_is_known(root: Path, name: str) -> None:
    numbers = json.loads((root / "docs" / "demo" / name / "metrics.json").read_text())
    assert set(numbers) <= set(METRICS)
