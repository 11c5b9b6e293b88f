import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from containerloc.analysis.measures.slices import (
    SLICE_COLUMNS,
    resolution_limit,
    slice_findings_table,
)

Numbers = dict[str, Any]


def _population(seed: int, kind: str, n: int = 74) -> tuple[Numbers, pd.DataFrame]:
    """Labels without any cause, for `plant_errors`, and columns that go with their size."""
    rng = np.random.default_rng([seed, len(kind)])
    height, longer = np.exp(rng.normal(3.4, 0.6, n)), rng.choice([1280.0, 1920.0], n)
    usual = {
        "share": 0.05 * height,
        "px": 3.0,
        "floor": 1 + 0.03 * height,
        "input px": longer / 500,
    }[kind]
    detected = rng.random(n) < 0.95
    error = usual * np.exp(rng.normal(0, 0.6, n))
    numbers = {
        "error_px": np.where(detected, error, np.nan),
        "text_height_px": height,
        "image_wh": np.stack([longer * 0.75, longer], axis=1),
    }
    columns = pd.DataFrame(
        {
            "text_height_px": height,
            "input_height_px": height * 640 / longer,
            "aspect": 8 + height / 30 + rng.normal(0, 1, n),
            "camera": longer,
            "centre_distance": rng.random(n),
            "light": rng.choice(["day", "night", "dusk"], n),
        }
    )
    return numbers, columns


@pytest.fixture
def sliced(plant_errors):
    """The slices of such labels."""
    return lambda numbers, columns, **rest: slice_findings_table(
        plant_errors(**numbers), columns, **rest
    )


@pytest.mark.parametrize("kind", ["share", "px", "floor", "input px"])
def test_no_more_reports_without_a_cause_than_the_level_allows(sliced, kind: str) -> None:
    level, runs = 0.2, 60
    reports = sum(
        bool(sliced(*_population(seed, kind), level=level)["reported"].any())
        for seed in range(runs)
    )
    # 19 of 60 or more have a probability of 2 % at a rate of 0.2.
    assert reports < 19


def test_a_planted_slice_is_reported_first(sliced) -> None:
    first = []
    for seed in range(20):
        numbers, columns = _population(seed, "share")
        numbers["error_px"][columns["light"] == "night"] *= 3
        row = sliced(numbers, columns).iloc[0]
        first.append(bool(row["reported"]) and (row["column"], row["level"]) == ("light", "night"))
        assert row["ratio_low"] < row["ratio"] < row["ratio_high"]
    assert sum(first) >= 19


def test_misses_of_one_kind_are_reported(sliced) -> None:
    numbers, columns = _population(1, "px")
    night = (columns["light"] == "night").to_numpy()
    lost = night & (np.arange(74) % 3 > 0)
    numbers["error_px"] = np.where(lost, np.nan, np.nan_to_num(numbers["error_px"], nan=3.0))
    row = sliced(numbers, columns).iloc[0]
    assert (row["column"], row["level"], bool(row["reported"])) == ("light", "night", True)
    assert row["p_missed"] < 1e-6 < row["p_error"]
    assert row["detection_rate"] == pytest.approx(1 - lost[night].mean())
    assert row["others_rate"] == 1


def test_small_ids_worse_in_px_and_in_shares(sliced) -> None:
    numbers, columns = _population(2, "px")
    numbers["error_px"] *= 60 / numbers["text_height_px"] ** 1.5
    found = sliced(numbers, columns)
    assert found.iloc[0]["column"] in ("text_height_px", "input_height_px")
    assert found.iloc[0]["level"].startswith("up to")
    assert set(found.loc[found["reported"], "column"]) <= {"text_height_px", "input_height_px"}


def test_numbers_by_hand(sliced) -> None:
    error = np.array([1.0, 2] * 5 + [4.0, 8] * 5)
    numbers = {"error_px": error, "text_height_px": 10.0}
    half = pd.DataFrame({"half": ["a"] * 10 + ["b"] * 10})
    found = sliced(numbers, half).set_index("level")
    assert found.loc["b", ["error_px", "others_px", "error_share"]].tolist() == pytest.approx(
        [6, 1.5, 0.6]
    )
    assert found.loc["b", "ratio"] == pytest.approx(4)
    assert found.loc["a", "ratio"] == pytest.approx(1 / 4)
    assert found["reported"].to_dict() == {"b": True, "a": False}
    # One column, two levels and no misses: one test, and nothing to correct for.
    p = stats.mannwhitneyu(error[:10], error[10:]).pvalue
    assert found["p_holm"].tolist() == pytest.approx([p, p])
    assert found["p_missed"].isna().all()


def test_of_a_group_only_the_first_image_counts(sliced) -> None:
    numbers, columns = _population(3, "px")
    twice = {name: np.concatenate([values, values]) for name, values in numbers.items()}
    groups = pd.Series(np.arange(148) % 74, [f"{k:03}.jpg" for k in range(148)])
    both = pd.concat([columns, columns], ignore_index=True)
    once = sliced(numbers, columns)
    pd.testing.assert_frame_equal(sliced(twice, both, groups=groups), once)
    some = pd.Series({"000.jpg": 5, "001.jpg": 5})  # whoever is not named stands alone
    n = sliced(numbers, columns, groups=some)
    light = n[n["column"] == "light"]
    assert light["n"].sum() == 73


def test_columns_that_divide_alike_are_tested_once(sliced) -> None:
    numbers, columns = _population(4, "px")
    again = columns.assign(lamp=columns["light"].str.upper(), height=columns["text_height_px"] * 2)
    found = sliced(numbers, again)
    assert "lamp" not in set(found["column"])
    assert "height" not in set(found["column"])


@pytest.mark.parametrize("change", ["empty", "missed", "zero", "equal", "nan", "one"])
def test_nothing_to_test(sliced, change: str) -> None:
    numbers, columns = _population(5, "px")
    if change == "missed":
        numbers["error_px"] = np.full(74, np.nan)
    elif change == "nan":
        columns = columns.map(lambda _: np.nan)
    elif change in ("zero", "equal"):
        numbers |= {"error_px": np.full(74, 2.0 * (change == "equal")), "text_height_px": 30.0}
    else:
        n = 0 if change == "empty" else 1
        numbers = {name: values[:n] for name, values in numbers.items()}
        columns = columns.head(n)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = sliced(numbers, columns)
    assert list(found.columns) == list(SLICE_COLUMNS)
    assert found["reported"].dtype == bool
    assert not found["reported"].any()


def test_resolution_limit(plant_errors) -> None:
    rng = np.random.default_rng(0)
    height, noise = rng.uniform(10, 90, 74), np.exp(rng.normal(0, 0.4, (2, 74)))
    photos = {"text_height_px": height, "image_wh": (960.0, 1280.0)}
    found = resolution_limit(plant_errors(np.full(74, 2.0), **photos), 640)
    assert found["error_input_px"] == pytest.approx(1)
    assert found["slope"] == pytest.approx(0)
    noisy = plant_errors(2 * noise[0], **photos)
    assert abs(resolution_limit(noisy, 640)["slope"]) < 0.3
    found = resolution_limit(plant_errors(0.05 * height * noise[1], **photos), 640)
    assert found["slope_low"] < 1 < found["slope_high"]
    few = resolution_limit(noisy.take(range(5)), 640)
    assert few["n"] == 5
    assert np.isnan(few["slope"])
    assert resolution_limit(noisy.take(np.zeros(74, bool)), 640)["n"] == 0
