"""A threshold is advised where it surely pays, lies in the middle of a wide span, and is safe."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from containerloc.analysis.measures.matching import Matching, matching
from containerloc.analysis.measures.thresholds.advice import MIN_WIDTH, threshold_advice
from containerloc.analysis.measures.thresholds.sweep import sweep
from containerloc.data.tables import prediction_table
from containerloc.quads import Floats, bounds

from .conftest import BOX


def matched_of(found: Floats, alarms: Floats) -> Matching:
    """One label an image, found with that confidence; alarms elsewhere, one an image in turn."""
    names = [f"{k:04}" for k in range(len(found))]
    quads = np.broadcast_to(BOX, (len(found), 4, 2)).astype(float)
    labels = prediction_table(bounds(quads), quads, image=names, confidence=found)
    images = [*names, *(names[k % len(names)] for k in range(len(alarms)))]
    corners = np.concatenate([quads, np.broadcast_to(BOX + 500, (len(alarms), 4, 2))])
    made = prediction_table(
        bounds(corners), corners, image=images, confidence=[*found.tolist(), *alarms.tolist()]
    )
    return matching(made, labels)


HIGH = np.linspace(0.61, 0.95, 65)


def test_the_middle_of_what_is_safe_by_hand() -> None:
    # Nine labels from 0.57 up are lost at 0.6; five alarms at 0.08. Safe: (0.08, 0.57], within one
    # mistake of the fewest up to the second of the nine, 0.571.
    matched = matched_of(np.append(np.linspace(0.57, 0.578, 9), HIGH), np.full(5, 0.08))
    advised = threshold_advice(matched, in_use=0.6)
    assert advised is not None
    assert (advised.low, advised.high) == pytest.approx((0.08, 0.571))
    assert advised.threshold == 0.33
    assert (advised.more_found, advised.fewer_false_positives) == (9, 0)
    # So many of 74 images by chance: a Poisson number, nearly.
    assert (advised.fewer_mistakes_low, advised.fewer_mistakes_high) == pytest.approx(
        (4, 15), abs=1
    )


def test_the_experiments_own_threshold_where_that_is_safe() -> None:
    matched = matched_of(np.append(np.linspace(0.57, 0.578, 9), HIGH), np.full(5, 0.08))
    own, other = (threshold_advice(matched, in_use=0.6, preferred=at) for at in (0.25, 0.05))
    assert own is not None
    assert other is not None
    assert (own.threshold, other.threshold) == (0.25, 0.33)


def test_a_higher_one_removes_alarms_and_loses_at_most_one_label() -> None:
    found = np.append([0.12, 0.13], np.linspace(0.5, 0.95, 72))
    matched = matched_of(found, np.linspace(0.1, 0.3, 12))
    assert threshold_advice(matched, in_use=0.05) is None  # the two labels stand among the alarms
    one = threshold_advice(matched_of(found[1:], np.linspace(0.1, 0.3, 12)), in_use=0.05)
    assert one is not None
    assert one.more_found == -1
    assert 0.3 < one.threshold < 0.5
    assert (
        threshold_advice(matched_of(found[1:], np.full(12, 0.2)), in_use=0.05, most_lost=0) is None
    )


@pytest.mark.parametrize("few", [1, 3])
def test_a_gain_that_resampling_could_take_away_is_no_reason(few: int) -> None:
    found = np.append(np.full(few, 0.5), HIGH)
    assert threshold_advice(matched_of(found, np.full(2, 0.02)), in_use=0.6) is None


def test_a_narrow_span_is_no_reason() -> None:
    found, alarms = (
        np.append(np.full(9, 0.30), HIGH),
        np.append(np.full(20, 0.28), np.full(20, 0.1)),
    )
    assert threshold_advice(matched_of(found, alarms), in_use=0.6) is None


def test_copies_of_one_photo_are_one_witness() -> None:
    matched = matched_of(np.append(np.full(8, 0.5), HIGH), np.empty(0))
    groups = pd.Series({f"{k:04}": 0 if k < 8 else k for k in range(73)})
    assert threshold_advice(matched, in_use=0.6) is not None
    assert threshold_advice(matched, in_use=0.6, groups=groups) is None


def test_nothing_to_go_by() -> None:
    matched = matched_of(HIGH, np.empty(0))
    none, blind = matched.labels.iloc[:0], matched.predictions.iloc[:0]
    assert threshold_advice(matching(matched.predictions, none), in_use=0.5) is None
    assert threshold_advice(matching(blind, matched.labels), in_use=0.5) is None


confidences = st.lists(st.floats(0.001, 0.999), min_size=1, max_size=60)


@settings(max_examples=60, deadline=None)
@given(confidences, st.lists(st.floats(0.001, 0.999), max_size=40), st.floats(0.01, 0.99))
def test_whatever_is_advised_keeps_what_was_promised(
    found: list[float], alarms: list[float], in_use: float
) -> None:
    matched = matched_of(np.array(found), np.array(alarms))
    advised = threshold_advice(matched, in_use=in_use)
    if advised is None:
        return
    here, there = sweep(
        matched, n_images=len(found), thresholds=[in_use, advised.threshold]
    ).to_dict("records")
    assert advised.high - advised.low >= MIN_WIDTH
    assert advised.low < advised.threshold <= advised.high
    assert round(advised.threshold, 2) == advised.threshold
    assert advised.more_found == there["detected"] - here["detected"] >= -1
    assert advised.fewer_false_positives == here["false_positives"] - there["false_positives"]
    assert advised.more_found + advised.fewer_false_positives >= advised.fewer_mistakes_low > 0
