"""Texts and second readings accuse alike in notebook 05, on the command line, in a review."""

import json
from pathlib import Path

import pytest

from containerloc.analysis.reading.asked import BY_LABEL, Crops
from containerloc.experiment.experiment import load_experiment
from containerloc.run.prepare.inputs import Selection, open_inputs
from containerloc.run.prepare.label_quality import open_labels
from containerloc.run.prepare.review.run_review import open_review
from containerloc.run.prepare.suspects import suspected_labels
from tests.run.prepare.reading.planted import plant_readings

OWN, OTHER = "CSQU3054383", "MSKU1234565"


@pytest.fixture
def listed(project: Path, photos: Path):
    """What each of the three lists, `(image, score, reasons)`."""
    path = project / "experiments" / "one.yaml"
    selection = Selection(predictions=str(project / "predictions.json"))

    def rows(table, score="score") -> list[tuple[str, float, str]]:
        by_name = table[["image", score, "reasons"]].sort_values("image")
        return [*by_name.itertuples(index=False, name=None)]

    def lists() -> list[list[tuple[str, float, str]]]:
        quality = open_labels(path, selection)
        verb = suspected_labels([load_experiment(path)], selection)
        cases = open_review(load_experiment(path), selection).cases
        suspect = cases[cases["suspicion"].notna()]
        return [rows(quality.suspects), rows(verb.table), rows(suspect, "suspicion")]

    return lists


def test_a_text_that_its_label_loses(project: Path, listed) -> None:
    predictions = json.loads((project / "predictions.json").read_text())
    for each in predictions:
        each["keypoints"][0] = 15.0
    (project / "predictions.json").write_text(json.dumps(predictions))
    selection = Selection(predictions="predictions.json")
    inputs = open_inputs(load_experiment("experiments/one.yaml"), selection)

    def says(image: str, crops: Crops) -> str:
        return "" if image == "val_0.png" and crops == Crops(BY_LABEL) else OWN

    plant_readings(inputs, says)
    first, second, third = listed()
    assert first == second == third
    assert [row[:2] for row in first] == [("val_0.png", 0.6)]
    assert first[0][2].endswith("is by the model's corners")


def test_another_text_is_a_fault_of_the_label(project: Path, listed) -> None:
    (project / "data" / "attributes.csv").write_text(f"image,text\nval_2.png,{OWN}\n")
    selection = Selection(predictions="predictions.json")
    inputs = open_inputs(load_experiment("experiments/one.yaml"), selection)
    plant_readings(inputs, lambda image, crops: OTHER)
    first, second, third = listed()
    assert first == second == third
    assert [row[:2] for row in first] == [("val_2.png", 0.95)]
    assert f"{OTHER} is read here, where {OWN} is known" in first[0][2]


def test_a_second_reading_settles_it_for_all_three(project: Path, listed) -> None:
    own = project / "data" / "labels" / "val" / "val_0.txt"
    right = own.read_text()
    values = right.split()
    own.write_text(" ".join([*values[:5], *values[8:17], *values[5:8]]) + "\n")
    alone = listed()[0]
    again = project / "data" / "repeats" / "val" / "val_0.txt"
    again.parent.mkdir(parents=True)
    again.write_text(right)
    first, second, third = listed()
    assert first == second == third
    assert first != alone
