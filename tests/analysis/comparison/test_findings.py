"""Which findings a comparison has, with which evidence, and above all which it has not."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.comparison.differences import at_common, differences
from containerloc.analysis.comparison.findings import Compared, comparison_findings
from containerloc.experiment.targets import Target


def findings(runs, confidences=(), **rest):
    compared = Compared(runs, differences(runs), at_common(runs, confidences), **rest)
    return {finding.code: finding for finding in comparison_findings(compared)}


def noisy(ids, seed: int, px: float = 0.0, size: float = 2.0):
    return ids + px + np.random.default_rng(seed).normal(0, size, ids.shape)


def test_worse_is_a_warning(build, ids) -> None:
    by_code = findings({"old": build(noisy(ids, 0)), "new": build(noisy(ids, 0, 4.0))})
    finding = by_code["worse-than-reference"]
    assert finding.severity == "warning"
    assert "mde_px" in finding.evidence["worse"]
    assert finding.evidence["better"] == []
    assert "mean distance error +" in finding.sentence
    assert "mde_px" not in finding.sentence
    assert "own-means-mislead" not in by_code


def test_better_is_no_warning(build, ids) -> None:
    by_code = findings({"old": build(noisy(ids, 0, 4.0)), "new": build(noisy(ids, 0))})
    assert by_code["better-than-reference"].severity == "info"
    assert "mde_px" in by_code["better-than-reference"].evidence["better"]
    assert "mean distance error -" in by_code["better-than-reference"].sentence


def test_no_difference_is_not_called_equality(build, ids) -> None:
    runs = {"old": build(noisy(ids, 0, size=9)), "new": build(noisy(ids, 1, size=9))}
    finding = findings(runs)["no-difference-shown"]
    assert (finding.evidence["better"], finding.evidence["worse"]) == ([], [])
    assert "better" not in finding.sentence
    assert "worse" not in finding.sentence


def test_better_in_one_number_and_worse_in_another(build, ids) -> None:
    confidence = np.where(np.arange(74) < 20, 0.1, 0.9)
    runs = {"old": build(noisy(ids, 0, 4.0)), "new": build(noisy(ids, 0), confidence)}
    finding = findings(runs)["both-better-and-worse"]
    assert finding.severity == "warning"
    assert "mde_px" in finding.evidence["better"]
    assert "detection_rate" in finding.evidence["worse"]


def test_images_left_out_are_counted(build, ids) -> None:
    runs = {"old": build(ids), "new": build(ids)}
    assert "images-left-out" not in findings(runs)
    left_out = {"x.jpg": "not in new", "y.jpg": "not in new"}
    finding = findings(runs, left_out=left_out)["images-left-out"]
    assert finding.evidence == {"left_out": 2, "images": 74}
    assert finding.images == ("x.jpg", "y.jpg")
    assert "2 not in new" in finding.sentence


def test_the_same_weights_twice(build, ids) -> None:
    runs = {"old": build(ids), "new": build(ids)}
    assert "same-weights" not in findings(runs, weights={"old": "a", "new": "b"})
    assert "same-weights" not in findings(runs)
    finding = findings(runs, weights={"old": "a", "new": "a"})["same-weights"]
    assert (finding.severity, finding.evidence) == ("error", {"sha256": "a"})


@pytest.mark.parametrize(
    ("n", "code", "severity"),
    [(2, "several-changes", "warning"), (1, "one-change", "info"), (0, "no-change", "info")],
)
def test_only_several_changes_with_a_difference_are_a_warning(
    build, ids, n: int, code: str, severity: str
) -> None:
    table = pd.DataFrame({"key": ["train.pose", "train.batch"], "counts": True})[:n]
    worse = {"old": build(noisy(ids, 0)), "new": build(noisy(ids, 0, 4.0))}
    finding = findings(worse, changed={"new": table}, trainings_kept={"new": True})[code]
    assert finding.severity == severity
    assert finding.evidence == {"changed": ["train.pose", "train.batch"][:n]}
    same = {"old": worse["old"], "new": worse["old"]}
    assert findings(same, changed={"new": table})[code].severity == "info"


def test_a_threshold_that_decides(build, ids) -> None:
    strict = build(ids, np.full(74, 0.4), in_use=0.5, intended=0.5)
    runs = {"loose": build(ids, np.full(74, 0.4)), "strict": strict}
    finding = findings(runs, (0.25,))["threshold-decides"]
    assert "detection_rate" in finding.evidence["metrics"]
    assert "detection rate" in finding.sentence
    assert "threshold-decides" not in findings({**runs, "strict": runs["loose"]}, (0.25,))


def test_targets_of_each(build, ids) -> None:
    targets = (Target("mde_px", "below", 1.0), Target("detection_rate", "at_least", 0.9))
    runs = {"old": replace(build(noisy(ids, 0, 4.0)), targets=targets), "new": build(ids)}
    finding = findings(runs)["targets-missed"]
    assert finding.evidence == {"mde_px": "missed", "detection_rate": "met"}
    assert "targets" not in findings(runs)


def test_more_images_are_asked_for_only_where_mde_is_open(build, ids) -> None:
    same = findings({"old": build(noisy(ids, 0)), "new": build(noisy(ids, 0))})
    assert "mde_px" in same["no-difference-shown"].evidence["equivalent"]
    assert "equivalent within 1 px" in same["no-difference-shown"].sentence
    assert same["no-difference-shown"].advice == ""
    wide = findings({"old": build(noisy(ids, 0, size=20)), "new": build(noisy(ids, 1, size=20))})
    assert "IDs" in wide["no-difference-shown"].advice
    assert "mde_px" not in wide["no-difference-shown"].evidence["equivalent"]
