"""What `containerloc compare` passes on and prints; the notebook itself: `tests/notebooks`."""

from dataclasses import replace
from pathlib import Path

import pytest

from containerloc.analysis.diagnosis.evidence import Evidence, Settings
from containerloc.errors import TargetMissedError, UsageError
from containerloc.experiment.targets import Target
from containerloc.finding import Finding
from containerloc.run.execute import comparison as comparison_run
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.files.json_files import update_findings, write_json
from containerloc.run.prepare.comparison import Comparison, Selection, Terms

ROW = {
    "experiment": "two",
    "value": 6.0,
    "reference": 2.0,
    "difference": 4.0,
    "ci_low": 3.0,
    "ci_high": None,
    "p_holm": 0.001,
    "verdict": "worse",
    "margin": 1.0,
    "n": 23,
    "of": "detected",
}


@pytest.fixture
def compared(tmp_path: Path) -> Comparison:
    where = Artifacts(tmp_path)
    rows = [{**ROW, "metric": key} for key in ("mde_px", "nme")]
    experiments = {"one": {}, "two": {"credit": "Only train.pose was changed."}}
    write_json(where.comparison, {"differences": rows, "experiments": experiments})
    return Comparison({"one": None, "two": None}, {}, where, Selection(), Terms())  # type: ignore


def test_the_leading_numbers_are_printed_in_words(compared) -> None:
    table = comparison_run.differences_table(compared)
    assert table.row_count == 1
    cells = {str(column.header): next(iter(column.cells)) for column in table.columns}
    assert cells["number"] == "mean distance error (MDE)"
    assert cells["n"] == "23 detected"
    assert "against one" in str(table.title)


def test_what_is_the_same_or_set_otherwise_is_printed_before_the_table(compared) -> None:
    codes = ("several-changes", "practically-identical", "settings-differ")
    rows = [Finding(code, "warning", f"{code}.").as_dict() for code in codes]
    update_findings(compared.artifacts, "08", rows)
    assert comparison_run.said_first(compared) == ["practically-identical.", "settings-differ."]


def test_what_a_difference_may_be_attributed_to(compared) -> None:
    assert comparison_run.credits(compared) == ["two: Only train.pose was changed."]


def test_the_gate_closes_on_a_missed_target(
    plant_predictions, plant_labels, plant_images, ids, compared
) -> None:
    names = [f"{place}.jpg" for place in range(len(ids))]
    predictions = plant_predictions(
        [(*each, ids[0]) for each in zip(names, [0.9] * 74, strict=True)]
    )
    labels, images = plant_labels(dict(zip(names, ids[[0] * 74], strict=True))), plant_images(names)
    run = Evidence(predictions, labels, images, Settings(0.25, 0.25))
    target = Target("detection_rate", "below", 0.5)
    vars(compared)["runs"] = {"one": run, "two": replace(run, targets=(target,))}
    with pytest.raises(TargetMissedError, match="two: detection rate below 50%"):
        comparison_run.refuse_missed_in(compared)


def test_an_unknown_experiment_is_refused(project: Path) -> None:
    request = comparison_run.CompareRequest(("one", "nothing"), Selection())
    with pytest.raises(UsageError, match="nothing"):
        comparison_run.run_comparison(request)
