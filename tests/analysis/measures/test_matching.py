import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from containerloc.analysis.measures.matching import MISSED, Matching, matching
from containerloc.data.tables import boxes_of, quads_of
from containerloc.experiment.gate import Gate
from containerloc.quads import Floats

BOX = np.array([[0.0, 0], [40, 0], [40, 10], [0, 10]])
TOGETHER = Gate(classes="together")


def test_the_most_confident_prediction_on_a_label_is_its_match(
    plant_labels, plant_predictions
) -> None:
    labels = plant_labels({"a": BOX})
    # The better placed one is less confident: the reader downstream would not take it.
    predictions = plant_predictions([("a", 0.5, BOX), ("a", 0.9, BOX + [20, 0])])
    matches = matching(predictions, labels).at(0.25)
    assert matches.prediction_rows.tolist() == [1]
    assert matches.false_positive_rows.tolist() == [0]


def test_a_prediction_elsewhere_finds_nothing(plant_labels, plant_predictions) -> None:
    # As a web address on the door, 390 px from the ID.
    predictions = plant_predictions([("a", 0.9, BOX + [0, 390]), ("a", 0.3, BOX)])
    matched = matching(predictions, plant_labels({"a": BOX}))
    assert matched.at(0.25).prediction_rows.tolist() == [1]
    assert matched.at(0.25).false_positive_rows.tolist() == [0]
    assert matched.at(0.5).prediction_rows.tolist() == [MISSED]


def test_a_false_alarm_takes_no_label_from_a_good_prediction(
    plant_labels, plant_predictions
) -> None:
    # Two labels 100 px apart; a prediction 5 px from the first, a false alarm 100 px beyond it.
    # The least total distance would give the false alarm to the first label.
    labels = plant_labels({"a": np.array([BOX, BOX + [100, 0]])})
    predictions = plant_predictions([("a", 0.9, BOX + [5, 0]), ("a", 0.8, BOX - [100, 0])])
    matches = matching(predictions, labels).at(0.25)
    assert matches.prediction_rows.tolist() == [0, MISSED]
    assert matches.false_positive_rows.tolist() == [1]


def test_a_duplicate_does_not_push_out_the_prediction_of_another_object(
    plant_labels, plant_predictions
) -> None:
    labels = plant_labels({"a": np.array([BOX, BOX + [0, 100]])})
    predictions = plant_predictions(
        [("a", 0.9, BOX), ("a", 0.8, BOX + [1, 0]), ("a", 0.7, BOX + [0, 100])]
    )
    matches = matching(predictions, labels).at(0.25)
    assert matches.prediction_rows.tolist() == [0, 2]
    assert matches.false_positive_rows.tolist() == [1]


def test_a_prediction_takes_what_it_overlaps_most_of_what_is_free(
    plant_labels, plant_predictions
) -> None:
    # Labels 20 px apart overlap by half: the second prediction, nearest to the first label, finds
    # it taken and takes the other.
    labels = plant_labels({"a": np.array([BOX, BOX + [20, 0]])})
    predictions = plant_predictions([("a", 0.9, BOX + [1, 0]), ("a", 0.8, BOX + [2, 0])])
    assert matching(predictions, labels).at(0.25).prediction_rows.tolist() == [0, 1]
    assert matching(predictions, labels).at(0.85).prediction_rows.tolist() == [0, MISSED]


@pytest.mark.parametrize(
    ("gate", "rows"),
    [(Gate(), [MISSED, MISSED]), (TOGETHER, [0, 1]), (Gate().of_classes(1), [0, 1])],
)
def test_exchanged_classes(plant_labels, plant_predictions, gate: Gate, rows: list[int]) -> None:
    labels = plant_labels({"a": np.array([BOX, BOX + [0, 100]])}).assign(class_id=[0, 1])
    predictions = plant_predictions([("a", 0.9, BOX), ("a", 0.8, BOX + [0, 100])])
    matches = matching(predictions.assign(class_id=[1, 0]), labels, gate=gate).at(0.25)
    assert matches.prediction_rows.tolist() == rows
    assert len(matches.false_positive_rows) == rows.count(MISSED)


@pytest.mark.parametrize(("iou", "found"), [(1 / 3, True), (0.334, False), (0.1, True)])
def test_what_overlaps_by_just_the_gate_passes_it(
    plant_labels, plant_predictions, iou: float, found: bool
) -> None:
    # Shifted by half its width: a third in common.
    predictions = plant_predictions([("a", 0.9, BOX + [20, 0])])
    matched = matching(predictions, plant_labels({"a": BOX}), gate=Gate(iou=iou))
    assert (matched.at(0.25).prediction_rows[0] != MISSED) == found


