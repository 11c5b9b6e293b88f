"""Findings on copies, suspects, noise and verdicts: said where they hold, and only there."""

import numpy as np
import pandas as pd

from containerloc.analysis.labels import findings as rules
from containerloc.analysis.labels.labels_or_model import corner_verdicts
from containerloc.analysis.labels.second_reading import repeat_noise
from containerloc.quads import Floats, own_axes

from .test_labels_or_model import IMAGES, planted

NAMES = [f"{k:03}.jpg" for k in range(74)]
NO_PAIRS = pd.DataFrame(columns=["image_a", "image_b"])


def test_copies() -> None:
    alone = pd.Series([0, 1, 2], ["a", "b", "c"])
    assert list(rules.copy_findings(alone, NO_PAIRS)) == []
    twice = pd.Series([0, 0, 1], ["a", "b", "c"])
    leak = pd.DataFrame({"image_a": ["c"], "image_b": ["train/x"]})
    copies, leaks = rules.copy_findings(twice, leak)
    assert copies.images == ("a", "b")
    assert copies.evidence == {"duplicates": 2, "n": 3, "groups": 2}
    assert (leaks.code, leaks.severity, leaks.images) == ("split-leak", "error", ("c",))


def test_suspects_by_structure_alone_are_not_told_again() -> None:
    reasons = [
        "corners-swapped: …",
        "TL lies 30 px from where the models see it",
        "no model sees an ID here",
    ]
    table = pd.DataFrame(
        {"image": ["a", "b", "c"], "reasons": reasons, "by_models": [False, True, False]}
    )
    (told,) = rules.suspects_told(table, 74)
    assert (told.code, told.severity, told.images) == ("labels-disputed", "warning", ("b",))
    assert told.sentence.startswith("1 label of 74 is not where")
    assert list(rules.suspects_told(table.head(1), 74)) == []


def test_noise_and_an_offset_between_readers(plant_labels, ids: Floats) -> None:
    rng = np.random.default_rng(0)
    first = plant_labels(dict(zip(NAMES, ids + rng.normal(0, 1, ids.shape), strict=True)))
    moved = ids + rng.normal(0, 1, ids.shape)
    plain = repeat_noise(first, plant_labels(dict(zip(NAMES, moved, strict=True))))
    assert [told.code for told in rules.noise_told(plain)] == ["label-noise"]
    moved[:, 0] -= 8 * own_axes(ids)[:, 0]
    noise = repeat_noise(first, plant_labels(dict(zip(NAMES, moved, strict=True))))
    told = {finding.code: finding for finding in rules.noise_told(noise)}
    assert "kpt_oks_sigmas: [" in told["label-noise"].sentence
    assert told["labels-biased"].evidence["corner"] == "TL"
    assert "further in than the second reading, along" in told["labels-biased"].sentence
    assert list(rules.noise_told(pd.DataFrame())) == []


def test_labels_or_model() -> None:
    errors, repeat, _ = planted(tl_noise=12.0)
    told = list(rules.verdicts_told(corner_verdicts(errors, IMAGES, repeat=repeat)))
    assert [finding.code for finding in told] == ["labels-not-model", "labels-or-model"]
    assert told[0].evidence["corner"] == "TL"
    assert told[1].sentence.startswith("What each corner's error mostly is: TL label noise")
    (alone,) = rules.verdicts_told(corner_verdicts(errors, IMAGES))
    assert "A second reading of some labels" in alone.sentence
    assert list(rules.verdicts_told(pd.DataFrame())) == []


def test_drifts_are_told_once_a_corner() -> None:
    row = {"column": "who", "n": 20, "corner": "TL", "axis": "along", "p": 0.001}
    table = pd.DataFrame(
        [{**row, "level": "A", "shift_px": -3.0}, {**row, "level": "B", "shift_px": 3.0}]
    )
    (told,) = rules.drifts_told(table)
    assert told.sentence.startswith("Labels with who A have TL 3.0 px further in along the text")
