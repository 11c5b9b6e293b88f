"""A sound training has no finding, and its numbers are kept."""

import pytest

from containerloc.analysis.training.audit import RULES, training_numbers
from containerloc.experiment.schedule import Schedule

from .conftest import RESTARTS, run


@pytest.mark.parametrize("schedule", [Schedule("linear"), Schedule("cosine"), RESTARTS])
def test_a_sound_training_has_no_finding(audited, said, schedule: Schedule) -> None:
    findings = audited(run(schedule), schedule)
    assert list(findings) == ["nothing-wrong"]
    said(findings.values())


def test_numbers_of_a_training() -> None:
    assert training_numbers(run())["value"].to_dict() == {
        "training_epochs": 40,
        "training_best_epoch": 30,
        "training_pose_map50_95_best": 0.9,
    }


def test_findings_of_equal_severity_stand_in_the_order_of_the_rules(audited) -> None:
    table = run(epochs=24, best=2)
    table.loc[20, ["train/box_loss", "train/pose_loss"]] *= 9
    order = [rule.code for rule in RULES]
    for severity in ("error", "warning"):
        codes = [c for c, f in audited(table).items() if f.severity == severity]
        assert codes == sorted(codes, key=order.index)
