"""The table of `containerloc sweep`: what each threshold keeps, with labels and without."""

import pytest
from typer.testing import CliRunner, Result

from containerloc.cli.app import app
from containerloc.errors import UsageError
from containerloc.run.commands.sweep import parsed_numbers


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_sweep_compares_with_labels_where_they_are_given(project):
    done = call(
        "sweep",
        "--predictions",
        "predictions.json",
        "--data",
        "data",
        "--thresholds",
        "0.25,0.6,0.9",
    )
    rows = [
        [cell.strip() for cell in line.strip("│").split("│")]
        for line in done.stdout.splitlines()
        if line.startswith("│")
    ]
    assert rows[0][:4] == ["0.25", "3 of 3", "0", "1.00"]
    assert rows[1][:2] == ["0.6", "1 of 3"]
    assert rows[2] == ["0.9", "0 of 3", "0", "–", "–", "0.00"]


def test_what_makes_no_sense_is_refused(project):
    with pytest.raises(UsageError, match="numbers with commas"):
        parsed_numbers("0.1;0.2")
    done = call("sweep", "--predictions", "predictions.json", "--thresholds", "2")
    assert (done.exit_code, "between 0 and 1" in done.output) == (2, True)
    done = call("sweep", "--predictions", "predictions.json", "--images", "1")
    assert (done.exit_code, "predictions on 3" in done.output) == (2, True)


def test_an_experiment_is_swept_over_what_it_was_given(project):
    shown = [
        call("sweep", "one", "--predictions", "predictions.json").stdout,
        call("sweep", "one").stdout,
        call("sweep", "--predictions", "predictions.json", "--data", "data").stdout,
    ]
    assert shown[0] == shown[1]
    rows = [[line for line in each.splitlines() if line.startswith("│")] for each in shown]
    assert rows[1] == rows[2]
    assert "the one in use, 0.25" in " ".join(shown[1].split())
    done = call("sweep")
    assert (done.exit_code, "--predictions" in done.output) == (2, True)


def test_groups_are_for_an_experiment_and_must_be_known(project):
    call("sweep", "one", "--predictions", "predictions.json")
    done = call("sweep", "one", "--group", "container")
    assert (done.exit_code, "no column `container`" in done.output) == (3, True)
    (project / "data" / "attributes.csv").write_text("image,container\nval_0.png,A\n")
    assert call("sweep", "one", "--group", "container").exit_code == 0
    done = call("sweep", "--predictions", "predictions.json", "--group", "container")
    assert (done.exit_code, "name one" in done.output) == (2, True)
