"""All rules of a comparison together: their order, their codes, and what they say."""

import numpy as np

from containerloc.analysis.comparison.findings import RULES
from containerloc.experiment.targets import Target


def test_each_code_once_with_its_meaning() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    assert all(rule.meaning for rule in RULES)


def test_worst_first_and_the_targets_last(build, ids, compare, said) -> None:
    worse = ids + np.random.default_rng(0).normal(4, 2, ids.shape)
    targets = (Target("mde_px", "below", 1.0), Target("detection_rate", "at_least", 0.9))
    runs = {"old": build(ids, targets=targets), "new": build(worse, targets=targets)}
    by_code = compare(runs, weights={"old": "a", "new": "a"}, left_out={"x.jpg": "not in new"})
    assert list(by_code) == [
        "same-weights",
        "images-left-out",
        "worse-than-reference",
        "targets-missed",
        "targets",
    ]
    said(by_code.values())


def test_equals_differ_in_nothing(build, ids, compare, said) -> None:
    off = ids + np.random.default_rng(0).normal(0, 20, ids.shape)
    by_code = compare({"old": build(off), "new": build(off[::1] + [0.01, 0])})
    assert list(by_code) == ["no-difference-shown"]
    said(by_code.values())