@pytest.mark.parametrize(("confidence", "row"), [(0.5, 0), (0.5000001, MISSED)])
def test_a_confidence_equal_to_the_threshold_is_kept(
    plant_labels, plant_predictions, confidence: float, row: int
) -> None:
    matched = matching(plant_predictions([("a", 0.5, BOX)]), plant_labels({"a": BOX}))
    assert matched.at(confidence).prediction_rows.tolist() == [row]


def test_a_background_image_has_only_false_positives(plant_labels, plant_predictions) -> None:
    matches = matching(plant_predictions([("empty", 0.9, BOX)]), plant_labels({"a": BOX})).at(0.25)
    assert matches.prediction_rows.tolist() == [MISSED]
    assert matches.false_positive_rows.tolist() == [0]


def test_no_predictions_and_no_labels(plant_labels, plant_predictions) -> None:
    nothing, one = plant_predictions([]), plant_labels({"a": BOX})
    assert matching(nothing, one).at(0.25).prediction_rows.tolist() == [MISSED]
    assert matching(nothing, one.iloc[:0]).at(0.25).prediction_rows.tolist() == []
    alarm = matching(plant_predictions([("a", 0.9, BOX)]), one.iloc[:0]).at(0.25)
    assert alarm.false_positive_rows.tolist() == [0]


def test_of_equally_confident_ones_the_better_placed_is_taken(
    plant_labels, plant_predictions
) -> None:
    predictions = plant_predictions([("a", 0.9, BOX + 3), ("a", 0.9, BOX)])
    assert matching(predictions, plant_labels({"a": BOX})).at(0.1).prediction_rows[0] == 1


@pytest.mark.parametrize("side", ["label", "prediction"])
def test_an_unknown_corner_leaves_the_boxes(plant_labels, plant_predictions, side: str) -> None:
    hidden = BOX.copy()
    hidden[3] = np.nan
    quad, truth = (hidden, BOX) if side == "prediction" else (BOX, hidden)
    found = matching(plant_predictions([("a", 0.9, quad)]), plant_labels({"a": truth}))
    assert found.prediction_of_label.tolist() == [0]
    beside = matching(plant_predictions([("a", 0.9, quad + 35)]), plant_labels({"a": truth}))
    assert beside.prediction_of_label.tolist() == [MISSED]


def test_crossed_and_renamed_corners_are_still_on_the_label(
    plant_labels, plant_predictions
) -> None:
    for names in ([1, 0, 2, 3], [2, 3, 0, 1], [3, 2, 1, 0]):
        matched = matching(plant_predictions([("a", 0.9, BOX[names])]), plant_labels({"a": BOX}))
        assert matched.prediction_of_label.tolist() == [0]


def one_by_one(predictions: pd.DataFrame, labels: pd.DataFrame, t: float, gate: Gate) -> list[int]:
    """The definition, written down naively, by shapely."""
    hulls, true_hulls = (
        [shapely.MultiPoint(quad).convex_hull for quad in quads_of(table)]
        for table in (predictions, labels)
    )
    result = [MISSED] * len(labels)
    for row in np.argsort(-predictions["confidence"]):
        best, most = MISSED, gate.iou
        for label in range(len(labels)):
            same = predictions["image"][row] == labels["image"][label]
            if gate.classes == "apart":
                same &= predictions["class_id"][row] == labels["class_id"][label]
            if not same or result[label] != MISSED or predictions["confidence"][row] < t:
                continue
            common = hulls[row].intersection(true_hulls[label]).area
            overlap = common / hulls[row].union(true_hulls[label]).area
            if overlap >= most:
                best, most = label, overlap
        if best != MISSED:
            result[best] = int(row)
    return result


