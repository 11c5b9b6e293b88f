"""Before and after a correction of labels."""

import numpy as np
import pytest

from containerloc.analysis.labels.corrections import corrections, error_before_and_after
from containerloc.quads import Floats

NAMES = [f"{k}.jpg" for k in range(6)]


def test_what_changed_and_what_it_did(plant_labels, plant_predictions, ids: Floats) -> None:
    truth = ids[:6]
    wrong = truth.copy()
    wrong[2, 0] += [3, 4]
    wrong[4, 0] += [6, 8]
    before = plant_labels(dict(zip(NAMES, wrong, strict=True)))
    after = plant_labels(dict(zip(NAMES, truth, strict=True)))
    told = corrections(before, after)
    assert told.loc["TL"].tolist() == pytest.approx([6, 2, 7.5, 10])
    assert told.loc["BR", "changed"] == 0
    assert np.isnan(told.loc["BR", "mean_px"])
    assert told.attrs == {"added": 0, "removed": 0}
    seen = plant_predictions([(n, 0.9, q) for n, q in zip(NAMES, truth, strict=True)])
    error = error_before_and_after(before, after, seen, confidence=0.25)
    assert error.tolist() == pytest.approx([(5 + 10) / 4 / 6, 0, 6], abs=1e-6)


def test_added_and_removed_and_only_what_was_sent(plant_labels, ids: Floats) -> None:
    before = plant_labels({"0.jpg": ids[:2] + [[[0, 0]], [[0, 500]]], "1.jpg": ids[2:3]})
    after = plant_labels({"0.jpg": ids[:1], "2.jpg": ids[3:4]})
    told = corrections(before, after)
    assert told["n"].tolist() == [1] * 4
    assert told.attrs == {"added": 1, "removed": 1}  # 1.jpg was not sent
