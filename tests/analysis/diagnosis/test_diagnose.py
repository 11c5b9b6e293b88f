"""The order of all findings, and what is withdrawn."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.diagnosis.diagnose import RULES, diagnose, next_steps
from containerloc.analysis.diagnosis.evidence import PhotoContext
from containerloc.finding import SEVERITIES, Finding
from containerloc.quads import Floats, own_axes

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


def _cut(ids: Floats) -> Floats:
    predicted = ids + noise()
    predicted[:, [1, 2]] -= 10 * own_axes(ids)[:, :1]
    return predicted


def _biased(ids: Floats) -> Floats:
    predicted = ids + noise()
    predicted[:, 0] += [5, 0]
    return predicted


def _scattered(ids: Floats) -> Floats:
    predicted = ids + noise()
    predicted[:, 0] += noise(0.2, seed=1)[:, 0]
    return predicted


def _shifted(ids: Floats) -> Floats:
    return ids + noise() + 6 * own_axes(ids)[:, :1]


@pytest.mark.parametrize(
    ("planted", "code"),
    [
        (_cut, "cut-inward"),
        (_biased, "corner-biased"),
        (_scattered, "corner-scattered"),
        (_shifted, "shifted-whole"),
    ],
)
def test_five_containers_tell_nothing_however_many_photos(
    diagnosed, ids: Floats, planted, code: str
) -> None:
    """Of five signs that are all the same, one in 16 draws of nothing has as many."""
    predicted, names = planted(ids), pd.Index(NAMES)
    five, many = (
        PhotoContext(given=pd.Series(np.arange(74) * groups // 74, names)) for groups in (5, 37)
    )
    assert code in diagnosed(predicted)
    assert code in diagnosed(predicted, context=many)
    assert code not in diagnosed(predicted, context=five)
