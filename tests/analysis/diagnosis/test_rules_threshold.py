"""The 0.6-instead-of-0.25 story, and thresholds that are left in peace."""

import numpy as np

from containerloc.analysis.diagnosis.diagnose import diagnose_threshold
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
    assert first.code == "threshold-loses-labels"
    assert first.evidence["lost"] == 9


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
