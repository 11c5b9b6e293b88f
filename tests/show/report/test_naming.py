"""Names as people say them."""

from containerloc.run.commands.findings import ROOMS
from containerloc.show.report import naming


def test_every_named_cause_is_one() -> None:
    codes = {rule.code for rules in ROOMS.values() for rule in rules}
    assert set(naming._CAUSES) <= codes


def test_names_without_a_pattern_stay_whole() -> None:
    assert naming.experiment_name("a_b-c") == "a b-c"
    assert naming.experiment_name("demo_exp001_yolo11s_pose_baseline") == "exp001 · baseline"
    assert naming.experiment_name("exp7_x") == "exp7 · x"


def test_a_figure_that_is_not_there_is_none() -> None:
    assert naming.figure_of("crossed", []) == ""
    assert naming.figure_of("crossed", ["06_worst_cases.png"]) == "06_worst_cases.png"
