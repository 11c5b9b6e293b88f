"""Which verdicts stand, and which are out of date."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.review.verdicts import (
    VERDICT_COLUMNS,
    VERDICTS,
    is_corrected,
    latest,
    verdict_table,
    with_staleness,
)

ROW = {"split": "val", "image": "a.jpg", "object": "line 1", "when": "T1"}


def said(*rows: dict[str, object]) -> pd.DataFrame:
    return verdict_table([{**ROW, **row} for row in rows])


def test_the_table_is_typed_also_when_it_is_empty() -> None:
    assert tuple(verdict_table([]).columns) == VERDICT_COLUMNS
    assert verdict_table([]).dtypes.to_dict() == said({}).dtypes.to_dict()
    assert latest(verdict_table([])).empty
    assert with_staleness(verdict_table([]), said({}))["stale"].tolist() == []


def test_the_latest_counts_wherever_it_stands() -> None:
    table = said({"verdict": "ambiguous", "when": "T3"}, {"verdict": "label_wrong", "when": "T2"})
    assert latest(table)["verdict"].tolist() == ["ambiguous"]


def test_of_two_at_one_time_the_lower_line_counts() -> None:
    table = said({"verdict": "ambiguous"}, {"verdict": "label_wrong"})
    assert latest(table)["verdict"].tolist() == ["label_wrong"]


@pytest.mark.parametrize("left", [{"note": "look"}, {"tl_x_px": 1.0, "tl_y_px": 2.0}])
def test_a_note_or_a_corner_alone_stands_and_nothing_withdraws(left) -> None:
    assert len(latest(said({"verdict": "ambiguous"}, left))) == 1
    assert latest(said({"verdict": "ambiguous"}, left, {})).empty


def test_objects_of_two_splits_are_two() -> None:
    assert len(latest(said({"verdict": "ambiguous"}, {"verdict": "", "split": "test"}))) == 1


def test_half_a_corner_is_no_correction() -> None:
    table = said({"tl_x_px": 1.0}, {"tl_x_px": 1.0, "tl_y_px": 0.0}, {})
    np.testing.assert_array_equal(is_corrected(table), [False, True, False])


@pytest.mark.parametrize("verdict", ["", *VERDICTS])
@pytest.mark.parametrize("part", ["photo", "label", "prediction"])
def test_a_verdict_is_out_of_date_once_what_it_is_about_has_changed(verdict, part) -> None:
    about = {"model_wrong": "photo label prediction", "photo_bad": "photo"}
    table = said({"verdict": verdict, f"{part}_sha256": "old"})
    (stale,) = with_staleness(table, said({f"{part}_sha256": "new"}))["stale"]
    assert stale == (f"{part} changed" if part in about.get(verdict, "photo label") else "")
    assert with_staleness(table, table)["stale"].tolist() == [""]


def test_what_is_gone_is_told() -> None:
    assert with_staleness(said({}), said({"image": "b.jpg"}))["stale"].tolist() == ["object gone"]


@pytest.mark.parametrize("verdict", ["", *VERDICTS])
def test_of_a_prediction_without_a_label_nothing_is_left_without_it(verdict: str) -> None:
    table = said({"object": "prediction 1", "verdict": verdict, "prediction_sha256": "old"})
    now = said({"object": "prediction 1", "prediction_sha256": "new"})
    assert with_staleness(table, now)["stale"].tolist() == ["prediction changed"]
