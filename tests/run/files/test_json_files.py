"""JSON that several writers share, whole or not there."""

import json
import multiprocessing
from pathlib import Path

import numpy as np
import pytest

from containerloc.errors import UsageError
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.files.json_files import read_json, update_findings, update_metrics, write_json


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
    with pytest.raises(UsageError, match=r"metrics\.json: is no JSON"):
        update_metrics(artifacts, "06", {})


def test_another_kind_of_json_is_refused_and_a_missing_file_is_the_default(tmp_path):
    write_json(tmp_path / "a.json", [1])
    with pytest.raises(UsageError, match="holds no dict"):
        read_json(tmp_path / "a.json", {})
    assert read_json(tmp_path / "b.json", {"default": 1}) == {"default": 1}


def test_what_json_lacks_is_written_as_the_nearest_that_it_has(tmp_path):
    content = {1: np.int64(2), "a": np.array([1.5, np.nan, np.inf]), "p": Path("x") / "y", "s": {3}}
    write_json(tmp_path / "a.json", content)
    expected = {"1": 2, "a": [1.5, None, None], "p": "x/y", "s": [3]}
    assert read_json(tmp_path / "a.json", {}) == expected
