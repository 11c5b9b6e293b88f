import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.measures.corner_errors import FRAME_COLUMNS, TRUE_COLUMNS, per_label
from containerloc.analysis.measures.matching import matching
from containerloc.quads import Floats


def scored(plant, ids: Floats, predicted: Floats, *, confidence: float = 0.25, score: float = 0.9):
    plant_labels, plant_predictions, plant_images = plant
    names = [f"{k:03}.jpg" for k in range(len(ids))]
    rows = [(n, score, q) for n, q in zip(names, predicted, strict=True) if np.isfinite(q).all()]
    labels = plant_labels(dict(zip(names, ids, strict=True)))
    return per_label(
        matching(plant_predictions(rows), labels), plant_images(names), confidence=confidence
    ).frame


@pytest.fixture
def plant(plant_labels, plant_predictions, plant_images):
    return plant_labels, plant_predictions, plant_images


def test_a_shift_of_one_corner(plant, ids: Floats) -> None:
    predicted = ids.copy()
    predicted[:, 0] += [3, 4]
    table = scored(plant, ids, predicted)
    assert table["error_tl_px"].to_numpy() == pytest.approx(np.full(74, 5))
    for corner in ("tr", "br", "bl"):
        assert (table[f"error_{corner}_px"] == 0).all()
    assert table["error_px"].to_numpy() == pytest.approx(np.full(74, 1.25))
    np.testing.assert_allclose(np.hypot(table["along_tl_px"], table["across_tl_px"]), 5)


def test_a_perfect_prediction(plant, ids: Floats) -> None:
    table = scored(plant, ids, ids)
    assert (table[["error_px", "nme"]] == 0).all(axis=None)
    np.testing.assert_allclose(table[["coverage", "iou"]], 1)
    np.testing.assert_allclose(table["margin"], 0, atol=1e-12)
    assert (table["order"] == "as read").all()
    assert not table["crossed"].any()


def test_a_missed_label_has_no_errors_and_stays_in_the_table(plant, ids: Floats) -> None:
    predicted = ids.copy()
    predicted[5] = np.nan
    table = scored(plant, ids, predicted)
    assert len(table) == 74
    assert table["detected"].sum() == 73
    assert table.loc[5, ["error_px", "iou", "confidence"]].isna().all()
    assert table.loc[5, "order"] == ""
    np.testing.assert_allclose(table[list(TRUE_COLUMNS)], ids.reshape(-1, 8))


def test_below_the_threshold_is_missed(plant, ids: Floats) -> None:
    assert not scored(plant, ids, ids, confidence=0.91)["detected"].any()


def test_swapped_corners_are_counted_though_iou_sees_some_area(plant, ids: Floats) -> None:
    predicted = ids.copy()
    predicted[3] = ids[3, [1, 0, 2, 3]]
    predicted[4] = ids[4, [1, 2, 3, 0]]
    table = scored(plant, ids, predicted)
    assert table.loc[[3, 4], "order"].tolist() == ["swapped", "rotated"]
    assert table.loc[[3, 4], "crossed"].tolist() == [True, False]
    assert table.loc[3, "iou"] == 0
    assert table.loc[4, "iou"] == pytest.approx(1)
    assert table.loc[4, "error_px"] > 100


def test_sizes_are_of_the_label(plant) -> None:
    quad = np.array([[[100.0, 100], [300, 100], [300, 140], [100, 140]]])
    row = scored(plant, quad, quad + 20).iloc[0]
    assert (row["text_width_px"], row["text_height_px"], row["aspect"]) == (200, 40, 5)
    assert row["area_share"] == pytest.approx(200 * 40 / (1000 * 800))
    assert row["nme"] == pytest.approx(np.hypot(20, 20) / np.sqrt(200 * 40))


def test_a_label_with_a_missing_corner_has_no_distance_error(plant, ids: Floats) -> None:
    labels = ids.copy()
    labels[0, 2] = np.nan
    table = scored(plant, labels, ids)
    assert table.loc[0, "detected"]
    assert np.isnan(table.loc[0, "error_px"])
    assert table.loc[0, "error_tl_px"] == 0
    assert np.isnan(table.loc[0, "iou"])


def test_tables_join_by_image_and_not_by_row(
    plant_labels, plant_predictions, plant_images, ids: Floats
) -> None:
    labels = plant_labels({"b": ids[0], "a": ids[1]})
    predictions = plant_predictions([("a", 0.9, ids[1]), ("b", 0.8, ids[0])])
    table = per_label(
        matching(predictions, labels), plant_images(["a", "b"]), confidence=0.25
    ).frame
    assert table["error_px"].tolist() == [0, 0]
    assert table["confidence"].tolist() == [0.8, 0.9]


def test_the_models_own_corner_confidences_come_along(
    plant_labels, plant_predictions, plant_images, ids: Floats
) -> None:
    predictions = plant_predictions([("b", 0.8, ids[0])]).assign(tr_confidence=0.4)
    labels = plant_labels({"a": ids[1], "b": ids[0]})
    table = per_label(
        matching(predictions, labels), plant_images(["a", "b"]), confidence=0.25
    ).frame
    assert table["tr_confidence"].tolist() == pytest.approx([np.nan, 0.4], nan_ok=True)
    assert table["bl_confidence"].tolist() == pytest.approx([np.nan, 1.0], nan_ok=True)


def test_the_frame_of_some_labels(
    plant_labels, plant_predictions, plant_images, ids: Floats
) -> None:
    names = [f"{k:03}.jpg" for k in range(len(ids))]
    rows = [(name, 0.9, quad + 3) for name, quad in zip(names[1:], ids[1:], strict=True)]
    labels = plant_labels(dict(zip(names, ids, strict=True)))
    matched = matching(plant_predictions(rows), labels)
    errors = per_label(matched, plant_images(names), confidence=0.25)
    assert list(errors.frame) == list(FRAME_COLUMNS)
    some = errors.take(~errors.detected | (errors.confidence > 0.5))
    pd.testing.assert_frame_equal(some.frame, errors.frame)
    last = errors.take([0, 73])
    assert (len(last), last.row.tolist(), last.measured.tolist()) == (2, [0, 73], [False, True])
    pd.testing.assert_frame_equal(last.frame, errors.frame.loc[[0, 73]])
    assert last.text_height_px.tolist() == last.frame["text_height_px"].tolist()
