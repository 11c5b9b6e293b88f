from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from containerloc.analysis.measures.corner_errors import LabelErrors, per_label
from containerloc.analysis.measures.headline import headline_numbers, per_corner
from containerloc.analysis.measures.matching import matching
from containerloc.analysis.measures.thresholds.sweep import sweep
from containerloc.metric import HEADLINE_METRICS
from containerloc.quads import Floats

NO_ALARMS = np.zeros(74, np.int64)


@pytest.fixture
def errors_of(plant_labels, plant_predictions, plant_images, ids: Floats):
    names = [f"{k:03}.jpg" for k in range(len(ids))]

    def make(predicted: Floats) -> LabelErrors:
        rows = [(n, 0.9, q) for n, q in zip(names, predicted, strict=True) if np.isfinite(q).all()]
        labels = plant_labels(dict(zip(names, ids, strict=True)))
        return per_label(
            matching(plant_predictions(rows), labels), plant_images(names), confidence=0.25
        )

    return make


def test_every_metric_that_can_be_promised_is_measured(errors_of, ids: Floats) -> None:
    numbers = headline_numbers(errors_of(ids), false_positives=NO_ALARMS)
    assert numbers.index.tolist() == list(HEADLINE_METRICS)


def test_the_planted_shift(errors_of, ids: Floats) -> None:
    predicted = ids.copy()
    predicted[:, 0] += [3, 4]
    predicted[:, 2] += [0, 1]
    numbers = headline_numbers(errors_of(predicted), false_positives=NO_ALARMS)
    value = numbers["value"]
    assert value["mde_px"] == pytest.approx(1.5)
    assert value["error_std_px"] == pytest.approx(0, abs=1e-9)
    assert value[["tl_error_mean_px", "tl_error_median_px", "tl_error_max_px"]].tolist() == (
        pytest.approx([5, 5, 5])
    )
    assert value[["tr_error_mean_px", "br_error_mean_px"]].tolist() == pytest.approx([0, 1])
    assert np.isinf(value["imbalance"])  # worst 5 px, best 0 px
    corners = per_corner(numbers)
    assert corners.index.tolist() == ["TL", "TR", "BR", "BL"]
    assert corners["mean_px"].tolist() == pytest.approx([5, 0, 1, 0])


def test_imbalance_is_worst_over_best(errors_of, ids: Floats) -> None:
    predicted = ids + np.array([[3.0, 4], [0, 2.5], [4, 0], [2.6, 0]])
    numbers = headline_numbers(errors_of(predicted), false_positives=NO_ALARMS)
    assert numbers.loc["imbalance", "value"] == pytest.approx(2)


def test_conditional_and_unconditional_when_labels_are_missed(errors_of, ids: Floats) -> None:
    predicted = ids.copy()
    predicted[:37] = np.nan
    numbers = headline_numbers(errors_of(predicted), false_positives=NO_ALARMS)
    assert numbers.loc["detection_rate", "value"] == 0.5
    assert numbers.loc["missed", "value"] == 37
    for name in ("iou_mean", "pck_05", "pck_10"):
        assert numbers.loc[name, ["value", "n", "of"]].tolist() == [1, 37, "detected"]
        whole = numbers.loc[f"{name}_unconditional"]
        assert whole[["value", "n", "of"]].tolist() == [0.5, 74, "labels"]


def test_pck_counts_corners_within_a_share_of_the_size(errors_of, ids: Floats) -> None:
    from containerloc.quads.pairs import reference_length

    predicted = ids.copy()
    predicted[:, 0, 0] += 0.07 * reference_length(ids)  # within 10 %, beyond 5 %
    value = headline_numbers(errors_of(predicted), false_positives=NO_ALARMS)["value"]
    assert value["pck_05"] == pytest.approx(0.75)
    assert value["pck_10"] == 1


def test_spread_is_numpys(errors_of, ids: Floats) -> None:
    noise = np.random.default_rng(1).normal(0, 3, ids.shape)
    table = errors_of(ids + noise)
    numbers = headline_numbers(table, false_positives=NO_ALARMS)
    error = np.linalg.norm(noise, axis=2).mean(axis=1)
    expected = [error.mean(), error.std(ddof=0), np.median(error), np.quantile(error, 0.9)]
    names = ["mde_px", "error_std_px", "error_median_px", "error_p90_px"]
    assert numbers.loc[names, "value"].tolist() == pytest.approx(expected)
    low, high = numbers.loc["mde_px", ["ci_low", "ci_high"]]
    # The bootstrap agrees with the normal interval of a mean of 74.
    half = 1.96 * error.std(ddof=1) / np.sqrt(74)
    assert [low, high] == pytest.approx([error.mean() - half, error.mean() + half], abs=0.1 * half)


