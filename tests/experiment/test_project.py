"""Which folder a project is, also in the installed package and on Kaggle."""

from pathlib import Path

import pytest

from containerloc.experiment import project
from containerloc.experiment.experiment import find_experiment, load_experiment


@pytest.fixture
def installed(tmp_path, monkeypatch) -> Path:
    """A package that was installed from the wheel, and an empty folder to stand in."""
    package = tmp_path / "site" / "containerloc"
    recipes = package / "project" / "experiments" / "demo"
    recipes.mkdir(parents=True)
    text = "name: one\ndata: ../../data/mine/data.yaml\nmodel: ../../artifacts/m.pt\n"
    (recipes / "001_one.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(project, "_PACKAGE", package)
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    return package


def test_a_checkout_has_them_at_its_root(root) -> None:
    assert project.shipped_project() == root
    assert project.shipped_experiment("no such") is None


def test_a_recipe_of_the_package_belongs_to_where_the_user_stands(installed, tmp_path) -> None:
    empty = tmp_path / "empty"
    for name in ("demo/001_one", "experiments/demo/001_one.yaml"):
        recipe = load_experiment(find_experiment(name, empty))
        assert recipe.path == installed / "project" / "experiments" / "demo" / "001_one.yaml"
        assert recipe.root == empty
        assert recipe.data == str(empty / "data" / "mine" / "data.yaml")
        assert recipe.model == str(empty / "artifacts" / "m.pt")
    assert project.shipped_project() == installed / "project"
    assert project.in_package(recipe.path)


def test_the_project_comes_before_the_package(installed, tmp_path) -> None:
    own = tmp_path / "empty" / "experiments" / "demo" / "001_one.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("name: own\ndata: synthetic\nmodel: a.pt\n", encoding="utf-8")
    assert find_experiment("001_one", tmp_path / "empty") == own
    assert project.project_root(own) == tmp_path / "empty"


def test_kaggle_is_read_in_input_and_written_in_working(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv(project.KAGGLE, str(tmp_path / "kaggle"))
    assert project.kaggle_folder() is None
    attached = tmp_path / "kaggle" / "input" / "mine" / "experiments" / "a.yaml"
    attached.parent.mkdir(parents=True)
    assert project.kaggle_folder() == tmp_path / "kaggle"
    assert project.project_root(attached) == tmp_path / "kaggle" / "working"
    assert project.project_root(tmp_path / "a.yaml") == tmp_path
