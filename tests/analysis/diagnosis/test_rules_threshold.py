"""The 0.6-instead-of-0.25 story, and thresholds that are left in peace."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.diagnosis.diagnose import diagnose_threshold
from containerloc.quads import Floats, own_axes, text_wh

from ..conftest import NAMES


def codes(evidence) -> list[str]:
    return [finding.code for finding in diagnose_threshold(evidence)]


@pytest.fixture
def nine(build, ids: Floats):
    """74 images, nine found at 0.57 to 0.58, which are small and long; false alarms at 0.08."""
    scores = np.concatenate([np.linspace(0.57, 0.58, 9), np.linspace(0.65, 0.9, 65)])
    wide, high = text_wh(ids).T
    flat = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])
    small = flat * np.stack([0.6 * wide, 0.2 * high], axis=1)[:, None]
    small = np.einsum("nij,nkj->nik", small, own_axes(ids).transpose(0, 2, 1))
    labels = np.where(np.arange(74)[:, None, None] < 9, small + 400, ids)
    extra = [(name, 0.08, labels[9]) for name in NAMES[:5]]

    def evidence(in_use: float, intended: float, **settings: float):
        return build(
            labels,
            scores,
            labels=labels,
            extra=extra,
            in_use=in_use,
            intended=intended,
            settings=settings,
        )

    return evidence


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


def test_another_threshold_that_loses_nothing_is_only_information(nine, said) -> None:
    nothing, differs = said(diagnose_threshold(nine(0.25, 0.3)))
    assert (differs.code, differs.severity) == ("threshold-differs", "info")
    assert differs.evidence["detected_in_use"] == differs.evidence["detected_intended"] == 74
    assert nothing.code == "nothing-wrong"


def test_a_threshold_too_low(nine, said) -> None:
    (finding,) = said(diagnose_threshold(nine(0.05, 0.05)))
    assert finding.code == "threshold-below-plateau"
    assert finding.evidence["fewer_false_positives"] == 5
    assert finding.evidence["lost"] == 0
    assert finding.images == NAMES[:5]


@pytest.mark.parametrize(("validation", "severity"), [(0.6, "warning"), (0.3, "info")])
def test_a_training_validated_at_another_threshold(
    nine, said, validation: float, severity: str
) -> None:
    findings = diagnose_threshold(nine(0.25, 0.25, validation=validation))
    (finding,) = (each for each in findings if each.code == "validation-threshold-differs")
    assert finding.severity == severity
    said([finding])


def test_what_lies_beside_the_id_is_not_lost_by_the_threshold(build, ids: Floats) -> None:
    scores = np.concatenate([np.full(9, 0.57), np.linspace(0.65, 0.9, 65)])
    beside = np.where(np.arange(74)[:, None, None] < 9, ids + [0, 300], ids)
    assert codes(build(beside, scores, in_use=0.6, intended=0.6)) == ["nothing-wrong"]


def test_predictions_made_at_another_size(build, said, ids: Floats) -> None:
    mismatches = pd.DataFrame({"setting": ["imgsz"], "asked": [640], "used": [320]})
    first = diagnose_threshold(build(ids, settings={"setting_mismatches": mismatches}))[0]
    assert first.code == "predicted-otherwise"
    assert first.evidence == {"imgsz": {"asked": 640, "used": 320}}
    said([first])
