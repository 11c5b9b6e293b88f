from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from containerloc.data.tables import (
    ANNOTATION_COLUMNS,
    CONFIDENCE_COLUMNS,
    CORNER_COLUMNS,
    IMAGE_COLUMNS,
    PREDICTION_COLUMNS,
    PROBLEM_COLUMNS,
    Problem,
    annotation_table,
    box_columns,
    boxes_of,
    for_spreadsheets,
    prediction_table,
    problem_table,
    quad_columns,
    quads_of,
    read_spreadsheet,
    table_of,
)


def test_absent_columns_have_the_default_of_their_type() -> None:
    table = table_of({"image": ["a", "b"], "width_px": [4, 5]}, IMAGE_COLUMNS)
    assert table["path"].tolist() == ["", ""]
    assert table["n_labels"].tolist() == [0, 0]
    assert table["width_px"].dtype == "int64"
    assert pd.api.types.is_string_dtype(table["image"])  # `object` before pandas 3
    assert np.isnan(table_of({"image": ["a"]}, ("image", "confidence"))["confidence"]).all()


def test_an_empty_table_has_the_same_types() -> None:
    full = table_of({"image": ["a"], "height_px": [1]}, IMAGE_COLUMNS)
    assert (table_of({}, IMAGE_COLUMNS).dtypes == full.dtypes).all()


def test_quads_and_their_columns_are_inverse() -> None:
    quads = np.arange(16.0).reshape(2, 4, 2)
    columns = quad_columns(quads)
    assert tuple(columns) == CORNER_COLUMNS
    assert columns["tr_y_px"].tolist() == [3, 11]
    assert (quads_of(table_of(columns, CORNER_COLUMNS)) == quads).all()


def test_problems_and_annotations_also_where_there_is_none() -> None:
    table = problem_table([Problem("no-area", "error", "a.jpg", "a.txt", 3, "flat")])
    assert table.iloc[0].tolist() == ["no-area", "error", "a.jpg", "a.txt", 3, "flat"]
    assert tuple(problem_table([])) == PROBLEM_COLUMNS
    assert (problem_table([]).dtypes == table.dtypes).all()
    assert annotation_table([("a.jpg", 1, "card", np.zeros((4, 2)))]).shape == (1, 11)
    assert tuple(annotation_table([])) == ANNOTATION_COLUMNS


def test_a_prediction_without_confidences_of_its_corners_has_nan_there() -> None:
    boxes, keypoints = np.arange(4.0)[None], np.arange(12.0).reshape(1, 4, 3)
    columns = {"image": ["a.jpg"], "class_id": [0], "confidence": [0.5]}
    table = prediction_table(boxes, keypoints, **columns)
    assert tuple(table) == PREDICTION_COLUMNS
    assert (boxes_of(table) == boxes).all()
    assert tuple(box_columns(boxes)) == tuple(table)[3:7]
    assert (quads_of(table) == keypoints[..., :2]).all()
    assert table[[*CONFIDENCE_COLUMNS]].to_numpy().tolist() == [[2, 5, 8, 11]]
    plain = prediction_table(boxes, keypoints[..., :2], **columns)
    assert plain[[*CONFIDENCE_COLUMNS]].isna().all(axis=None)
    assert (plain.dtypes == table.dtypes).all()


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_table_for_spreadsheets_is_read_back(tmp_path: Path, ends: str) -> None:
    name = "a\rb.jpg" if ends == "\n" else "a.jpg"  # which ends no line
    table = pd.DataFrame(
        {"image": ["=1+2", name, None], "@note": ["'=x", "-1.5", "+a"], "px": [-1.5, np.nan, 2]}
    )
    written = for_spreadsheets(table)
    assert written.columns.tolist() == ["image", "'@note", "px"]
    assert written["image"].tolist()[:2] == ["'=1+2", name]
    assert written["'@note"].tolist() == ["''=x", "-1.5", "'+a"]
    written.to_csv(tmp_path / "table.csv", index=False, lineterminator=ends)
    read = read_spreadsheet(tmp_path / "table.csv")
    pd.testing.assert_frame_equal(read, table, check_dtype=False)
