import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.statistics.groups import group_means, joined, likeness, signs_of_groups

NAMES = pd.Series(["a", "b", "c", "d"])


def test_groups_that_share_a_photo_are_one() -> None:
    copies = pd.Series([7, 7], ["c", "d"])
    containers = pd.Series(["X", "Y", "Y", np.nan], NAMES, dtype="object")
    assert joined(NAMES, containers).tolist() == [0, 1, 1, 2]
    assert joined(NAMES, containers, copies).tolist() == [0, 1, 1, 1]
    assert joined(NAMES, copies, containers).tolist() == [0, 1, 1, 1]


def test_without_divisions_every_photo_stands_alone() -> None:
    assert joined(NAMES).to_dict() == {"a": 0, "b": 1, "c": 2, "d": 3}
    assert joined(NAMES, pd.Series(dtype="object")).nunique() == 4
    assert joined(NAMES, pd.Series(["X", "X"], ["elsewhere", "there"])).nunique() == 4
    assert joined(NAMES.iloc[:0]).empty


def test_means_of_groups_leave_out_what_is_unknown() -> None:
    values = np.array([[1.0, np.nan], [3, 4], [5, np.nan]])
    means = group_means(values, pd.Series(["y", "y", "x"]))
    np.testing.assert_array_equal(means, [[2, 4], [5, np.nan]])
    assert group_means(values, pd.Series([1, 2, 3])) is values


def test_likeness_is_the_share_of_variance_between_groups() -> None:
    rng = np.random.default_rng(0)
    groups = pd.Series(np.repeat(np.arange(4000), 5))
    shared, own = rng.normal(size=4000).repeat(5), rng.normal(size=20_000)
    assert likeness(np.sqrt(0.3) * shared + np.sqrt(0.7) * own, groups) == pytest.approx(
        0.3, abs=0.02
    )
    assert likeness(own, groups) == pytest.approx(0, abs=0.02)
    # Means 1 and 3, each 2 from the middle's 2, none within: wholly alike.
    assert likeness(np.array([1.0, 1, 3, 3]), pd.Series(list("aabb"))) == 1


def test_likeness_needs_two_groups_and_several_values_in_one() -> None:
    assert np.isnan(likeness(np.array([1.0, 2, 3]), pd.Series(["a", "a", "a"])))
    assert np.isnan(likeness(np.array([1.0, 2, 3]), pd.Series(["a", "b", "c"])))
    assert np.isnan(likeness(np.ones(4), pd.Series(list("aabb"))))
    assert np.isnan(likeness(np.empty(0), pd.Series(dtype="object")))


def test_signs_are_those_of_groups_not_of_labels() -> None:
    values, groups = np.array([1.0, 2, 3, -1, -1, 5, 0]), pd.Series(list("aaabbbc"))
    assert signs_of_groups(values, groups) == (1, 1)
    assert signs_of_groups(values, pd.Series(range(7))) == (4, 2)
    assert signs_of_groups(np.empty(0), pd.Series(dtype="object")) == (0, 0)
