"""Who was to blame, counted."""

import pandas as pd

from containerloc.analysis.review.counts import judged_by, verdict_counts, verdicts_sentence

BOX = [[0.0, 0], [4, 0], [4, 1], [0, 1]]


def test_each_verdict_is_counted_once(verdicts) -> None:
    table = verdicts(
        ("a", "line 1", "label_wrong", BOX),
        ("b", "line 1", "label_wrong", None),
        ("c", "line 1", "model_wrong", None),
        ("d", "line 1", "", None),
        ("e", "line 1", "ambiguous", BOX),
    )
    table.loc[4, "stale"] = "label changed"
    counts = verdict_counts(table, n_cases=9)
    assert counts == {
        "cases": 9,
        "judged": 3,
        "label_wrong": 2,
        "model_wrong": 1,
        "ambiguous": 0,
        "photo_bad": 0,
        "corrected": 1,
        "stale": 1,
    }
    assert verdicts_sentence(counts, ()) == (
        "3 of 9 cases were judged: 2 label wrong (1 corrected), 1 model wrong. "
        "1 verdict on what has changed since is kept and not counted."
    )


def test_nobody_looked(verdicts) -> None:
    counts = verdict_counts(verdicts(), n_cases=9)
    assert sum(counts.values()) == 9
    assert verdicts_sentence(counts, ()) == ""


def test_who_judged_most_comes_first(verdicts) -> None:
    table = verdicts(*((str(k), "line 1", "ambiguous", None) for k in range(4)))
    table["who"] = pd.Series(["bob", "ann", "ann", ""], dtype="str")
    assert judged_by(table) == ("ann", "bob")
