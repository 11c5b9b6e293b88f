import numpy as np
import pytest

from containerloc.analysis.measures.corner_errors import per_label
from containerloc.analysis.measures.matching import matching
from containerloc.analysis.measures.thresholds.sweep import (
    THRESHOLDS,
    critical_confidences,
    sweep,
    sweep_gates,
    sweep_unlabeled,
)
from containerloc.data.predictions import read_predictions
from containerloc.quads import Floats

from .conftest import BOX


def test_two_hundred_thresholds_hold_the_usual_ones() -> None:
    assert len(THRESHOLDS) == 200
    assert {0.25, 0.5, 0.6, 1.0} < set(THRESHOLDS)


def test_hand_worked(world) -> None:
    table = sweep(matching(*world), n_images=3, thresholds=[0.05, 0.25, 0.57, 0.6, 0.95])
    assert table["detected"].tolist() == [2, 2, 2, 1, 0]
    assert table["false_positives"].tolist() == [1, 0, 0, 0, 0]
    assert table["detection_rate"].tolist() == pytest.approx([2 / 3, 2 / 3, 2 / 3, 1 / 3, 0])
    assert table["precision"].tolist() == pytest.approx([2 / 3, 1, 1, 1, np.nan], nan_ok=True)
    assert table["mde_px"].tolist() == pytest.approx([3, 3, 3, 5, np.nan], nan_ok=True)
    assert table["iou_unconditional"].iloc[-1] == 0
    assert table["false_positives_per_image"].iloc[0] == pytest.approx(1 / 3)


def test_every_threshold_equals_an_analysis_at_it(
    plant_labels, plant_predictions, plant_images, ids: Floats
) -> None:
    rng = np.random.default_rng(3)
    names = [f"{k % 50}" for k in range(74)]  # two IDs in some of the photos
    labels = plant_labels({n: ids[[k for k, m in enumerate(names) if m == n]] for n in set(names)})
    rows = [
        (n, rng.uniform(), q + rng.normal(0, 3, (4, 2)))
        for n in set(names)
        for q in ids[rng.integers(0, 74, rng.integers(0, 4))]
    ]
    predictions, images = plant_predictions(rows), plant_images(sorted(set(names)))
    for row in sweep(
        matching(predictions, labels), n_images=50, thresholds=THRESHOLDS[::20]
    ).itertuples():
        scored = per_label(matching(predictions, labels), images, confidence=row.threshold).frame
        matches = matching(predictions, labels).at(row.threshold)
        assert row.detected == scored["detected"].sum()
        assert row.false_positives == len(matches.false_positive_rows)
        expected = [scored["error_px"].mean(), scored["iou"].mean(), scored["iou"].sum() / 74]
        assert [row.mde_px, row.iou, row.iou_unconditional] == pytest.approx(expected, nan_ok=True)


def test_detection_only_falls(world) -> None:
    rates = sweep(matching(*world), n_images=3)["detection_rate"]
    assert (rates.diff().dropna() <= 0).all()


def test_each_labels_own_critical_confidence(world) -> None:
    table = critical_confidences(matching(*world))
    assert table["critical_confidence"].tolist() == pytest.approx([0.9, 0.57, np.nan], nan_ok=True)
    assert table["image"].tolist() == ["a", "b", "c"]


def test_no_labels_and_no_predictions(world) -> None:
    predictions, labels = world
    assert sweep(matching(predictions, labels.iloc[:0]), n_images=3)["detection_rate"].isna().all()
    nothing = sweep(matching(predictions.iloc[:0], labels), n_images=3)
    assert (nothing["detection_rate"] == 0).all()
    assert nothing["precision"].isna().all()


def test_the_detection_rate_against_the_gate(plant_labels, plant_predictions) -> None:
    # IoU 1, 3/5 and 1/3: shifted along by none, a quarter and half of the width.
    rows = [(n, 0.9, BOX + [shift, 0]) for n, shift in zip("abc", (0, 10, 20), strict=True)]
    matched = matching(plant_predictions(rows), plant_labels(dict.fromkeys("abc", BOX)))
    table = sweep_gates(matched, confidence=0.25)
    assert table["gate"].tolist() == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    assert table["detected"].tolist() == [3, 3, 3, 2, 2, 2, 1, 1, 1]
    assert table["false_positives"].tolist() == (3 - table["detected"]).tolist()
    assert sweep_gates(matched, confidence=0.95)["detection_rate"].tolist() == [0] * 9


@pytest.mark.parametrize(("run", "kept"), [("exp002", [74, 66]), ("exp003", [74, 73])])
def test_real_runs_keep_what_was_counted_by_hand(shared, run: str, kept: list[int]) -> None:
    predictions = read_predictions(shared / "real_runs" / run / "val_predictions.json")
    table = sweep_unlabeled(predictions.table, n_images=74, thresholds=[0.25, 0.6])
    assert table["images_kept"].tolist() == kept
