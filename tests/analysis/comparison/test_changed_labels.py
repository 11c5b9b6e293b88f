from dataclasses import replace

import numpy as np
import pytest

from containerloc.analysis.comparison.changed_labels import agreement, changed_labels, most_changed
from containerloc.analysis.comparison.slice_differences import slice_differences
from containerloc.data.tables import quads_of

SCORES = np.full(74, 0.9)


@pytest.fixture
def two(build, ids):
    """A reference 5 px off everywhere; another 5 px off on most, worse on 0, better on 1, and it
    misses 2, which the reference found, and finds 3, which that missed."""
    before, after = ids + [3, 4], ids + [3, 4]
    after[0], after[1] = ids[0] + [6, 8], ids[1]
    before[3], after[2] = np.nan, np.nan
    return build(after), build(before)


def test_each_label_by_hand(two) -> None:
    changed = changed_labels(*two)
    assert len(changed) == 74
    assert changed["change"].tolist()[:2] == ["lost", "worse"]
    assert changed["change"].tolist()[-2:] == ["better", "found"]
    assert changed["difference_px"].loc[[0, 1]].tolist() == pytest.approx([5, -5])
    assert np.isnan(changed.loc[2, "error_px"])
    assert changed.loc[2, "reference_px"] == pytest.approx(5)


def test_most_changed_both_ways(two) -> None:
    shown = most_changed(changed_labels(*two), n=2)
    assert shown["image"].tolist() == ["002.jpg", "000.jpg", "003.jpg", "001.jpg"]


def test_nothing_changed(two) -> None:
    changed = changed_labels(two[0], two[0])
    assert set(changed["change"]) == {""}
    assert most_changed(changed).empty


def test_agreement_by_hand(two) -> None:
    row = agreement({"after": two[0], "before": two[1]}).iloc[0]
    assert row[["both", "only_first", "only_second", "neither"]].tolist() == [72, 1, 1, 0]
    assert row["apart_px"] == pytest.approx(0)
    assert row["error_px"] == pytest.approx(5)
    # The 70 on which both are 5 px off alike; on 000 they are 5 px apart, 001 is right in one.
    assert row["against_label"] == 70


def test_agreement_of_those_that_find_nothing_in_common(build, ids) -> None:
    none = build(np.full_like(ids, np.nan))
    row = agreement({"all": build(ids), "none": none}).iloc[0]
    assert (row["both"], row["only_first"]) == (0, 74)
    assert np.isnan([row["apart_px"], row["rank_correlation"]]).all()
    assert agreement({"all": build(ids)}).empty


def test_a_slice_that_alone_is_worse_is_found(build, ids) -> None:
    rng = np.random.default_rng(0)
    noise = rng.normal(0, 1, ids.shape)
    height = np.linalg.norm(ids[:, 3] - ids[:, 0], axis=1)
    small = height <= np.quantile(height, 1 / 3)
    worse = ids + noise + np.where(small, 6.0, 0.0)[:, None, None]
    table = slice_differences(build(worse), build(ids + noise + rng.normal(0, 0.3, ids.shape)))
    sized = table[table["column"] == "text_height_px"].set_index("level")
    (hit,) = [level for level in sized.index if level.startswith("up to")]
    assert sized.loc[hit, "verdict"] == "worse"
    assert (sized["verdict"].drop(hit) != "worse").all()
    assert sized["n"].sum() == 74


def test_slices_count_what_was_lost(two) -> None:
    table = slice_differences(*two)
    whole = table[table["column"] == "text_height_px"]
    assert (whole["lost"].sum(), whole["found"].sum(), whole["n_both"].sum()) == (1, 1, 72)


def test_identical_runs_have_no_slice_that_differs(two) -> None:
    run = replace(two[0])
    assert not slice_differences(run, run)["verdict"].isin(["better", "worse"]).any()
    assert len(quads_of(run.labels)) == 74