def test_false_positives_per_image(errors_of, ids: Floats) -> None:
    alarms = np.array([2, 0, 0, 1] + [0] * 70)
    row = headline_numbers(errors_of(ids), false_positives=alarms).loc["false_positives_per_image"]
    assert row["value"] == pytest.approx(3 / 74)
    assert row["n"] == 74


def test_nothing_detected(errors_of, ids: Floats) -> None:
    numbers = headline_numbers(errors_of(np.full_like(ids, np.nan)), false_positives=NO_ALARMS)
    assert numbers.loc["detection_rate", "value"] == 0
    assert numbers.loc["mde_px", ["value", "ci_low", "ci_high"]].isna().all()
    assert numbers.loc["mde_px", "n"] == 0
    assert numbers.loc["iou_mean_unconditional", "value"] == 0


def test_no_labels_at_all(plant_labels, plant_predictions, plant_images, ids: Floats) -> None:
    labels = plant_labels({"a": ids[0]}).iloc[:0]
    table = per_label(
        matching(plant_predictions([]), labels), plant_images(["a"], [0]), confidence=0.25
    )
    numbers = headline_numbers(table, false_positives=np.zeros(1, np.int64))
    assert np.isnan(numbers.loc["detection_rate", "value"])
    assert np.isnan(numbers.loc["imbalance", "value"])


def test_a_resampled_image_brings_all_its_labels(
    plant_labels, plant_predictions, plant_images, ids: Floats
) -> None:
    # Two images of two IDs: both good in one, both bad in the other. As four independent labels
    # the mean would look surer than two photos make it.
    quads = {"good": ids[:2], "bad": ids[2:4] + [0, 300]}
    shift = {"good": 0.0, "bad": 10.0}
    predictions = plant_predictions(
        [(image, 0.9, q + [shift[image], 0]) for image, qs in quads.items() for q in qs]
    )
    images = plant_images(list(quads), [2, 2])
    table = per_label(matching(predictions, plant_labels(quads)), images, confidence=0.25)
    row = headline_numbers(table, false_positives=np.zeros(2, np.int64)).loc["mde_px"]
    assert row[["value", "ci_low", "ci_high", "n"]].tolist() == pytest.approx([5, 0, 10, 4])


def test_false_positives_are_counted_image_by_image(
    plant_labels, plant_predictions, ids: Floats
) -> None:
    predictions = plant_predictions([("a", 0.9, ids[0]), ("a", 0.5, ids[1]), ("b", 0.4, ids[2])])
    matches = matching(predictions, plant_labels({"a": ids[0]})).at(0.25)
    assert predictions["image"].iloc[matches.false_positive_rows].tolist() == ["a", "b"]


@pytest.fixture
def noisy(errors_of, ids: Floats) -> LabelErrors:
    rng = np.random.default_rng(8)
    predicted = ids + rng.gamma(2, 2, (74, 1, 1)) * rng.normal(size=ids.shape)
    predicted[:4] = np.nan
    return errors_of(predicted)


def test_every_number_has_an_interval_that_holds_it(noisy: LabelErrors) -> None:
    numbers = headline_numbers(noisy, false_positives=NO_ALARMS)
    assert numbers[["value", "ci_low", "ci_high"]].notna().all(axis=None)
    assert (numbers["ci_low"] <= numbers["value"] + 1e-12).all()
    assert (numbers["value"] <= numbers["ci_high"] + 1e-12).all()
    assert (numbers["n"] > 0).all()
    unlimited = numbers.index[np.isinf(numbers["ci_high"])]
    assert unlimited.tolist() == [name for name in numbers.index if name.endswith("_max_px")]


def test_counts_have_the_interval_of_their_rate(noisy: LabelErrors) -> None:
    from containerloc.analysis.statistics.intervals import wilson_interval

    numbers = headline_numbers(noisy, false_positives=NO_ALARMS)
    ends = ["ci_low", "ci_high"]
    assert numbers.loc["missed", "value"] == 4
    low, high = wilson_interval(4, 74)
    assert numbers.loc["missed", ends].tolist() == pytest.approx([74 * low, 74 * high])
    low, high = wilson_interval(0, 70)
    assert numbers.loc["crossed", ends].tolist() == pytest.approx([0, 70 * high])
    assert numbers.loc["detection_rate", ends].tolist() == pytest.approx(wilson_interval(70, 74))


def test_maximum_may_be_any_worse(noisy: LabelErrors) -> None:
    row = headline_numbers(noisy, false_positives=NO_ALARMS).loc["error_max_px"]
    assert row[["ci_low", "ci_high"]].tolist() == [np.nanmax(noisy.error_px), np.inf]


