"""What is said, and above all what is not."""

from dataclasses import replace

import numpy as np
import pandas as pd

from containerloc.analysis.comparison.differences import at_common, differences
from containerloc.analysis.comparison.findings import Compared, comparison_findings
from containerloc.experiment.targets import Target


def findings(runs, confidences=(), **rest):
    compared = Compared(runs, differences(runs), at_common(runs, confidences), **rest)
    return {finding.code: finding for finding in comparison_findings(compared)}


def noisy(ids, seed: int, px: float = 0.0, size: float = 2.0):
    return ids + px + np.random.default_rng(seed).normal(0, size, ids.shape)


def test_worse_is_said_with_its_numbers(build, ids) -> None:
    found = findings({"old": build(noisy(ids, 0)), "new": build(noisy(ids, 0, 4.0))})
    said = found["worse-than-reference"]
    assert said.severity == "warning"
    assert said.sentence.startswith("new against old: worse in mde_px +")
    assert "mde_px" in said.evidence["worse"]
    assert "own-means-mislead" not in found


def test_better_is_no_warning(build, ids) -> None:
    found = findings({"old": build(noisy(ids, 0, 4.0)), "new": build(noisy(ids, 0))})
    assert found["better-than-reference"].severity == "info"
    assert "new against old: better in mde_px -" in found["better-than-reference"].sentence


def test_no_difference_is_not_called_equality(build, ids) -> None:
    found = findings({"old": build(noisy(ids, 0, size=9)), "new": build(noisy(ids, 1, size=9))})
    said = found["no-difference-shown"].sentence
    assert "No difference is shown" in said
    assert "better" not in said
    assert "worse" not in said


def test_images_left_out_are_counted(build, ids) -> None:
    runs = {"old": build(ids), "new": build(ids)}
    assert "images-left-out" not in findings(runs)
    said = findings(runs, left_out={"x.jpg": "not in new", "y.jpg": "not in new"})
    assert said["images-left-out"].sentence.startswith("2 images left out")
    assert "(2 not in new); all numbers are of the other 74" in said["images-left-out"].sentence


def test_the_same_weights_twice(build, ids) -> None:
    runs = {"old": build(ids), "new": build(ids)}
    assert "same-weights" not in findings(runs, weights={"old": "a", "new": "b"})
    assert "same-weights" not in findings(runs)
    assert findings(runs, weights={"old": "a", "new": "a"})["same-weights"].severity == "error"


def test_several_changes_are_a_warning_where_a_difference_would_be_credited(build, ids) -> None:
    table = pd.DataFrame({"key": ["train.pose", "train.batch"], "counts": True})
    worse = {"old": build(noisy(ids, 0)), "new": build(noisy(ids, 0, 4.0))}
    said = findings(worse, changed={"new": table}, known={"new": True})["several-changes"]
    assert said.severity == "warning"
    assert "no single one of them can be credited" in said.sentence
    same = {"old": worse["old"], "new": worse["old"]}
    assert findings(same, changed={"new": table})["several-changes"].severity == "info"
    one = findings(worse, changed={"new": table[:1]})
    assert "one-change" in one
    assert "several-changes" not in one


def test_a_threshold_that_decides(build, ids) -> None:
    strict = build(ids, np.full(74, 0.4), in_use=0.5, intended=0.5)
    runs = {"loose": build(ids, np.full(74, 0.4)), "strict": strict}
    said = findings(runs, (0.25,))["threshold-decides"]
    assert "strict is judged at 0.5, loose at 0.25" in said.sentence
    assert "detection_rate" in said.evidence["metrics"]
    assert "threshold-decides" not in findings({**runs, "strict": runs["loose"]}, (0.25,))


def test_targets_of_each(build, ids) -> None:
    promised = (Target("mde_px", "below", 1.0), Target("detection_rate", "at_least", 0.9))
    runs = {"old": replace(build(noisy(ids, 0, 4.0)), targets=promised), "new": build(ids)}
    said = findings(runs)["targets-missed"]
    assert said.sentence.startswith("Targets of old: 1 met, 1 missed of 2; mde_px below 1 missed")


def test_more_images_are_asked_for_only_where_mde_is_open(build, ids) -> None:
    same = findings({"old": build(noisy(ids, 0)), "new": build(noisy(ids, 0))})
    assert "equivalent within 1" in same["no-difference-shown"].sentence
    assert same["no-difference-shown"].advice == ""
    wide = findings({"old": build(noisy(ids, 0, size=20)), "new": build(noisy(ids, 1, size=20))})
    assert "IDs would show it" in wide["no-difference-shown"].advice
    assert "equivalent within 1;" not in wide["no-difference-shown"].sentence