def crowd(plant_labels, plant_predictions, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Up to five objects a photo, of two classes and near each other, with many predictions."""
    rng = np.random.default_rng(seed)

    def quads(n: int) -> Floats:
        return BOX + rng.uniform(0, 60, (n, 1, 2)) + rng.normal(0, 4, (n, 4, 2))

    labels = plant_labels({image: quads(n) for image, n in zip("abc", (5, 1, 2), strict=True)})
    predictions = plant_predictions(
        [(image, rng.uniform(), q) for image in "abcd" for q in quads(rng.integers(0, 7))]
    )
    classes = (rng.integers(0, 2, len(table)) for table in (predictions, labels))
    return predictions.assign(class_id=next(classes)), labels.assign(class_id=next(classes))


@settings(max_examples=40)
@given(
    st.integers(0, 10_000), st.sampled_from([0.1, 0.3, 0.5]), st.sampled_from([Gate(), TOGETHER])
)
def test_equals_the_definition_at_every_threshold(
    plant_labels, plant_predictions, seed: int, iou: float, gate: Gate
) -> None:
    predictions, labels = crowd(plant_labels, plant_predictions, seed)
    gate = Gate(iou, gate.classes)
    matched = matching(predictions, labels, gate=gate)
    for t in [0.0, 0.5, *predictions["confidence"][:4]]:
        matches = matched.at(t)
        assert matches.prediction_rows.tolist() == one_by_one(predictions, labels, t, gate)
        kept = np.flatnonzero(predictions["confidence"] >= t)
        rest = sorted(set(kept) - set(matches.prediction_rows))
        assert matches.false_positive_rows.tolist() == rest


def matched_quads(matched: Matching) -> dict[bytes, bytes]:
    """What each label is matched to, by what they are rather than by where they stand."""
    found = matched.prediction_of_label != MISSED
    predicted = quads_of(matched.predictions)[matched.prediction_of_label[found]]
    truth = quads_of(matched.labels)[found]
    return {a.tobytes(): b.tobytes() for a, b in zip(truth, predicted, strict=True)}


@settings(max_examples=40)
@given(st.integers(0, 10_000))
def test_the_order_of_rows_changes_nothing(plant_labels, plant_predictions, seed: int) -> None:
    predictions, labels = crowd(plant_labels, plant_predictions, seed)
    # As files round confidences: many are equal.
    predictions["confidence"] = predictions["confidence"].round(1)
    shuffled = [
        table.sample(frac=1, random_state=seed).reset_index(drop=True)
        for table in (predictions, labels)
    ]
    assert matched_quads(matching(*shuffled)) == matched_quads(matching(predictions, labels))


@settings(max_examples=40)
@given(st.integers(0, 10_000))
def test_less_confident_predictions_change_no_match(
    plant_labels, plant_predictions, seed: int
) -> None:
    predictions, labels = crowd(plant_labels, plant_predictions, seed)
    everything = matching(predictions, labels)
    for t in (0.25, 0.5, 0.75):
        kept = predictions[predictions["confidence"] >= t].reset_index(drop=True)
        above = {
            label: quad
            for label, quad in matched_quads(everything).items()
            if quad in {q.tobytes() for q in quads_of(kept)}
        }
        assert matched_quads(matching(kept, labels)) == above


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.sampled_from([0.1, 0.5, 0.75]))
def test_the_same_assignment_as_pycocotools(
    plant_labels, plant_predictions, seed: int, iou: float
) -> None:
    # COCO's boxes are upright: there our rule is its rule, one class and no crowds.
    evaluation = pytest.importorskip("pycocotools.cocoeval")
    predictions, labels = crowd(plant_labels, plant_predictions, seed)
    tables = []
    for table in (predictions, labels):
        left, top, right, bottom = boxes_of(table).T
        upright = np.stack([left, top, right, top, right, bottom, left, bottom], axis=1)
        corners = [name for name in table if name[:2] in ("tl", "tr", "br", "bl")][:8]
        tables.append(table.assign(class_id=0, **dict(zip(corners, upright.T, strict=True))))
    ours = matching(*tables, gate=Gate(iou)).prediction_of_label
    theirs = by_pycocotools(evaluation, *tables, iou=iou)
    assert ours.tolist() == theirs


def by_pycocotools(evaluation, predictions, labels, *, iou: float) -> list[int]:
    coco = pytest.importorskip("pycocotools.coco")
    numbers = {image: k for k, image in enumerate("abcd")}

    def entries(table: pd.DataFrame) -> list[dict]:
        low, high = np.split(boxes_of(table), 2, axis=1)
        boxes = np.hstack([low, high - low])
        scores = table.get("confidence", pd.Series(1.0, table.index))
        return [
            {
                "id": k + 1,
                "image_id": numbers[image],
                "category_id": 1,
                "bbox": box.tolist(),
                "area": float(box[2] * box[3]),
                "iscrowd": 0,
                "score": score,
            }
            for k, (image, box, score) in enumerate(zip(table["image"], boxes, scores, strict=True))
        ]

    sides = []
    for table in (labels, predictions):
        side = coco.COCO()
        side.dataset = {
            "images": [{"id": k} for k in numbers.values()],
            "categories": [{"id": 1}],
            "annotations": entries(table),
        }
        side.createIndex()
        sides.append(side)
    judged = evaluation.COCOeval(*sides, "bbox")
    judged.params.iouThrs = np.array([iou])
    judged.params.areaRng, judged.params.areaRngLbl = [[0, 1e10]], ["all"]
    judged.evaluate()
    result = [MISSED] * len(labels)
    for image in filter(None, judged.evalImgs):
        for label, prediction in zip(image["gtIds"], image["gtMatches"][0], strict=True):
            result[label - 1] = int(prediction) - 1 if prediction else MISSED
    return result
