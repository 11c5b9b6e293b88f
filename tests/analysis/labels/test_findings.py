"""Findings on labels: where they hold, and only there."""

import numpy as np
import pandas as pd

from containerloc.analysis.labels.findings import LABEL_RULES, LabelEvidence, label_findings
from containerloc.analysis.labels.labels_or_model import corner_verdicts
from containerloc.analysis.labels.second_reading import repeat_noise
from containerloc.data.tables import Problem, problem_table
from containerloc.finding import Finding, applied
from containerloc.quads import Floats, own_axes

from .test_labels_or_model import IMAGES, planted

NAMES = [f"{k:03}.jpg" for k in range(74)]
NO_PAIRS = pd.DataFrame(columns=["image_a", "image_b"])


def found(**tables: object) -> list[Finding]:
    """The findings of the rules on 3 photos and 74 labels of which only this is known."""
    return list(applied(LABEL_RULES, LabelEvidence(3, 74, **tables)))  # type: ignore[arg-type]


def test_nothing_known_is_no_finding_but_that() -> None:
    (finding,) = label_findings(LabelEvidence(74, 75))
    assert finding.code == "nothing-wrong"
    assert "75 labels of 74 images" in finding.sentence


def test_faults_come_first_within_a_severity(said) -> None:
    faults = problem_table(
        [
            Problem("no-label-file", "info", "c.jpg", "images/val/c.jpg", 0, "no label file"),
            Problem("label-columns", "error", "a.jpg", "labels/val/a.txt", 3, "11 values"),
        ]
    )
    leaks = pd.DataFrame({"image_a": ["c"], "image_b": ["train/x"]})
    every = said(label_findings(LabelEvidence(3, 2, faults=faults, leaks=leaks)))
    assert [finding.code for finding in every] == ["label-columns", "split-leak", "no-label-file"]


def test_copies() -> None:
    alone = pd.Series([0, 1, 2], ["a", "b", "c"])
    assert found(groups=alone, leaks=NO_PAIRS) == []
    twice = pd.Series([0, 0, 1], ["a", "b", "c"])
    leak = pd.DataFrame({"image_a": ["c"], "image_b": ["train/x"]})
    copies, leaks = found(groups=twice, leaks=leak)
    assert copies.images == ("a", "b")
    assert copies.evidence == {"duplicates": 2, "n": 3, "groups": 2}
    assert (leaks.code, leaks.severity, leaks.images) == ("split-leak", "error", ("c",))


def test_suspects_by_structure_alone_are_not_told_again(said) -> None:
    reasons = [
        "corners-swapped: …",
        "TL lies 30 px from where the models see it",
        "no model sees an ID here",
    ]
    table = pd.DataFrame(
        {"image": ["a", "b", "c"], "reasons": reasons, "by_models": [False, True, False]}
    ).assign(line=1, score=0.95)
    (disputed,) = said(found(suspects=table))
    assert (disputed.code, disputed.severity, disputed.images) == (
        "labels-disputed",
        "warning",
        ("b",),
    )
    assert disputed.evidence == {"suspected": 1, "unlabelled": 0, "sure": 1, "n": 74}
    assert found(suspects=table.head(1)) == []
    many = pd.concat([table.iloc[[1]]] * 4)
    assert found(suspects=many)[0].severity == "error"


def test_one_models_word_is_information(said) -> None:
    table = pd.DataFrame({"image": list("abcd"), "line": 1, "score": 0.8, "by_models": True})
    (alone,) = said(found(suspects=table))
    assert (alone.severity, alone.evidence["sure"]) == ("info", 0)


def test_an_object_that_nobody_labelled_is_no_label(said) -> None:
    table = pd.DataFrame({"image": ["a", "b"], "line": [0, 3], "score": 0.9, "by_models": True})
    (both,) = said(found(suspects=table))
    assert both.evidence == {"suspected": 1, "unlabelled": 1, "sure": 2, "n": 74}
    (alone,) = said(found(suspects=table.head(1)))
    assert alone.evidence == {"suspected": 0, "unlabelled": 1, "sure": 1, "n": 74}


def test_noise_and_an_offset_between_readers(plant_labels, ids: Floats, said) -> None:
    rng = np.random.default_rng(0)
    first = plant_labels(dict(zip(NAMES, ids + rng.normal(0, 1, ids.shape), strict=True)))
    moved = ids + rng.normal(0, 1, ids.shape)
    plain = repeat_noise(first, plant_labels(dict(zip(NAMES, moved, strict=True))))
    assert [finding.code for finding in found(noise=plain)] == ["label-noise"]
    moved[:, 0] -= 8 * own_axes(ids)[:, 0]
    noise = repeat_noise(first, plant_labels(dict(zip(NAMES, moved, strict=True))))
    scatter, offset = said(found(noise=noise))
    assert scatter.code == "label-noise"
    assert scatter.evidence["TL"]["sigma"] == noise.loc["TL", "sigma"]
    assert offset.code == "labels-biased"
    assert (offset.evidence["corner"], offset.evidence["axis"]) == ("TL", "along")
    assert offset.evidence["offset_px"] > 7


def test_labels_or_model(said) -> None:
    errors, repeat, _ = planted(tl_noise=12.0)
    labels, summary = said(found(verdicts=corner_verdicts(errors, IMAGES, repeat=repeat)))
    assert (labels.code, summary.code) == ("labels-not-model", "labels-or-model")
    assert labels.evidence["corner"] == "TL"
    assert summary.evidence["verdicts"]["TL"] == "label noise"
    (alone,) = said(found(verdicts=corner_verdicts(errors, IMAGES)))
    assert set(alone.evidence["verdicts"].values()) == {"undecided"}


def test_a_drift_is_reported_once_per_corner(said) -> None:
    row = {"column": "who", "n": 20, "corner": "TL", "axis": "along", "p": 0.001}
    table = pd.DataFrame(
        [{**row, "level": "A", "shift_px": -3.0}, {**row, "level": "B", "shift_px": 3.0}]
    )
    (drift,) = said(found(drifts=table))
    assert drift.evidence == {**row, "level": "A", "shift_px": -3.0}
