from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from containerloc.analysis.reading.corner_cost import CornerCost, tolerated
from containerloc.quads import CORNERS


# between 0.15, where all are kept, and 0.2, where half are: a tenth of the way down
@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ([1, 1, 1, 0.5, 0, 0], 0.155),
        ([0.9, 1, 1, 1, 1, 1], 0.025),  # what rises again rose by chance
        ([1, 1, 1, 1, 1, 1], 0.4),
        ([0, 0, 0, 0, 0, 0], 0.0025),
    ],
)
def test_where_a_twentieth_is_lost(shares, expected):
    assert tolerated(np.array(shares, float)) == pytest.approx(expected)


@given(st.lists(st.floats(0, 1), min_size=6, max_size=6))
def test_the_tolerance_lies_among_the_sizes_tried(shares):
    assert 0 <= tolerated(np.array(shares)) <= 0.4


def test_reading_that_is_cut_at_a_quarter_falls_there(results, ids):
    """A corner that moves by d lies inward by d at most: nothing is lost below the reader's cut."""
    cost = results(ids, ids, cut=0.16).cost
    curve = cost.curve.set_index(["move", "text_heights"])["share"]
    assert curve["random", 0.0] == curve["random", 0.15] == 1
    assert curve["random", 0.4] < 0.3
    assert curve["inward", 0.2] == 1  # 0.14 along each side
    assert curve["inward", 0.3] == 0
    assert (curve["outward"] == 1).all()
    assert 0.15 < cost.tolerance().text_heights < 0.25
    low, high = cost.tolerance().interval
    assert low <= cost.tolerance().text_heights <= high


def test_a_margin_tolerates_more(results, ids):
    made = results(ids - [0, 4], ids, cut=0.1)  # predictions that need a margin
    assert made.margin.margin > 0
    assert made.tolerance_with_margin.text_heights > made.tolerance.text_heights


def test_corners_cost_alike_where_the_reader_does_not_care_which(results, ids):
    corners = results(ids, ids, cut=0.1).cost.of_corners
    assert corners["corner"].unique().tolist() == list(CORNERS)
    assert corners["lost"].min() > 0
    assert (corners["share"] <= corners["ci_high"]).all()


def test_too_few_labels_tell_no_tolerance(results, ids):
    tolerance = results(ids[:5], ids[:5]).tolerance
    assert np.isnan(tolerance.text_heights)
    assert tolerance.n == 5


def test_what_is_read_by_luck_costs_no_tolerance(results, ids):
    """Of 74 texts 37 are read or not by chance, moved or not: they cancel out."""
    made = results(ids, ids, cut=0.16)
    rng = np.random.default_rng(1)
    lucky = np.arange(74) < 37
    texts = {
        crops: [
            text if not luck or rng.random() < 0.5 else ""
            for text, luck in zip(read, lucky, strict=True)
        ]
        for crops, read in made.evidence.texts.items()
    }
    noisy = CornerCost(replace(made.evidence, texts=texts)).tolerance()
    assert noisy.text_heights == pytest.approx(made.tolerance.text_heights, abs=0.1)
    assert noisy.interval[0] <= made.tolerance.text_heights <= noisy.interval[1]
