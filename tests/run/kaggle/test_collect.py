"""What is whole is filed as if it had run here; everything else is named."""

import json
import shutil
from pathlib import Path

import pytest

from containerloc.errors import DataError
from containerloc.run.files.json_files import read_json, write_json
from containerloc.run.files.saved import read_findings, read_metrics
from containerloc.run.kaggle.collect import Collected, collect


def collected(output: Path) -> Collected:
    (one,) = collect(output, output.parent / "artifacts" / "localization")
    return one


def test_filed_as_if_it_had_run_here(output: Path, tmp_path: Path) -> None:
    one = collected(output)
    where = one.artifacts
    assert where.folder == tmp_path / "artifacts" / "localization" / "one"
    assert read_metrics(where)["mde_px"]["value"] == 3.0
    assert where.predictions("val").with_suffix(".json").is_file()
    assert (where.notebooks / "06_localization_prediction_analysis.ipynb").is_file()
    assert one.faults == ("made by containerloc 0.1.0; this is 0.2.0",)


def test_other_notebooks_keep_what_they_left(output: Path) -> None:
    where = collected(output).artifacts
    rows = read_json(where.metrics, {}) | {
        "dataset_images": {"value": 9.0, "n": 9, "notebook": "05"},
        "gone_px": {"value": 9.0, "n": 9, "notebook": "06"},
    }
    write_json(where.metrics, rows)
    write_json(where.findings, [{**read_findings(where)[0], "notebook": "05"}])
    collected(output)
    assert set(read_metrics(where)) == {"mde_px", "dataset_images"}
    assert [row["notebook"] for row in read_findings(where)] == ["05", "06"]


def test_a_failed_notebook_is_kept_and_named(output: Path, write_executed) -> None:
    write_executed(output / "__notebook__.ipynb", "# 06 · How far off?", "ValueError")
    assert any("06_local" in f and "ValueError: it failed" in f for f in collected(output).faults)


def test_a_run_that_failed_there_is_named(output: Path) -> None:
    run = output / "artifacts" / "localization" / "one"
    entry = {"status": "failed", "error": "KeyError: 'x'"}
    write_json(run / "run.json", {"notebooks": {"07_localization_threshold_sweep": entry}})
    faults = collected(output).faults
    assert "notebook 07_localization_threshold_sweep failed: KeyError: 'x'" in faults


@pytest.mark.parametrize("name", ["metrics.json", "predictions/val.parquet", "per_image.csv"])
def test_what_is_damaged_loses_nothing_else(output: Path, name: str) -> None:
    (output / "artifacts" / "localization" / "one" / name).write_bytes(b"{")
    one = collected(output)
    assert name not in one.taken
    assert len(one.taken) == 5
    assert any(Path(name).name in fault for fault in one.faults)


def test_a_missing_file_is_named(output: Path) -> None:
    (output / "artifacts" / "localization" / "one" / "per_image.csv").unlink()
    assert "per_image.csv is missing" in collected(output).faults


def test_names_that_lead_elsewhere_are_refused(output: Path) -> None:
    home = output / "artifacts" / "localization"
    shutil.move(home / "one", home / "con")
    one = collected(output)
    assert "name of a device" in one.faults[0]
    assert not one.taken


def test_nothing_to_collect(output: Path, tmp_path: Path) -> None:
    shutil.rmtree(output / "artifacts")
    (output / "06-one.log").write_text(json.dumps([{"data": "ModuleNotFoundError: no module"}]))
    with pytest.raises(DataError, match=r"no artifacts/localization.*ModuleNotFoundError"):
        collect(output, tmp_path)
    with pytest.raises(DataError, match="kaggle kernels output"):
        collect(tmp_path / "nowhere", tmp_path)
