"""The order of all findings, and what is withdrawn."""

import numpy as np
import pandas as pd

from containerloc.analysis.diagnosis.diagnose import RULES, diagnose, next_steps
from containerloc.analysis.diagnosis.evidence import PhotoContext
from containerloc.finding import SEVERITIES, Finding
from containerloc.quads import Floats

from ..conftest import NAMES, noise

STOPPED = Finding("stopped-early", "warning", "It stopped.", advice="Wait.")


def test_nothing_stands_out(build, said, ids: Floats) -> None:
    first, *information = diagnose(build(ids + noise(0.01)))
    said([first])
    assert first.code == "nothing-wrong"
    assert {finding.severity for finding in information} == {"info"}


def test_the_audit_stands_behind_data_and_before_geometry(build, ids: Floats) -> None:
    predicted = ids + noise()
    predicted[:, 0] += noise(0.1, seed=1)[:, 0]
    context = PhotoContext(groups=pd.Series([0, 0], NAMES[:2]))
    sound = Finding("nothing-wrong", "info", "")
    findings = diagnose(build(predicted, context=context, training=(STOPPED, sound)))
    codes = [finding.code for finding in findings if finding.severity == "warning"]
    assert codes == ["near-duplicates", "stopped-early", "corner-scattered"]
    assert "nothing-wrong" not in {finding.code for finding in findings}


def test_findings_of_equal_severity_stand_in_the_order_of_the_rules(build, ids: Floats) -> None:
    predicted = ids + noise()
    predicted[:2] = ids[:2][:, [1, 2, 3, 0]]
    predicted[2] = np.nan
    predicted[2:] += [12, 0]
    findings = diagnose(build(predicted, in_use=0.3, intended=0.25))
    order = [rule.code for rule in RULES]
    keys = [(SEVERITIES.index(each.severity), order.index(each.code)) for each in findings]
    assert keys == sorted(keys)
    assert len({severity for severity, _ in keys}) > 1


def test_each_rule_that_finds_a_difference_between_corners_explains_an_imbalance() -> None:
    explains = {rule.code for rule in RULES if "imbalance-by-chance" in rule.explains}
    codes = {rule.code for rule in RULES if rule.code.startswith("corner-")} - {"corner-swapped"}
    assert explains == codes | {"cut-inward"}


def test_steps_are_those_of_errors_and_warnings_each_once() -> None:
    same = Finding("x", "error", "", advice="Wait.")
    told = Finding("y", "info", "", advice="Relax.")
    assert next_steps((same, STOPPED, told, Finding("z", "error", ""))) == ("Wait.",)


def test_no_detections_at_all(build, ids: Floats) -> None:
    findings = diagnose(build(np.full_like(ids, np.nan)))
    assert findings[0].code == "missed-altogether"
