"""What is attached to a notebook on Kaggle is found in every layout, or said to be ambiguous."""

import os
from pathlib import Path

import pytest
from PIL import Image

from containerloc.errors import UsageError
from containerloc.experiment.project import KAGGLE
from containerloc.run.files import attached

LAYOUTS = ("input/ids", "input/datasets/someone/ids")
DATA = "train: images\nval: images\nkpt_shape: [4, 3]\nnames: [id]\n"
DEFAULT = "../experiments/demo/001_loc_baseline.yaml"  # of the notebooks


@pytest.fixture
def kaggle(tmp_path, monkeypatch) -> Path:
    (tmp_path / "input").mkdir()
    (tmp_path / "working").mkdir()
    monkeypatch.setenv(KAGGLE, str(tmp_path))
    monkeypatch.chdir(tmp_path / "working")
    return tmp_path


def put(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def put_data(folder: Path) -> Path:
    (folder / "images").mkdir(parents=True)
    Image.new("RGB", (20, 20)).save(folder / "images" / "a.jpg")
    return put(folder / "data.yaml", DATA)


def test_elsewhere_nothing_is_looked_for(tmp_path, monkeypatch, root) -> None:
    monkeypatch.setenv(KAGGLE, str(tmp_path))
    assert attached.attached_sentence() is None
    assert attached.attached_data() is None
    recipe = root / "experiments" / "001_loc_baseline.yaml"
    assert attached.open_experiment(recipe).path == recipe


@pytest.mark.parametrize("layout", LAYOUTS)
def test_both_layouts(kaggle, layout) -> None:
    data = put_data(kaggle / layout / "v2")
    assert attached.attached_data() == data
    assert str(data) in str(attached.attached_sentence())


@pytest.mark.parametrize(
    "layout", ["input/corners/pytorch/default/1", "input/models/me/corners/pytorch/default/1"]
)
def test_weights_of_a_model_and_of_a_run(kaggle, layout) -> None:
    best = put(kaggle / layout / "best.pt")
    assert attached.attached_weights() == best
    other = put(kaggle / "input" / "runs" / "exp2" / "train" / "weights" / "best.pt")
    assert attached.attached_weights("exp2") == other


def test_of_several_one_must_be_meant(kaggle) -> None:
    put(kaggle / "input" / "a" / "best.pt")
    put(kaggle / "input" / "b" / "best.pt")
    with pytest.raises(UsageError, match="WEIGHTS"):
        attached.attached_weights()


def test_data_without_images_and_variants_below_do_not_count(kaggle) -> None:
    put(kaggle / "input" / "kernel" / "data.yaml", DATA)  # a run's record of what it trained on
    data = put_data(kaggle / "input" / "ids" / "set")
    put_data(kaggle / "input" / "ids" / "set" / "exact")
    assert attached.attached_data() == data


def test_photos_are_not_searched(kaggle) -> None:
    put_data(kaggle / "input" / "ids")
    put_data(kaggle / "input" / "other" / "images" / "train")
    assert attached.attached_data() == kaggle / "input" / "ids" / "data.yaml"


def test_a_notebook_left_alone_judges_what_is_attached(kaggle) -> None:
    data = put_data(kaggle / "input" / "my-ids")
    experiment = attached.open_experiment(DEFAULT)
    assert (experiment.name, experiment.data) == ("my-ids", str(data))
    # The recipe's, not those of the demo, which is shorter and has smaller photos.
    assert (experiment.predict.conf, experiment.predict.imgsz) == (0.25, 640)
    assert experiment.train["epochs"] == 100


def test_an_attached_recipe_of_that_name_is_the_one(kaggle) -> None:
    text = "name: mine\ndata: ../nowhere/data.yaml\nmodel: yolo11s-pose.pt\n"
    put(kaggle / "input" / "exp" / "experiments" / "007_mine.yaml", text)
    experiment = attached.open_experiment("007_mine.yaml")
    assert experiment.name == "mine"
    assert experiment.root == kaggle / "working"


def test_nothing_is_written_to_what_is_attached(kaggle) -> None:
    put_data(kaggle / "input" / "ids")
    before = sorted(os.walk(kaggle / "input"))
    attached.open_experiment(DEFAULT)
    attached.attached_sentence()
    assert sorted(os.walk(kaggle / "input")) == before
