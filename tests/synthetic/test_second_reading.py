import os
import shutil

import numpy as np
import pytest
from PIL import Image

from containerloc.analysis.labels.second_reading import repeat_noise
from containerloc.data.dataset import read_dataset
from containerloc.data.labels import read_labels
from containerloc.synthetic.dataset import build_dataset
from containerloc.synthetic.faults import label_noise
from containerloc.synthetic.pose_format import DATA_YAML, label_line
from containerloc.synthetic.second_reading import REPEATS, add_second_reading
from containerloc.synthetic.spec import SyntheticSpec

WIDTH, HEIGHT = 640, 480


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """300 exact labels of one place, without pictures that could be looked at."""
    root = tmp_path_factory.mktemp("set")
    quad = np.array([[200.0, 200], [400, 200], [400, 240], [200, 240]])
    for split, count in (("train", 1), ("val", 300), ("test", 0)):
        for kind in ("images", "labels"):
            (root / kind / split).mkdir(parents=True)
        for number in range(count):
            Image.new("L", (WIDTH, HEIGHT)).save(root / "images" / split / f"{number:03}.png")
            line = label_line(quad, (WIDTH, HEIGHT))
            (root / "labels" / split / f"{number:03}.txt").write_text(line)
    (root / "data.yaml").write_text(DATA_YAML)
    return root


def test_it_scatters_as_the_first_reading_and_has_none_of_its_bias(folder):
    add_second_reading(folder, folder, label_noise(1920), seed=3)
    exact = read_labels(read_dataset(folder), "val")
    again = read_labels(read_dataset(folder), "val", folder=folder / REPEATS)
    assert len(again.table) == 200  # two of three
    found = repeat_noise(exact.table, again.table)
    # Against exact labels all of the difference is one reading's; the formula gives half of it.
    scatter = found["noise_px"] * np.sqrt(2)
    np.testing.assert_allclose(scatter, [4.0, 1.2, 1.2, 1.2], rtol=0.15)
    assert (found["offset_along_px_low"] < 0).all()
    assert (found["offset_along_px_high"] > 0).all()


def test_it_is_written_once_and_alike_for_the_same_seed(folder, tmp_path):
    def texts(root):
        return {path.name: path.read_text() for path in (root / REPEATS / "val").iterdir()}

    before = texts(folder)
    add_second_reading(folder, folder, label_noise(1920), seed=9)
    assert texts(folder) == before
    add_second_reading(tmp_path, folder, label_noise(1920), seed=3)
    assert texts(tmp_path) == before
    assert list((tmp_path / REPEATS / "test").iterdir()) == []


def test_exact_labels_are_not_read_again(folder, tmp_path):
    add_second_reading(tmp_path, folder, (), seed=0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_folder_that_cannot_be_written_to_stays_as_it_is(folder, tmp_path):
    tmp_path.chmod(0o500)
    add_second_reading(tmp_path, folder, label_noise(1920), seed=0)
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_data_set_gets_it_when_it_is_asked_for(tmp_path):
    spec = SyntheticSpec(train=1, val=2, test=1, height_px=160)
    build_dataset(tmp_path / "set", spec, faults=label_noise(160))
    first = (tmp_path / "set" / REPEATS / "val" / "synthetic_00002.txt").read_text()
    shutil.rmtree(tmp_path / "set" / REPEATS)
    build_dataset(tmp_path / "set", spec, faults=label_noise(160))
    assert (tmp_path / "set" / REPEATS / "val" / "synthetic_00002.txt").read_text() == first
