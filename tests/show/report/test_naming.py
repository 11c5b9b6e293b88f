"""Names as people say them."""

from containerloc.run.commands.findings import ROOMS
from containerloc.show.report import naming


def test_every_named_cause_is_one() -> None:
    codes = {rule.code for rules in ROOMS.values() for rule in rules}
    assert set(naming._CAUSES) <= codes


def test_every_finding_of_a_card_has_a_name_that_people_say() -> None:
    faults = {rule.code for rule in ROOMS["Faults of images and labels (notebook 05)"]}
    unnamed = {rule.code for rules in ROOMS.values() for rule in rules} - set(naming._CAUSES)
    says_it_itself = {"nothing-wrong", "identical-predictions", "same-weights", "targets"}
    assert unnamed - faults <= says_it_itself


def test_a_recipe_that_is_about_something_else_names_nothing() -> None:
    name = "exp003_yolo11s_pose_higher_weight"
    assert naming.experiment_name(name, "a/003_loc_other.yaml") == "exp003 · higher weight"
    assert naming.experiment_name("plates", "003_loc_plates_x.yaml") == "plates"


def test_names_without_a_pattern_stay_whole() -> None:
    assert naming.experiment_name("a_b-c") == "a b-c"
    assert naming.experiment_name("demo_exp001_yolo11n_pose_baseline") == "exp001 · baseline"
    assert naming.experiment_name("exp7_x") == "exp7 · x"


def test_a_figure_that_is_not_there_is_none() -> None:
    assert naming.figure_of("crossed", []) == ""
    assert naming.figure_of("crossed", ["06_worst_cases.png"]) == "06_worst_cases.png"
