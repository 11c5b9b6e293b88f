"""All rules of a comparison together: their order, their codes, and what they say."""

import numpy as np
import pandas as pd

from containerloc.analysis.comparison.findings import RULES
from containerloc.experiment.targets import Target


def test_each_code_once_with_its_meaning() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    assert all(rule.meaning for rule in RULES)


SAME = {"old": {"weights_sha256": "a"}, "new": {"weights_sha256": "a"}}


def test_worst_first_and_the_targets_last(build, ids, compare, said) -> None:
    worse = ids + np.random.default_rng(0).normal(4, 2, ids.shape)
    targets = (Target("mde_px", "below", 1.0), Target("detection_rate", "at_least", 0.9))
    runs = {"old": build(ids, targets=targets), "new": build(worse, targets=targets)}
    by_code = compare(runs, made_by=SAME, left_out={"x.jpg": "not in new"})
    assert list(by_code) == [
        "same-weights",
        "images-left-out",
        "worse-than-reference",
        "targets-missed",
        "targets",
    ]
    said(by_code.values())


def test_what_is_the_same_comes_before_all_that_is_wrong(build, ids, compare) -> None:
    targets = (Target("mde_px", "below", 1.0),)
    off = ids + np.random.default_rng(0).normal(4, 2, ids.shape)
    runs = {"old": build(off, targets=targets), "new": build(off + 0.01)}
    codes = list(compare(runs, left_out={"x.jpg": "not in new"}))
    assert codes == ["practically-identical", "images-left-out", "targets-missed"]


def test_other_settings_come_before_all_that_is_wrong(build, ids, compare) -> None:
    off = ids + np.random.default_rng(0).normal(4, 2, ids.shape)
    strict = build(ids, in_use=0.6, intended=0.6)
    codes = list(compare({"old": build(off), "new": strict}, left_out={"x.jpg": "not in new"}))
    assert codes[:2] == ["settings-differ", "images-left-out"]


def test_of_three_experiments_each_is_told(build, ids, compared_findings) -> None:
    off = ids + np.random.default_rng(0).normal(0, 6, ids.shape)
    better = ids + np.random.default_rng(1).normal(0, 2, ids.shape)
    runs = {"old": build(off), "copy": build(off), "better": build(better)}
    changed = {
        name: pd.DataFrame({"key": keys, "counts": True})
        for name, keys in (("copy", ["train.pose"]), ("better", ["train.pose", "train.batch"]))
    }
    told = compared_findings(runs, changed=changed)
    assert [each.code for each in told] == [
        "identical-predictions",
        "several-changes",
        "better-than-reference",
    ]
    assert all(
        name in each.sentence for name, each in zip(["copy", "better", "better"], told, strict=True)
    )


def test_equals_differ_in_nothing(build, ids, compare, said) -> None:
    off = ids + np.random.default_rng(0).normal(0, 20, ids.shape)
    by_code = compare({"old": build(off), "new": build(off[::1] + [1.5, 0])})
    assert list(by_code) == ["no-difference-shown"]
    said(by_code.values())
