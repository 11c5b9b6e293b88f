import warnings

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.measures.slices import (
    SLICE_COLUMNS,
    resolution_limit,
    slice_findings_table,
)


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
