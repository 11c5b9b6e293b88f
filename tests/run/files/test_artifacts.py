"""Files that several writers share, and files that are whole or not there."""

import json
import multiprocessing
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from containerloc.errors import UsageError
from containerloc.experiment.experiment import load_experiment
from containerloc.run.files.artifacts import (
    Artifacts,
    artifacts_of,
    remove_leftovers,
    save_figure,
    save_table,
    update_findings,
    update_metrics,
    write_json,
)


def metrics(artifacts: Artifacts) -> dict[str, dict[str, object]]:
    content: dict[str, dict[str, object]] = json.loads(artifacts.metrics.read_text())
    return content


def write_often(artifacts: Artifacts, notebook: str) -> None:
    for turn in range(40):
        update_metrics(artifacts, notebook, {f"{notebook}_{key}": {"value": turn} for key in "abc"})
        update_findings(artifacts, notebook, [{"code": f"turn-{turn}"}])


def test_a_notebook_replaces_what_it_wrote_and_nothing_else(tmp_path):
    artifacts = Artifacts(tmp_path / "new")
    update_metrics(artifacts, "06", {"mde_px": {"value": 3.0}, "gone": {"value": 1}})
    update_metrics(artifacts, "05", {"dataset_labels": {"value": 74, "n": 74}})
    update_metrics(artifacts, "06", {"mde_px": {"value": np.float64(2.5), "ci_low": np.nan}})
    assert metrics(artifacts) == {
        "dataset_labels": {"value": 74, "n": 74, "notebook": "05"},
        "mde_px": {"value": 2.5, "ci_low": None, "notebook": "06"},
    }


def test_findings_are_replaced_by_notebook_and_keep_their_order(tmp_path):
    artifacts = Artifacts(tmp_path)
    update_findings(artifacts, "06", [{"code": "b"}, {"code": "a"}])
    update_findings(artifacts, "05", [{"code": "labels"}])
    update_findings(artifacts, "06", [{"code": "d"}, {"code": "c"}])
    found = json.loads(artifacts.findings.read_text())
    assert [(finding["notebook"], finding["code"]) for finding in found] == [
        ("05", "labels"),
        ("06", "d"),
        ("06", "c"),
    ]


def test_two_processes_that_write_at_once_lose_nothing(tmp_path):
    artifacts = Artifacts(tmp_path)
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=write_often, args=(artifacts, n)) for n in ("06", "07")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert {key: row["value"] for key, row in metrics(artifacts).items()} == {
        f"{notebook}_{key}": 39 for notebook in ("06", "07") for key in "abc"
    }
    found = json.loads(artifacts.findings.read_text())
    assert [finding["code"] for finding in found] == ["turn-39", "turn-39"]


def test_a_writer_that_fails_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "a.json"
    write_json(path, {"kept": 1})
    with pytest.raises(TypeError):
        write_json(path, {"no JSON": object()})
    assert json.loads(path.read_text()) == {"kept": 1}
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]


def test_a_damaged_file_is_named(tmp_path):
    artifacts = Artifacts(tmp_path)
    artifacts.metrics.write_text("{")
    with pytest.raises(UsageError, match=r"metrics\.json is no JSON"):
        update_metrics(artifacts, "06", {})


def test_tables_and_figures_land_in_folders_that_are_made(tmp_path):
    save_table(pd.DataFrame({"a": [1.25, np.nan]}), tmp_path / "tables" / "a.csv")
    assert (tmp_path / "tables" / "a.csv").read_text() == 'a\n1.25\n""\n'
    figure, _ = plt.subplots(figsize=(1, 1))
    for folder in ("one", "two"):
        save_figure(figure, tmp_path / folder / "a.png")
    plt.close(figure)
    first = (tmp_path / "one" / "a.png").read_bytes()
    assert first.startswith(b"\x89PNG")
    assert first == (tmp_path / "two" / "a.png").read_bytes()


def test_leftovers_of_killed_runs_go_and_nothing_else(tmp_path):
    kept = ["metrics.json", ".lock", ".hidden", "train/.x.abcdefgh.pt"]
    left = [".metrics.abcd1_gh.json", "notebooks/.06_a.zzzzzzzz.ipynb"]
    for name in [*kept, *left]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    remove_leftovers(Artifacts(tmp_path))
    assert {p for p in tmp_path.rglob("*") if p.is_file()} == {tmp_path / name for name in kept}


def test_out_stands_for_the_folder_of_all_experiments(tmp_path, project):
    experiment = load_experiment(project / "experiments" / "one.yaml")
    home = project / "artifacts" / "localization" / "one"
    assert artifacts_of(experiment).weights == home / "train" / "weights" / "best.pt"
    assert artifacts_of(experiment, str(tmp_path / "x")).folder == Path(tmp_path / "x" / "one")