def test_near_duplicates_make_every_number_less_sure(noisy: LabelErrors) -> None:
    # Copies of every photo: as sure as the photos once, where each copy counts as another photo.
    names = noisy.image.tolist()
    copied = np.array([f"{name}{mark}" for mark in "abc" for name in names])
    copies = replace(noisy.take(np.tile(np.arange(74), 3)), image=copied)
    groups = pd.Series(3 * names, index=copied)
    alarms = (np.arange(74) % 9 == 0).astype(np.int64)
    once = headline_numbers(noisy, false_positives=alarms)
    grouped = headline_numbers(copies, false_positives=np.tile(alarms, 3), groups=groups)
    singly = headline_numbers(copies, false_positives=np.tile(alarms, 3))

    def width(numbers: pd.DataFrame) -> "pd.Series[float]":
        finite = numbers[~numbers.index.str.endswith("_max_px")]
        per = np.where(finite.index.isin(["missed", "crossed", "order_wrong"]), finite["n"], 1)
        return (finite["ci_high"] - finite["ci_low"]) / per

    assert width(grouped).to_numpy() == pytest.approx(width(once).to_numpy(), rel=0.2)
    assert (width(singly) < 0.85 * width(grouped)).all()
    assert grouped["value"].drop(["missed"]).to_numpy() == pytest.approx(
        once["value"].drop(["missed"]).to_numpy(), rel=0.02
    )


def test_groups_of_other_images_are_refused(noisy: LabelErrors) -> None:
    groups = pd.Series(["one", "one"], index=["000.jpg", "001.jpg"])
    with pytest.raises(ValueError, match="groups of 2 images, but false positives of 74"):
        headline_numbers(noisy, false_positives=NO_ALARMS, groups=groups)


def test_what_is_not_known_is_never_counted_as_zero(
    plant_labels, plant_predictions, plant_images, ids: Floats
) -> None:
    """Ten IDs found exactly: of three labels and of two predictions a corner is unknown."""
    names = [f"{k}.jpg" for k in range(12)]
    truth, predicted = ids[:12].copy(), ids[:12].copy()
    truth[:3, 3] = predicted[3:5, 0] = np.nan
    truth[10, 1] = np.nan  # 10 and 11 are missed
    rows = [(n, 0.9, q) for n, q in zip(names[:10], predicted, strict=False)]
    labels = plant_labels(dict(zip(names, truth, strict=True)))
    matched = matching(plant_predictions(rows), labels)
    errors = per_label(matched, plant_images(names), confidence=0.25)
    numbers = headline_numbers(errors, false_positives=np.zeros(12, np.int64))
    assert numbers.loc["detection_rate", ["value", "n"]].tolist() == [10 / 12, 12]
    assert numbers.loc["missed", "value"] == 2
    assert numbers.loc["mde_px", ["value", "n"]].tolist() == [0, 5]
    assert numbers.loc["bl_error_mean_px", ["value", "n"]].tolist() == [0, 7]
    assert numbers.loc["tl_error_mean_px", ["value", "n"]].tolist() == [0, 8]
    assert numbers.loc["iou_mean", ["value", "n"]].tolist() == [1, 5]
    assert numbers.loc["iou_mean_unconditional", ["value", "n"]].tolist() == [5 / 7, 7]
    assert numbers.loc["pck_05", ["value", "n"]].tolist() == [1, 7]
    assert numbers.loc["pck_05_unconditional", ["value", "n"]].tolist() == [7 / 9, 9]
    swept = sweep(matched, n_images=12, thresholds=[0.25]).iloc[0]
    for key, column in (
        ("detection_rate", "detection_rate"),
        ("mde_px", "mde_px"),
        ("iou_mean", "iou"),
        ("iou_mean_unconditional", "iou_unconditional"),
    ):
        assert swept[column] == numbers.loc[key, "value"]


@given(st.data())
@settings(max_examples=25)
def test_a_sweep_and_the_headline_agree_whatever_is_unknown(
    plant_labels, plant_predictions, plant_images, ids: Floats, data: st.DataObject
) -> None:
    names = [f"{k}.jpg" for k in range(8)]
    sides = []
    for place in range(2):
        hidden = data.draw(arrays(np.bool_, (8, 4), elements=st.booleans()))
        quads = ids[:8] + 3 * place
        sides.append(np.where(hidden[..., None], np.nan, quads))
    scores = data.draw(arrays(float, 8, elements=st.sampled_from([0.1, 0.3, 0.9])))
    rows = [(n, s, q) for n, s, q in zip(names, scores, sides[1], strict=True)]
    table = plant_labels(dict(zip(names, sides[0], strict=True)))
    matched = matching(plant_predictions(rows), table)
    errors = per_label(matched, plant_images(names), confidence=0.25)
    value = headline_numbers(errors, false_positives=np.zeros(8, np.int64))["value"]
    swept = sweep(matched, n_images=8, thresholds=[0.25]).iloc[0]
    assert swept[["detection_rate", "mde_px", "iou", "iou_unconditional"]].tolist() == (
        pytest.approx(
            value[["detection_rate", "mde_px", "iou_mean", "iou_mean_unconditional"]].tolist(),
            nan_ok=True,
        )
    )
