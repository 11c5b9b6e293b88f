"""The 0.6-instead-of-0.25 story, and thresholds that are left in peace."""

from dataclasses import replace

import numpy as np
import pytest

from containerloc.analysis.diagnosis.diagnose import diagnose_threshold
from containerloc.experiment.targets import Target
from containerloc.quads import Floats

from ..conftest import NAMES


def codes(evidence) -> list[str]:
    return [finding.code for finding in diagnose_threshold(evidence)]


def test_the_06_instead_of_025_story(nine, said) -> None:
    first = diagnose_threshold(nine(0.6, 0.25))[0]
    assert (first.code, first.severity) == ("threshold-loses-labels", "error")
    assert first.images == NAMES[:9]
    assert (first.evidence["in_use"], first.evidence["intended"]) == (0.6, 0.25)
    assert (first.evidence["lost"], first.evidence["n"]) == (9, 74)
    assert [trait["column"] for trait in first.evidence["in_common"]] == ["area_share", "aspect"]
    said([first])


def test_a_threshold_that_loses_where_the_experiment_means_it(nine, said) -> None:
    (first,) = said(diagnose_threshold(nine(0.6, 0.6)))
    assert (first.code, first.severity) == ("threshold-loses-labels", "warning")
    assert first.evidence["lost"] == 9


def test_a_threshold_that_breaks_a_target_or_loses_a_quarter_is_an_error(nine, build, ids) -> None:
    every = replace(nine(0.6, 0.6), targets=(Target("detection_rate", "at_least", 0.95),))
    quarter = build(ids, np.repeat([0.57, 0.7], [19, 55]), in_use=0.6, intended=0.6)
    for evidence in (every, quarter):
        (first, *_) = diagnose_threshold(evidence)
        assert (first.code, first.severity) == ("threshold-loses-labels", "error")


def test_a_threshold_on_the_plateau_is_left_in_peace(nine, said) -> None:
    (nothing,) = said(diagnose_threshold(nine(0.25, 0.25)))
    assert nothing.code == "nothing-wrong"


def test_a_threshold_too_low(nine, said) -> None:
    (finding,) = said(diagnose_threshold(nine(0.05, 0.05)))
    assert finding.code == "threshold-below-plateau"
    assert finding.evidence["fewer_false_positives"] == 5
    assert finding.evidence["lost"] == 0
    assert finding.images == NAMES[:5]


def test_what_lies_beside_the_id_is_not_lost_by_the_threshold(build, ids: Floats) -> None:
    scores = np.concatenate([np.full(9, 0.57), np.linspace(0.65, 0.9, 65)])
    beside = np.where(np.arange(74)[:, None, None] < 9, ids + [0, 300], ids)
    assert codes(build(beside, scores, in_use=0.6, intended=0.6)) == ["nothing-wrong"]


def test_no_advice_that_breaks_a_target(build, ids: Floats) -> None:
    # Above 0.3 lie all but one label: raising the threshold that far removes 12 false positives.
    scores = np.append(0.12, np.linspace(0.5, 0.9, 73))
    extra = [(name, 0.3, ids[0] + 200) for name in NAMES[10:22]]
    every = Target("detection_rate", "at_least", 1.0)
    free, bound = (
        build(ids, scores, extra=extra, in_use=0.05, intended=0.05, targets=targets)
        for targets in ((), (every,))
    )
    assert codes(free) == ["threshold-below-plateau"]
    assert codes(bound) == ["nothing-wrong"]
    assert bound.threshold_advice is None


@pytest.mark.parametrize("alarms", [0, 5])
def test_a_few_lost_labels_are_the_price_of_a_threshold(build, ids: Floats, alarms: int) -> None:
    scores = np.append([0.15, 0.2], np.linspace(0.5, 0.9, 72))
    extra = [(name, 0.18, ids[0] + 200) for name in NAMES[10 : 10 + alarms]]
    assert codes(build(ids, scores, extra=extra)) == ["nothing-wrong"]


def test_rounding_never_loses_a_label(build, ids: Floats, said) -> None:
    # Alarms end at 0.59484, and labels begin at 0.66.
    scores = np.linspace(0.66, 0.9, 74)
    extra = [(name, 0.59484, ids[0] + 200) for name in NAMES[:20]]
    (finding,) = said(diagnose_threshold(build(ids, scores, extra=extra)))
    assert finding.evidence["lost"] == 0
    assert finding.evidence["advised"] == 0.63


@pytest.mark.parametrize("in_use", [0.05, 0.62, 0.7, 0.8])
def test_what_a_threshold_is_said_to_lose_it_loses(build, ids: Floats, in_use: float) -> None:
    scores = np.append(np.linspace(0.66, 0.9, 73), 0.2)
    extra = [(name, 0.55, ids[k] + 200) for k, name in enumerate(NAMES[:20])]
    evidence = build(ids, scores, extra=extra, in_use=in_use, intended=in_use)
    for finding in diagnose_threshold(evidence):
        if "advised" not in finding.evidence:
            continue
        advised = evidence.at(finding.evidence["advised"])
        gone = evidence.errors.detected & ~advised.errors.detected
        found = advised.errors.detected & ~evidence.errors.detected
        is_higher = finding.code == "threshold-below-plateau"
        assert finding.evidence["lost"] == int((gone if is_higher else found).sum())
        assert f"{finding.evidence['lost'] or 'none'} of 74 labels" in finding.sentence
        return
    assert in_use == 0.62
