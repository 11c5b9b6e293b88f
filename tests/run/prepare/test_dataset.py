"""The embedded data set: labels as people make them, and the exact ones beside."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from containerloc.data.dataset import read_dataset
from containerloc.data.labels import read_labels
from containerloc.data.tables import quads_of
from containerloc.errors import DataError, UsageError
from containerloc.experiment.experiment import load_experiment
from containerloc.run.prepare.dataset import draw, prepared_data

SPEC = {"seed": 3, "train": 20, "val": 10, "test": 10, "height_px": 240}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data") / "synthetic"
    draw(folder, jobs=1, **SPEC)
    return folder


def quads(data, split):
    return quads_of(read_labels(read_dataset(data), split).table)


def test_every_split_carries_the_noise_of_people(folder):
    splits = ("train", "val", "test")
    offsets = np.concatenate([quads(folder, s) - quads(folder / "exact", s) for s in splits])
    spread = offsets.std(axis=(0, 2)) * 1920 / 240
    assert spread[1:] == pytest.approx([1.2, 1.2, 1.2], rel=0.35)
    assert spread[0] == pytest.approx(4.0, rel=0.35)
    assert (np.abs(offsets).max(axis=(1, 2)) > 0).all()


def test_the_exact_labels_are_of_the_same_images(folder):
    for split in ("train", "val", "test"):
        noisy = read_labels(read_dataset(folder), split)
        exact = read_labels(read_dataset(folder / "exact"), split)
        assert list(noisy.images["image"]) == list(exact.images["image"])
        assert noisy.content_hash != exact.content_hash
        for one, other in zip(noisy.images["path"], exact.images["path"], strict=True):
            assert one != other
            assert Path(one).read_bytes() == Path(other).read_bytes()


def test_the_exact_labels_survive_a_zip(folder, tmp_path):
    archive = shutil.make_archive(str(tmp_path / "set"), "zip", folder)
    shutil.unpack_archive(archive, tmp_path / "elsewhere")
    for data in (".", "exact"):
        here, there = folder / data, tmp_path / "elsewhere" / data
        np.testing.assert_array_equal(quads(here, "test"), quads(there, "test"))


def test_exact_labels_can_be_asked_for_alone(folder, tmp_path):
    draw(tmp_path / "set", jobs=1, exact=True, **SPEC)
    assert not (tmp_path / "set" / "exact").exists()
    np.testing.assert_array_equal(quads(tmp_path / "set", "val"), quads(folder / "exact", "val"))
    with pytest.raises(DataError, match="of another spec"):
        draw(folder, jobs=1, exact=True, **SPEC)


def test_faults_are_planted_besides(folder, tmp_path):
    draw(tmp_path / "set", faults=["unlabeled:0.5"], jobs=1, **SPEC)
    for data, count in ((tmp_path / "set", 20), (tmp_path / "set" / "exact", 40)):
        assert sum(len(quads(data, split)) for split in ("train", "val", "test")) == count


def test_what_cannot_be_planted_is_refused_before_anything_is_drawn(tmp_path):
    with pytest.raises(UsageError, match="'blur' is unknown"):
        draw(tmp_path / "set", faults=["blur:0.1"])
    assert not (tmp_path / "set").exists()


def test_each_name_of_the_embedded_data_is_a_folder_of_one_data_set(tmp_path, monkeypatch):
    def few(folder, **_):
        return draw_few(folder, jobs=1, **SPEC) if not folder.exists() else folder / "data.yaml"

    draw_few = draw
    monkeypatch.setattr("containerloc.run.prepare.dataset.draw", few)
    file = tmp_path / "experiments" / "one.yaml"
    file.parent.mkdir()
    file.write_text("{name: one, data: synthetic-faulty, model: yolo11n-pose.pt}")
    experiment, folder = load_experiment(file), tmp_path / "data" / "synthetic"
    assert prepared_data(experiment) == folder / "faulty" / "data.yaml"
    assert prepared_data(experiment, "synthetic") == folder / "data.yaml"
    assert prepared_data(experiment, "synthetic-exact") == folder / "exact" / "data.yaml"
    assert all(path.is_file() for path in folder.glob("*/data.yaml"))
