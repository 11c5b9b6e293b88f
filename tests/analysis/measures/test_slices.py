import warnings

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.measures.corner_errors import per_label
from containerloc.analysis.measures.matching import matching
from containerloc.analysis.measures.slice_columns import levels_of, slice_columns
from containerloc.analysis.measures.slice_tests import adjusted_error
from containerloc.analysis.measures.slices import (
    SLICE_COLUMNS,
    resolution_limit,
    slice_findings_table,
)
from containerloc.data.tables import PREDICTION_COLUMNS, quad_columns, table_of
from containerloc.quads import as_quads


def _population(seed: int, kind: str, n: int = 74) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A per-label table without any cause, and columns that go with the size of the IDs."""
    rng = np.random.default_rng([seed, len(kind)])
    height, longer = np.exp(rng.normal(3.4, 0.6, n)), rng.choice([1280.0, 1920.0], n)
    usual = {
        "share": 0.05 * height,
        "px": 3.0,
        "floor": 1 + 0.03 * height,
        "input px": longer / 500,
    }[kind]
    table = pd.DataFrame(
        {
            "image": [f"{i}.jpg" for i in range(n)],
            "image_width_px": longer * 0.75,
            "image_height_px": longer,
            "text_height_px": height,
            "detected": rng.random(n) < 0.95,
        }
    )
    error = usual * np.exp(rng.normal(0, 0.6, n))
    table["error_px"] = np.where(table["detected"], error, np.nan)
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
    return table, columns


@pytest.mark.parametrize("kind", ["share", "px", "floor", "input px"])
def test_no_more_reports_without_a_cause_than_the_level_allows(kind: str) -> None:
    level, runs = 0.2, 60
    reports = sum(
        bool(slice_findings_table(*_population(seed, kind), level=level)["reported"].any())
        for seed in range(runs)
    )
    # 19 of 60 or more have a probability of 2 % at a rate of 0.2.
    assert reports < 19


def test_a_planted_slice_is_reported_first() -> None:
    first = []
    for seed in range(20):
        table, columns = _population(seed, "share")
        table.loc[columns["light"] == "night", "error_px"] *= 3
        row = slice_findings_table(table, columns).iloc[0]
        first.append(bool(row["reported"]) and (row["column"], row["level"]) == ("light", "night"))
        assert row["ratio_low"] < row["ratio"] < row["ratio_high"]
    assert sum(first) >= 19


def test_misses_of_one_kind_are_reported() -> None:
    table, columns = _population(1, "px")
    night = (columns["light"] == "night").to_numpy()
    table["detected"] = ~night | (np.arange(74) % 3 == 0)
    table["error_px"] = table["error_px"].where(table["detected"])
    row = slice_findings_table(table, columns).iloc[0]
    assert (row["column"], row["level"], bool(row["reported"])) == ("light", "night", True)
    assert row["p_missed"] < 1e-6 < row["p_error"]
    assert row["detection_rate"] == pytest.approx(table.loc[night, "detected"].mean())
    assert row["others_rate"] == 1


def test_small_ids_worse_in_px_and_in_shares() -> None:
    table, columns = _population(2, "px")
    table["error_px"] *= 60 / table["text_height_px"] ** 1.5
    found = slice_findings_table(table, columns)
    assert found.iloc[0]["column"] in ("text_height_px", "input_height_px")
    assert found.iloc[0]["level"].startswith("up to")
    assert set(found.loc[found["reported"], "column"]) <= {"text_height_px", "input_height_px"}


def test_numbers_by_hand() -> None:
    n = 20
    table = pd.DataFrame(
        {
            "image": [f"{i}" for i in range(n)],
            "image_width_px": 100.0,
            "image_height_px": 100.0,
            "text_height_px": 10.0,
            "detected": True,
            "error_px": [1.0, 2] * 5 + [4.0, 8] * 5,
        }
    )
    half = pd.DataFrame({"half": ["a"] * 10 + ["b"] * 10})
    found = slice_findings_table(table, half).set_index("level")
    assert found.loc["b", ["error_px", "others_px", "error_share"]].tolist() == pytest.approx(
        [6, 1.5, 0.6]
    )
    assert found.loc["b", "ratio"] == pytest.approx(4)
    assert found.loc["a", "ratio"] == pytest.approx(1 / 4)
    assert found["reported"].to_dict() == {"b": True, "a": False}
    # One column, two levels and no misses: one test, and nothing to correct for.
    from scipy.stats import mannwhitneyu

    error = np.log(table["error_px"])
    assert found["p_holm"].tolist() == pytest.approx([mannwhitneyu(error[:10], error[10:])[1]] * 2)
    assert found["p_missed"].isna().all()


def test_of_a_group_only_the_first_image_counts() -> None:
    table, columns = _population(3, "px")
    twice = pd.concat([table, table.assign(image="copy_" + table["image"])], ignore_index=True)
    groups = pd.Series(dict(zip(twice["image"], [*range(74)] * 2, strict=True)))
    both = pd.concat([columns, columns], ignore_index=True)
    once = slice_findings_table(table, columns)
    pd.testing.assert_frame_equal(slice_findings_table(twice, both, groups=groups), once)
    some = pd.Series({"0.jpg": 5, "1.jpg": 5})  # whoever is not named stands alone
    n = slice_findings_table(table, columns, groups=some)
    light = n[n["column"] == "light"]
    assert light["n"].sum() == 73


def test_columns_that_divide_alike_are_tested_once() -> None:
    table, columns = _population(4, "px")
    again = columns.assign(lamp=columns["light"].str.upper(), height=columns["text_height_px"] * 2)
    found = slice_findings_table(table, again)
    assert "lamp" not in set(found["column"])
    assert "height" not in set(found["column"])


@pytest.mark.parametrize("change", ["empty", "missed", "zero", "equal", "nan", "one"])
def test_nothing_to_test(change: str) -> None:
    table, columns = _population(5, "px")
    if change == "missed":
        table = table.assign(detected=False, error_px=np.nan)
    elif change == "nan":
        columns = columns.map(lambda _: np.nan)
    elif change in ("zero", "equal"):
        table = table.assign(
            detected=True, error_px=0.0 if change == "zero" else 2.0, text_height_px=30.0
        )
    else:
        rows = 0 if change == "empty" else 1
        table, columns = table.head(rows), columns.head(rows)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = slice_findings_table(table, columns)
    assert list(found.columns) == list(SLICE_COLUMNS)
    assert found["reported"].dtype == bool
    assert not found["reported"].any()


def test_adjusted_error_takes_out_size_and_nothing_else() -> None:
    table, _ = _population(6, "share")
    table["error_px"] = table["text_height_px"] ** 0.7 * np.where(np.arange(74) % 2, 2.0, 1.0)
    left = adjusted_error(table)
    gap = left[1::2].mean() - left[::2].mean()
    assert gap == pytest.approx(np.log(2), rel=0.15)
    assert np.isnan(adjusted_error(table.head(9))).all()


def test_columns_of_the_geometry_by_hand(plant_labels, plant_images) -> None:  # type: ignore[no-untyped-def]
    upright = as_quads([[400, 380], [600, 380], [600, 420], [400, 420]])
    two_lines = as_quads([[5, 5], [65, 5], [65, 25], [5, 25]])
    trapezium = as_quads([[300, 300], [500, 300], [500, 340], [300, 320]])
    names = ["a.jpg", "b.jpg", "c.jpg", "d.jpg"]
    labels = plant_labels(
        dict(zip(names, [upright, two_lines, trapezium, upright * np.nan], strict=True))
    )
    predictions = table_of(
        {"image": ["a.jpg"], "confidence": [0.9], **quad_columns(upright)}, PREDICTION_COLUMNS
    )
    table = per_label(matching(predictions, labels), plant_images(names), confidence=0.25).frame
    attributes = pd.DataFrame({"light": ["day", "dusk"]}, index=["c.jpg", "a.jpg"])
    photos = table[["image", "line"]].assign(
        sharpness=0.3, brightness=[0.1, 0.2, 0.3, np.nan], contrast=0.5
    )
    columns = slice_columns(table, attributes, photos=photos.iloc[::-1], imgsz=500)
    assert columns["text_height_px"].tolist()[:2] == [40, 20]
    assert columns["input_height_px"].tolist()[:2] == [20, 10]
    assert columns["aspect"].tolist()[:2] == [5, 3]
    assert columns["lines"].tolist()[:3] == [1, 2, 1]
    assert columns["centre_distance"].tolist()[0] == 0
    assert columns["at_border"].tolist()[:3] == [False, True, False]
    assert columns["foreshortening"].tolist()[:3] == [1, 1, 2]
    assert columns["skew_deg"].tolist()[:2] == [0, 0]
    assert columns["brightness"].tolist()[:3] == [0.1, 0.2, 0.3]
    assert columns["light"].tolist()[0] == "dusk"
    assert columns.iloc[3].drop(["sharpness", "contrast"]).isna().all()


def test_levels() -> None:
    names = levels_of(pd.Series(["a"] * 6 + ["b"] * 5 + ["c"] * 4 + [None], dtype=object))
    assert names.value_counts().to_dict() == {"a": 6, "b": 5}
    assert levels_of(pd.Series(["a"] * 20 + ["b"])).isna().all()
    assert levels_of(pd.Series([1.0, 2.0] * 6)).value_counts().to_dict() == {"1": 6, "2": 6}
    flags = pd.Series([True, False] * 6 + [np.nan], dtype=object)
    assert levels_of(flags).value_counts().to_dict() == {"True": 6, "False": 6}
    thirds = levels_of(pd.Series(np.arange(90.0)))
    assert thirds.value_counts().to_dict() == {
        "up to 29.7": 30,
        "29.7 to 59.3": 30,
        "over 59.3": 30,
    }
    assert levels_of(pd.Series([np.nan] * 20)).isna().all()
    assert levels_of(pd.Series([], dtype=object)).empty


def test_resolution_limit() -> None:
    rng = np.random.default_rng(0)
    height = rng.uniform(10, 90, 74)
    table = pd.DataFrame(
        {
            "image_width_px": 960.0,
            "image_height_px": 1280.0,
            "text_height_px": height,
            "error_px": 2.0,
        }
    )
    found = resolution_limit(table, 640)
    assert found["error_input_px"] == pytest.approx(1)
    assert found["slope"] == pytest.approx(0)
    noisy = table.assign(error_px=2 * np.exp(rng.normal(0, 0.4, 74)))
    assert abs(resolution_limit(noisy, 640)["slope"]) < 0.3
    share = table.assign(error_px=0.05 * height * np.exp(rng.normal(0, 0.4, 74)))
    found = resolution_limit(share, 640)
    assert found["slope_low"] < 1 < found["slope_high"]
    few = resolution_limit(noisy.head(5), 640)
    assert few["n"] == 5
    assert np.isnan(few["slope"])
    assert resolution_limit(noisy.head(0), 640)["n"] == 0
