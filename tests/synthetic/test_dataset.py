import csv
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace

import cv2
import numpy as np
import pytest
import yaml

from containerloc.errors import DataError, UsageError
from containerloc.model.offline import import_ultralytics
from containerloc.synthetic import faulty_pictures as pictures
from containerloc.synthetic.dataset import build_dataset
from containerloc.synthetic.draw.scene import render
from containerloc.synthetic.faults import KINDS, Fault, label_noise
from containerloc.synthetic.spec import SyntheticSpec

SPEC = SyntheticSpec(seed=2, train=3, val=1, test=1, height_px=160)


def content(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def corners(folder, kind, split, name, size_wh):
    numbers = np.array((folder / kind / split / f"{name}.txt").read_text().split(), float)
    return numbers[5:].reshape(4, 3)[:, :2] * size_wh


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("world") / "set"
    assert build_dataset(folder, SPEC) == folder / "data.yaml"
    return folder


def test_files_are_named_once_over_all_splits(built):
    assert sorted(path.name for path in built.rglob("*.jpg")) == [
        f"synthetic_0000{number}.jpg" for number in range(1, 6)
    ]
    images = {path.relative_to(built / "images").with_suffix("") for path in built.rglob("*.jpg")}
    labels = {path.relative_to(built / "labels").with_suffix("") for path in built.rglob("*.txt")}
    assert images == labels


def test_data_yaml(built):
    described = yaml.safe_load((built / "data.yaml").read_text())
    assert described == {
        "train": "images/train",
        "val": "images/val",
        "test": "images/test",
        "kpt_shape": [4, 3],
        "flip_idx": [1, 0, 3, 2],
        "kpt_oks_sigmas": [0.1] * 4,
        "names": {0: "container_id"},
    }


def test_labels_read_back_to_the_corners_of_the_scene(built):
    for number, (split, name) in enumerate(SPEC.names()):
        scene = render(SPEC.seed, number, height_px=SPEC.height_px)
        image = cv2.imread(str(built / "images" / split / f"{name}.jpg"))
        assert image.shape == scene.image.shape
        assert np.abs(image[..., ::-1].astype(float) - scene.image).mean() < 8  # JPEG only
        read = corners(built, "labels", split, name, image.shape[1::-1])
        np.testing.assert_allclose(read, scene.quads[0], atol=1e-3)


def test_attributes_and_spec_are_recorded(built):
    with (built / "attributes.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["split"] for row in rows] == ["train"] * 3 + ["val", "test"]
    assert rows[0]["text"] == render(SPEC.seed, 0, height_px=160).texts[0]
    spec = json.loads((built / "spec.json").read_text())
    assert (spec["seed"], spec["train"], spec["faults"]) == (2, 3, [])
    assert set(spec["versions"]) == {"numpy", "pillow", "opencv"}


ALL_FAULTS = [
    *label_noise(SPEC.height_px),
    *(
        Fault(kind, rate=0.4, size_px=100.0 if KINDS[kind].sized else 0.0)
        for kind in KINDS
        if kind not in ("jitter", "bias")
    ),
]


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_same_seed_gives_the_same_bytes_in_any_number_of_processes(built, tmp_path, jobs):
    build_dataset(tmp_path / "set", SPEC, jobs=jobs)
    assert content(tmp_path / "set") == content(built)
    for number, folder in enumerate((tmp_path / "one", tmp_path / "other")):
        build_dataset(folder, SPEC, faults=ALL_FAULTS, jobs=1 + number * (jobs - 1))
    assert content(tmp_path / "one") == content(tmp_path / "other")


def test_a_picture_follows_from_its_number_alone(built, tmp_path):
    build_dataset(tmp_path / "set", replace(SPEC, train=0, val=2, test=5))
    for kind, suffix in (("images", "jpg"), ("labels", "txt")):
        for number in range(1, 6):
            name = f"synthetic_0000{number}.{suffix}"
            (one,), (other,) = (list((f / kind).rglob(name)) for f in (built, tmp_path / "set"))
            assert one.read_bytes() == other.read_bytes()


def test_an_existing_set_is_returned_untouched(built):
    before = {path: path.stat().st_mtime_ns for path in built.rglob("*")}
    assert build_dataset(built, SPEC) == built / "data.yaml"
    assert {path: path.stat().st_mtime_ns for path in built.rglob("*")} == before


def test_ultralytics_opens_it_from_any_working_directory(built, tmp_path, monkeypatch):
    import_ultralytics()
    from ultralytics.data.utils import check_det_dataset

    monkeypatch.chdir(tmp_path)
    splits = check_det_dataset(str(built / "data.yaml"), autodownload=False)
    assert [splits[name] for name in ("train", "val", "test")] == [
        str(built / "images" / name) for name in ("train", "val", "test")
    ]


def test_a_set_of_version_0_1_loses_the_path_that_ultralytics_misreads(tmp_path):
    folder = tmp_path / "set"
    build_dataset(folder, SPEC, faults=[Fault("mirror")])
    wanted = {name: (folder / name).read_bytes() for name in ("data.yaml", "exact/data.yaml")}
    for name, text in wanted.items():
        (folder / name).write_bytes(b"path: .\n" + text)
    build_dataset(folder, SPEC, faults=[Fault("mirror")])
    assert {name: (folder / name).read_bytes() for name in wanted} == wanted


def test_a_set_of_another_spec_is_refused(built):
    other = SyntheticSpec(seed=3, train=3, val=1, test=1, height_px=160)
    with pytest.raises(DataError, match=r"seed is 2, not 3.*delete the folder"):
        build_dataset(built, other)
    with pytest.raises(DataError, match="faults is"):
        build_dataset(built, SPEC, faults=[Fault("mirror")])


def test_a_folder_of_something_else_is_refused(tmp_path):
    (tmp_path / "precious.txt").write_text("mine")
    with pytest.raises(DataError, match="holds no synthetic data set"):
        build_dataset(tmp_path, SPEC)
    assert (tmp_path / "precious.txt").read_text() == "mine"


def test_planted_label_faults_keep_the_exact_labels(built, tmp_path):
    folder = tmp_path / "set"
    build_dataset(folder, SPEC, faults=[Fault("mirror", rate=0.4)])
    with (folder / "attributes.csv").open() as file:
        planted = [row["fault_1_mirror"] == "True" for row in csv.DictReader(file)]
    assert sum(planted) == 2
    for (split, name), mirrored in zip(SPEC.names(), planted, strict=True):
        exact = corners(folder, "exact/labels", split, name, (1, 1))
        np.testing.assert_array_equal(exact, corners(built, "labels", split, name, (1, 1)))
        labelled = corners(folder, "labels", split, name, (1, 1))
        np.testing.assert_array_equal(labelled, exact[[1, 0, 3, 2]] if mirrored else exact)


def test_an_occluded_corner_changes_the_picture_there_and_not_the_label(built, tmp_path):
    folder = tmp_path / "set"
    build_dataset(folder, SPEC, faults=[Fault("occlude", size_px=12.0, corner="BR")])
    assert not (folder / "exact").exists()
    for split, name in SPEC.names():
        label = f"labels/{split}/{name}.txt"
        assert (folder / label).read_bytes() == (built / label).read_bytes()
        path = f"images/{split}/{name}.jpg"
        one, other = (cv2.imread(str(root / path)).astype(int) for root in (built, folder))
        column, row = corners(folder, "labels", split, name, one.shape[1::-1])[2].astype(int)
        changed = np.abs(one - other).max(axis=2) > 40
        height, width = changed.shape
        near = (
            np.hypot(*(np.indices((height, width)) - np.array([row, column])[:, None, None])) < 20
        )
        assert not (changed & ~near).any()


def test_a_failed_build_leaves_nothing(tmp_path, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("lights out")

    monkeypatch.setattr(pictures, "render", broken)
    with pytest.raises(RuntimeError, match="lights out"):
        build_dataset(tmp_path / "deep" / "set", SPEC)
    assert list((tmp_path / "deep").iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="sends a POSIX signal")
def test_a_killed_build_leaves_no_half_set(tmp_path):
    program = f"""
import os, signal
from pathlib import Path
from containerloc.synthetic import faulty_pictures as pictures
from containerloc.synthetic.dataset import build_dataset
from containerloc.synthetic.spec import SyntheticSpec
real = pictures.render
def render(seed, index, *, height_px):
    if index == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(seed, index, height_px=height_px)
pictures.render = render
build_dataset(Path({str(tmp_path / "set")!r}), SyntheticSpec(height_px=96))
"""
    killed = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    assert not (tmp_path / "set").exists()
    build_dataset(tmp_path / "set", SPEC)
    assert (tmp_path / "set" / "spec.json").exists()


def test_no_jobs_are_refused(tmp_path):
    with pytest.raises(UsageError, match="jobs is 0"):
        build_dataset(tmp_path / "set", SPEC, jobs=0)
