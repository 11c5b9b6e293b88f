import numpy as np
import pytest

from containerloc.analysis.comparison.changed_labels import agreement, changed_labels, most_changed


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
