"""run.json: what a run and each of its notebooks write into it."""

import json
import subprocess
from pathlib import Path

from containerloc.run.files import record
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.files.json_files import read_json, update_metrics


def test_paths_below_the_root_are_relative_to_it(tmp_path: Path) -> None:
    inside, outside = str(tmp_path / "a" / "b.pt"), "/elsewhere/c.pt"
    content = {"files": [inside, outside], "deep": {"one": inside}, "n": 3, "word": "synthetic"}
    assert record.from_root(content, tmp_path) == {
        "files": ["a/b.pt", outside],
        "deep": {"one": "a/b.pt"},
        "n": 3,
        "word": "synthetic",
    }


def test_one_notebook_replaces_its_own_entry(tmp_path: Path) -> None:
    artifacts = Artifacts(tmp_path)
    record.begin(artifacts, {"split": "val"}, ["06_a", "05_b"])
    record.note(artifacts, "05_b", {"status": "ok", "fingerprint": "x"})
    record.begin(artifacts, {"split": "test"}, ["06_a"])
    saved = json.loads(artifacts.run_record.read_text())
    assert (saved["split"], list(saved["notebooks"])) == ("test", ["05_b", "06_a"])
    assert [entry["status"] for entry in saved["notebooks"].values()] == ["ok", "pending"]


def test_done_is_what_ran_on_all_the_same_and_is_still_there(tmp_path: Path) -> None:
    artifacts = Artifacts(tmp_path)
    record.note(artifacts, "05_b", {"status": "ok", "fingerprint": "x"})
    assert not record.is_done(artifacts, "05_b", "x")
    artifacts.notebooks.mkdir()
    for suffix in (".ipynb", ".html"):
        (artifacts.notebooks / f"05_b{suffix}").touch()
    assert record.is_done(artifacts, "05_b", "x")
    assert not record.is_done(artifacts, "05_b", "y")
    record.note(artifacts, "05_b", {"status": "failed", "fingerprint": "x"})
    assert not record.is_done(artifacts, "05_b", "x")


def test_a_failed_notebook_takes_its_own_numbers_along(tmp_path: Path) -> None:
    artifacts = Artifacts(tmp_path)
    update_metrics(artifacts, "05", {"a": {"value": 1}})
    update_metrics(artifacts, "06", {"b": {"value": 1}})
    record.forget_numbers(artifacts, "06_localization")
    assert list(read_json(artifacts.metrics, {})) == ["a"]
    assert not artifacts.findings.exists()


def test_the_commit_of_a_repository_and_of_none(tmp_path: Path) -> None:
    assert record.git_commit(tmp_path) is None
    git = ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@y"]
    subprocess.run([*git, "init", "-q"], check=True)
    (tmp_path / "a").write_text("1")
    subprocess.run([*git, "add", "a"], check=True)
    subprocess.run([*git, "commit", "-qm", "a"], check=True)
    clean = record.git_commit(tmp_path)
    assert clean is not None
    assert len(clean) == 40
    (tmp_path / "a").write_text("2")
    assert record.git_commit(tmp_path) == f"{clean}-dirty"
