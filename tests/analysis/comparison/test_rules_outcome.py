"""Who is better, because of what, and above all what is not said."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from containerloc.experiment.targets import Target


def noisy(ids, seed: int, px: float = 0.0, size: float = 2.0):
    return ids + px + np.random.default_rng(seed).normal(0, size, ids.shape)


def test_worse_is_a_warning(build, ids, compare) -> None:
    by_code = compare({"old": build(noisy(ids, 0)), "new": build(noisy(ids, 0, 4.0))})
    finding = by_code["worse-than-reference"]
    assert finding.severity == "warning"
    assert "mde_px" in finding.evidence["worse"]
    assert finding.evidence["better"] == []
    assert "mean distance error (MDE) +" in finding.sentence
    assert "mde_px" not in finding.sentence
    assert "own-means-mislead" not in by_code


def test_better_is_no_warning(build, ids, compare) -> None:
    by_code = compare({"old": build(noisy(ids, 0, 4.0)), "new": build(noisy(ids, 0))})
    assert by_code["better-than-reference"].severity == "info"
    assert "mde_px" in by_code["better-than-reference"].evidence["better"]
    assert "mean distance error (MDE) -" in by_code["better-than-reference"].sentence


def test_no_difference_is_not_called_equality(build, ids, compare) -> None:
    runs = {"old": build(noisy(ids, 0, size=9)), "new": build(noisy(ids, 1, size=9))}
    finding = compare(runs)["no-difference-shown"]
    assert (finding.evidence["better"], finding.evidence["worse"]) == ([], [])
    assert "better" not in finding.sentence
    assert "worse" not in finding.sentence


def test_better_in_one_number_and_worse_in_another(build, ids, compare, said) -> None:
    confidence = np.where(np.arange(74) < 20, 0.1, 0.9)
    runs = {"old": build(noisy(ids, 0, 4.0)), "new": build(noisy(ids, 0), confidence)}
    finding = compare(runs)["both-better-and-worse"]
    said([finding])
    assert finding.severity == "warning"
    assert "mde_px" in finding.evidence["better"]
    assert "detection_rate" in finding.evidence["worse"]


CHANGED = pd.DataFrame({"key": ["train.pose", "train.batch"], "counts": True})
OTHER = {"old": {"weights_sha256": "a"}, "new": {"weights_sha256": "b"}}


@pytest.mark.parametrize(
    ("n", "code", "severity"),
    [(2, "several-changes", "warning"), (1, "one-change", "info"), (0, "no-change", "info")],
)
def test_only_several_changes_with_a_difference_are_a_warning(
    build, ids, compare, said, n: int, code: str, severity: str
) -> None:
    table = CHANGED[:n]
    worse = {"old": build(noisy(ids, 0)), "new": build(noisy(ids, 0, 4.0))}
    finding = compare(worse, changed={"new": table}, trainings_kept={"new": True})[code]
    said([finding])
    assert finding.severity == severity
    assert finding.evidence == {"changed": ["train.pose", "train.batch"][:n]}
    alike = {"old": worse["old"], "new": build(noisy(ids, 1))}
    assert compare(alike, changed={"new": table})[code].severity == "info"


@pytest.mark.parametrize("n", [1, 2])
def test_where_no_difference_is_shown_nothing_is_credited(build, ids, compare, said, n) -> None:
    alike = {"old": build(noisy(ids, 0)), "new": build(noisy(ids, 1))}
    found = compare(alike, changed={"new": CHANGED[:n]}, made_by=OTHER)
    finding = found[{1: "one-change", 2: "several-changes"}[n]]
    said([finding])
    assert "credited with nothing" in finding.sentence
    assert "may be the cause" not in finding.sentence


def test_the_same_recipe_trained_twice(build, ids, compare, said) -> None:
    alike = {"old": build(noisy(ids, 0)), "new": build(noisy(ids, 1))}
    found = compare(alike, changed={"new": CHANGED[:0]}, made_by=OTHER)
    assert "no-change" not in found
    assert found["trained-again"].evidence == {"changed": [], "reseeded": False}
    worse = {"old": alike["old"], "new": build(noisy(ids, 0, 4.0))}
    seed = pd.DataFrame({"key": ["train.seed"], "counts": True})
    again = compare(worse, changed={"new": seed}, made_by=OTHER)["trained-again"]
    said([found["trained-again"], again])
    assert again.evidence["reseeded"]
    assert "another seed" in again.sentence
    assert "no-change" in compare(alike, changed={"new": CHANGED[:0]})  # weights unknown


def test_a_better_one_that_misses_more_is_not_praised_alone(build, ids, compare, said) -> None:
    confidence = np.where(np.arange(74) < 7, 0.1, 0.9)
    runs = {"old": build(noisy(ids, 0, 4.0)), "new": build(noisy(ids, 0), confidence)}
    finding = compare(runs)["better-than-reference"]
    said([finding])
    assert "But detection rate -9" in finding.sentence
    every = compare({**runs, "new": build(noisy(ids, 0))})["better-than-reference"]
    assert "But" not in every.sentence


def test_targets_of_each(build, ids, compare) -> None:
    targets = (Target("mde_px", "below", 1.0), Target("detection_rate", "at_least", 0.9))
    runs = {"old": replace(build(noisy(ids, 0, 4.0)), targets=targets), "new": build(ids)}
    finding = compare(runs)["targets-missed"]
    assert finding.evidence == {"mde_px": "missed", "detection_rate": "met"}
    assert "targets" not in compare(runs)


def test_more_images_are_asked_for_only_where_mde_is_open(build, ids, compare, said) -> None:
    same = compare({"old": build(noisy(ids, 0)), "new": build(noisy(ids, 1))})
    assert "mde_px" in same["no-difference-shown"].evidence["equivalent"]
    assert "equivalent within 1 px" in same["no-difference-shown"].sentence
    assert same["no-difference-shown"].advice == ""
    wide = compare({"old": build(noisy(ids, 0, size=20)), "new": build(noisy(ids, 1, size=20))})
    said([same["no-difference-shown"], wide["no-difference-shown"]])
    assert "IDs" in wide["no-difference-shown"].advice
    assert "mde_px" not in wide["no-difference-shown"].evidence["equivalent"]
