"""What `list` and `show` print, from files alone and without slow imports."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from containerloc.errors import UsageError
from containerloc.experiment.targets import Target
from containerloc.run.commands.experiments import experiments_table, headline_cells
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.files.json_files import update_metrics

SLOW = {"pandas", "scipy", "matplotlib", "torch", "ultralytics", "papermill"}


def number(value: float | None, low: float | None, high: float | None) -> dict[str, float | None]:
    return {"value": value, "ci_low": low, "ci_high": high, "n": 74}


def test_headline_numbers_and_how_many_targets_are_met() -> None:
    numbers = {
        "detection_rate": number(73 / 74, 0.93, 1.0),
        "mde_px": number(7.5, 6.5, 9.0),
        "error_std_px": number(4.25, 3.0, 5.0),
        "error_max_px": number(31.0, 31.0, None),
        "nme": number(None, None, None),
    }
    targets = [
        Target("mde_px", "below", 8.0),
        Target("error_std_px", "below", 6.0),
        Target("error_max_px", "below", 30.0),
        Target("nme", "below", 1.0),
        Target("iou_mean", "above", 0.8),
    ]
    cells = headline_cells(targets, numbers)
    assert cells[:3] == ["98.6%", "7.50 ± 4.25", "–"]
    assert cells[3] == "1 met, 1 missed, 2 undecided, 1 not measured"
    assert headline_cells(targets, {}) == ["–", "–", "–", "–"]


def test_the_newest_run_first_and_a_broken_file_named(project: Path, write_experiment) -> None:
    write_experiment("two", "trian: {}\n")
    where = Artifacts(project / "artifacts" / "localization" / "one")
    update_metrics(where, "06", {"mde_px": {"value": 7.5}})
    where.run_record.write_text(json.dumps({"started": "2026-01-02T03:04:05+00:00"}))
    table = experiments_table(project)
    names, started, detected, *_ = [list(column.cells) for column in table.columns]
    assert names == ["one", "two.yaml"]
    assert started == ["2026-01-02 03:04", ""]
    assert "did you mean `train`" in detected[1]
    with pytest.raises(UsageError, match="no experiment here"):
        experiments_table(project / "data")


@pytest.mark.parametrize("verb", [["list"], ["show", "one"], ["--help"], ["run", "--help"]])
def test_what_only_reads_recipes_starts_without_slow_imports(project: Path, verb) -> None:
    script = (
        "import sys; from typer.testing import CliRunner; from containerloc.cli.app import app;"
        f"done = CliRunner().invoke(app, {verb}); assert done.exit_code == 0, done.output;"
        f"sys.exit(' '.join({SLOW} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == ""
