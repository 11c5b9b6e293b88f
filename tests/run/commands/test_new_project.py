"""A new project can be run, is one's own to edit, and overwrites nothing."""

import shlex
from pathlib import Path

import pytest

from containerloc.errors import UsageError
from containerloc.experiment.experiment import find_experiment, load_experiment
from containerloc.run.commands.new_project import write_project
from containerloc.run.execute.notebooks import find_notebooks


def test_its_recipes_and_notebooks_are_its_own(tmp_path: Path) -> None:
    new = tmp_path / "new"
    write_project(new)
    recipe = load_experiment(find_experiment("003_loc_higher_pose_weight", new))
    assert recipe.root == new
    assert recipe.data == str(new / "data" / "localization" / "data.yaml")
    assert {note.path.parent for note in find_notebooks(new)} == {new / "notebooks"}
    for file in (new / "notebooks").iterdir():
        assert "experiments/demo" not in file.read_text(encoding="utf-8")
    assert len((new / "README.md").read_text(encoding="utf-8").splitlines()) == 10
    assert "/artifacts/" in (new / ".gitignore").read_text(encoding="utf-8")
    load_experiment(find_experiment("demo/001_loc_baseline", new))


def test_a_notebook_that_was_removed_is_the_packages(tmp_path: Path, root: Path) -> None:
    write_project(tmp_path)
    (tmp_path / "notebooks" / "07_localization_threshold_sweep.ipynb").unlink()
    homes = [note.path.parent for note in find_notebooks(tmp_path, ("06", "07"))]
    assert homes == [tmp_path / "notebooks", root / "notebooks"]


def test_for_data_that_are_there(tmp_path: Path) -> None:
    data = tmp_path / "dät 'a' \"b\"" / "data.yaml"
    data.parent.mkdir()
    data.touch()
    write_project(tmp_path / "new", str(data.parent))
    recipe = load_experiment(tmp_path / "new" / "experiments" / "002_loc_improved.yaml")
    assert recipe.data == str(data)
    readme = (tmp_path / "new" / "README.md").read_text(encoding="utf-8")
    (check,) = [line for line in readme.splitlines() if "labels check" in line]
    assert Path(tmp_path / "new", shlex.split(check)[-1]).resolve() == data
    with pytest.raises(UsageError, match=r"no such data\.yaml"):
        write_project(tmp_path / "other", str(tmp_path / "gone.yaml"))


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "experiments").mkdir()
    (tmp_path / "experiments" / "001_loc_baseline.yaml").write_text("mine")
    with pytest.raises(UsageError, match="is there already"):
        write_project(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["experiments"]


def test_a_new_repository_keeps_its_readme(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    assert tmp_path / "README.md" not in write_project(tmp_path)
    assert (tmp_path / "README.md").read_text() == "mine"
    assert (tmp_path / ".gitignore").exists()
