"""Each finding on data where it must appear, and on data where it must not."""

import numpy as np
import pytest

from containerloc.analysis.metrics import per_label
from containerloc.analysis.rules import analysis_findings, label_findings
from containerloc.analysis.summary import measures
from containerloc.analysis.sweep import critical_confidences
from containerloc.analysis.targets import judge
from containerloc.data.tables import PROBLEM_COLUMNS, table_of
from containerloc.experiment import Target
from containerloc.quads import Floats

NAMES = [f"{k:03}.jpg" for k in range(74)]


@pytest.fixture
def analysed(plant_labels, plant_predictions, plant_images, ids: Floats):
    """Codes and findings of notebook 06 for predicted quads and confidences."""

    def analyse(predicted: Floats, scores: Floats | None = None, targets: tuple[Target, ...] = ()):
        scores = np.full(74, 0.9) if scores is None else scores
        rows = [(n, s, q) for n, s, q in zip(NAMES, scores, predicted, strict=True)
                if np.isfinite(q).all()]  # fmt: skip
        predictions, labels = (
            plant_predictions(rows),
            plant_labels(dict(zip(NAMES, ids, strict=True))),
        )
        table = per_label(predictions, labels, plant_images(NAMES), confidence=0.25)
        critical = critical_confidences(predictions, labels)
        numbers = measures(table, false_positives=np.zeros(74, np.int64))
        found = analysis_findings(table, critical, judge(targets, numbers))
        return {finding.code: finding for finding in found}

    return analyse


def noise(scale: float = 1.5, seed: int = 0) -> Floats:
    return np.random.default_rng(seed).normal(0, scale, (74, 4, 2))


@pytest.mark.parametrize("seed", range(8))
def test_nothing_wrong(analysed, ids: Floats, seed: int) -> None:
    assert list(analysed(ids + noise(seed=seed))) == ["nothing-wrong"]


def test_missed_labels_are_split_by_reason(analysed, ids: Floats) -> None:
    predicted, scores = ids + noise(), np.full(74, 0.9)
    predicted[3] = np.nan
    scores[[5, 6]] = [0.1, 0.2]
    finding = analysed(predicted, scores)["missed-labels"]
    assert finding.images == (NAMES[3], NAMES[5], NAMES[6])
    assert finding.evidence == {
        "missed": 3, "below_threshold": 2, "elsewhere": 0, "never_found": 1, "n": 74,
    }  # fmt: skip
    assert "up to 0.200" in finding.sentence


def test_a_prediction_beside_the_id_has_not_found_it(analysed, ids: Floats) -> None:
    predicted, scores = ids + noise(), np.full(74, 0.9)
    predicted[3] += [0, 300]  # the weight table below, say
    scores[3] = 0.2
    finding = analysed(predicted, scores)["missed-labels"]
    assert finding.evidence["elsewhere"] == 1
    assert "found with less confidence" not in finding.sentence
    assert "beside the ID" in finding.sentence


def test_wrong_order(analysed, ids: Floats) -> None:
    predicted = ids + noise()
    predicted[7] = predicted[7, [1, 2, 3, 0]]
    finding = analysed(predicted)["order-wrong"]
    assert finding.severity == "error"
    assert finding.images == (NAMES[7],)


def test_a_jittered_corner_is_worse_but_not_biased(analysed, ids: Floats) -> None:
    predicted = ids + noise()
    predicted[:, 0] += noise(8, seed=1)[:, 0]
    found = analysed(predicted)
    assert found["corner-worse"].evidence["corner"] == "TL"
    assert "corner-biased" not in found


def test_a_shifted_corner_is_biased_with_its_direction(analysed, ids: Floats) -> None:
    from containerloc.quads import own_axes

    predicted = ids + noise()
    predicted[:, 0] -= 6 * own_axes(ids)[:, 0]  # outward along the text
    finding = analysed(predicted)["corner-biased"]
    assert (finding.evidence["corner"], finding.evidence["axis"]) == ("TL", "along")
    assert finding.evidence["mean_px"] == pytest.approx(6, abs=0.6)
    assert "outward" in finding.sentence


def test_cut_characters(analysed, ids: Floats) -> None:
    centre = ids.mean(axis=1, keepdims=True)
    assert "characters-cut" in analysed(centre + 0.9 * (ids - centre) + noise(0.1))
    assert "characters-cut" not in analysed(centre + 1.1 * (ids - centre) + noise(0.1))


def test_a_target_missed_beyond_doubt(analysed, ids: Floats) -> None:
    targets = (Target("mde_px", "below", 1.0), Target("iou_mean", "above", 0.5))
    found = analysed(ids + noise(), targets=targets)
    assert "mde_px below 1" in found["target-missed"].sentence


def test_label_findings_name_file_and_line() -> None:
    problems = table_of({
        "code": ["label-malformed", "label-malformed", "image-unlabeled"],
        "severity": ["error", "error", "info"], "image": ["a.jpg", "b.jpg", "c.jpg"],
        "file": ["labels/val/a.txt", "labels/val/b.txt", "images/val/c.jpg"], "line": [3, 1, 0],
        "message": ["17 values expected, 11 found", "no number: x", "no label file"],
    }, PROBLEM_COLUMNS)  # fmt: skip
    found = label_findings(problems, n_images=3, n_labels=2)
    assert [finding.code for finding in found] == ["label-malformed", "image-unlabeled"]
    assert "labels/val/a.txt, line 3" in found[0].sentence
    assert found[0].images == ("a.jpg", "b.jpg")


def test_sound_labels() -> None:
    (finding,) = label_findings(table_of({}, PROBLEM_COLUMNS), n_images=74, n_labels=75)
    assert finding.code == "nothing-wrong"
    assert "75 labels of 74 images" in finding.sentence
