"""Several sources heard as one."""

import numpy as np

from containerloc.analysis.labels.witnesses.witness import Witness, heard, worst_corners


def test_sources_that_contradict_each_other_settle_nothing() -> None:
    one = Witness(np.array([True, True, False]), np.array([False, False, True]), [(0, 0.6, "a")])
    two = Witness(np.array([False, False, False]), np.array([False, True, False]), [(2, 0.6, "b")])
    both = heard([one, two], 3)
    assert both.confirmed.tolist() == [True, False, False]
    assert both.refuted.tolist() == [False, False, True]
    assert [words for _, _, words in both.reasons] == ["a", "b"]
    assert not heard([], 3).confirmed.any()


def test_the_worst_corner_is_one_that_is_known() -> None:
    labels, seen = np.zeros((2, 4, 2)), np.zeros((2, 4, 2))
    seen[0, 2], seen[0, 1], seen[1] = 5, np.nan, np.nan
    assert worst_corners(labels, seen).tolist() == [2, 0]
