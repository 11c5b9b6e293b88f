"""Predictions made or judged with other settings than the experiment's."""

import pandas as pd
import pytest

from containerloc.analysis.diagnosis.diagnose import diagnose_threshold
from containerloc.quads import Floats


def test_predictions_made_at_another_size(build, said, ids: Floats) -> None:
    mismatches = pd.DataFrame({"setting": ["imgsz"], "asked": [640], "used": [320]})
    first = diagnose_threshold(build(ids, settings={"setting_mismatches": mismatches}))[0]
    assert first.code == "predicted-otherwise"
    assert first.evidence == {"imgsz": {"asked": 640, "used": 320}}
    said([first])


def test_another_threshold_that_loses_nothing_is_only_information(nine, said) -> None:
    nothing, differs = said(diagnose_threshold(nine(0.25, 0.3)))
    assert (differs.code, differs.severity) == ("threshold-differs", "info")
    assert differs.evidence["detected_in_use"] == differs.evidence["detected_intended"] == 74
    assert nothing.code == "nothing-wrong"


@pytest.mark.parametrize(("validation", "severity"), [(0.6, "warning"), (0.3, "info")])
def test_a_training_validated_at_another_threshold(
    nine, said, validation: float, severity: str
) -> None:
    findings = diagnose_threshold(nine(0.25, 0.25, validation=validation))
    (finding,) = (each for each in findings if each.code == "validation-threshold-differs")
    assert finding.severity == severity
    said([finding])
