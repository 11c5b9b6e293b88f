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


def test_the_06_instead_of_025_story(nine) -> None:
    first = diagnose_threshold(nine(0.6, 0.25))[0]
    assert (first.code, first.severity) == ("threshold-loses-labels", "error")
    assert first.images == NAMES[:9]
    assert "0.6, not 0.25, throws away 9 labels of 74" in first.sentence
    assert "The model is not to blame: the experiment's 0.25 keeps them all." in first.sentence
    assert "0.570 to 0.580" in first.sentence
    assert [trait["column"] for trait in first.evidence["in_common"]] == ["area_share", "aspect"]
    assert "small in the photo" in first.sentence
    assert "long and thin" in first.sentence


def test_a_threshold_that_loses_where_the_experiment_means_it(nine) -> None:
    first = diagnose_threshold(nine(0.6, 0.6))[0]
    assert "0.6 throws away 9 labels" in first.sentence
    assert "a threshold on the plateau keeps them" in first.sentence


def test_a_threshold_on_the_plateau_is_left_in_peace(nine) -> None:
    assert codes(nine(0.25, 0.25)) == ["nothing-wrong"]


def test_another_threshold_that_loses_nothing_is_only_told(nine) -> None:
    nothing, told = diagnose_threshold(nine(0.25, 0.3))
    assert (told.code, told.severity) == ("threshold-differs", "info")
    assert told.evidence["detected_in_use"] == told.evidence["detected_intended"] == 74
    assert nothing.code == "nothing-wrong"


def test_a_threshold_too_low(nine) -> None:
    (finding,) = diagnose_threshold(nine(0.05, 0.05))
    assert finding.code == "threshold-below-plateau"
    assert finding.evidence["fewer_false_positives"] == 5
    assert finding.evidence["lost"] == 0
    assert finding.images == NAMES[:5]


@pytest.mark.parametrize(("validation", "severity"), [(0.6, "warning"), (0.3, "info")])
def test_a_training_validated_otherwise(nine, validation: float, severity: str) -> None:
    found = {
        each.code: each for each in diagnose_threshold(nine(0.25, 0.25, validation=validation))
    }
    assert found["validation-threshold-differs"].severity == severity


def test_what_lies_beside_the_id_is_not_lost_by_the_threshold(build, ids: Floats) -> None:
    scores = np.concatenate([np.full(9, 0.57), np.linspace(0.65, 0.9, 65)])
    beside = np.where(np.arange(74)[:, None, None] < 9, ids + [0, 300], ids)
    assert codes(build(beside, scores, in_use=0.6, intended=0.6)) == ["nothing-wrong"]


def test_predictions_made_at_another_size(build, ids: Floats) -> None:
    otherwise = pd.DataFrame({"setting": ["imgsz"], "asked": [640], "used": [320]})
    first = diagnose_threshold(build(ids, settings={"otherwise": otherwise}))[0]
    assert first.code == "predicted-otherwise"
    assert "imgsz 320, not 640" in first.sentence
