"""Before and after a correction of labels."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.labels.corrections import corrections, error_before_and_after
from containerloc.analysis.measures.matching import matching
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
    error = error_before_and_after(matching(seen, before), after, confidence=0.25)
    assert error.tolist() == pytest.approx([(5 + 10) / 4 / 6, 0, 6], abs=1e-6)


def test_added_and_removed_and_only_what_was_sent(plant_labels, ids: Floats) -> None:
    before = plant_labels({"0.jpg": ids[:2] + [[[0, 0]], [[0, 500]]], "1.jpg": ids[2:3]})
    after = plant_labels({"0.jpg": ids[:1], "2.jpg": ids[3:4]})
    told = corrections(before, after)
    assert told["n"].tolist() == [1] * 4
    assert told.attrs == {"added": 1, "removed": 1}  # 1.jpg was not sent


def test_labels_with_hidden_corners_pair_with_themselves(
    plant_labels, plant_predictions, ids: Floats
) -> None:
    quads = ids[:6].copy()
    quads[1, 3] = quads[2] = np.nan  # one corner hidden, and all of them
    before = plant_labels({"a.jpg": quads[:3] + [[[0, 0]], [[0, 500]], [[0, 900]]]})
    told = corrections(before, before)
    assert told["n"].tolist() == [3] * 4
    assert told["changed"].tolist() == [0] * 4
    assert told.attrs == {"added": 0, "removed": 0}
    placed = quads.copy()
    placed[1, 3], placed[0, 0] = ids[1, 3], ids[0, 0] + [3, 4]
    after = plant_labels({"a.jpg": placed[:3] + [[[0, 0]], [[0, 500]], [[0, 900]]]})
    told = corrections(before, after)
    assert told["changed"].to_dict() == {"TL": 1, "TR": 0, "BR": 0, "BL": 1}
    assert told.loc["TL", "mean_px"] == pytest.approx(5)
    assert np.isnan(told.loc["BL", "mean_px"])


def test_the_corners_that_both_have_are_measured(
    plant_labels, plant_predictions, ids: Floats
) -> None:
    hidden, moved = ids[:1].copy(), ids[:1].copy()
    hidden[0, 3], moved[0, 0] = np.nan, moved[0, 0] + [3, 4]
    seen = plant_predictions([("a.jpg", 0.9, ids[0])])
    matched = matching(seen, plant_labels({"a.jpg": hidden}))
    error = error_before_and_after(matched, plant_labels({"a.jpg": moved}), confidence=0.25)
    assert error.tolist() == pytest.approx([0, 5 / 3, 1], abs=1e-9)


def test_images_that_were_corrected_to_no_label_are_counted(plant_labels, ids: Floats) -> None:
    before = plant_labels({"a.jpg": ids[:1], "b.jpg": ids[1:2], "c.jpg": ids[2:3]})
    after = plant_labels({"a.jpg": ids[:1]})
    assert corrections(before, after).attrs["removed"] == 0
    listed = pd.Series(["a.jpg", "b.jpg"])
    assert corrections(before, after, images=listed).attrs == {"added": 0, "removed": 1}
