import numpy as np
import pandas as pd
import pytest

from containerloc.data.dataset import read_dataset
from containerloc.data.labels import read_labels
from containerloc.data.tables import quads_of
from containerloc.synthetic.dataset import build_dataset
from containerloc.synthetic.faulty_labels import FAULTY, LABEL_FAULTS, add_faulty_labels
from containerloc.synthetic.spec import SyntheticSpec


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("set") / "doors"
    build_dataset(root, SyntheticSpec(seed=3, train=0, val=50, test=0, height_px=160))
    add_faulty_labels(root)
    return root


def test_the_same_photos_have_the_labels_that_are_said(folder):
    wrong = read_labels(read_dataset(folder / FAULTY), "val")
    right = read_labels(read_dataset(folder), "val")
    assert list(wrong.images["image"]) == list(right.images["image"])
    planted = pd.read_csv(folder / FAULTY / "attributes.csv").set_index("image")
    kinds = planted.columns[1:]
    counts = [round(50 * fault.rate) for fault in LABEL_FAULTS]
    assert planted[kinds].sum().tolist() == counts == [2, 2, 2, 4, 2]
    assert (planted[kinds].sum(axis=1) <= 1).all()
    assert len(wrong.table) == 48  # two are not labelled
    before = right.table.set_index("image").loc[wrong.table["image"]].reset_index()
    moved = np.abs(quads_of(wrong.table) - quads_of(before)).max(axis=(1, 2)) > 1e-4
    is_planted = planted[kinds].any(axis=1)
    np.testing.assert_array_equal(moved, is_planted.loc[wrong.table["image"]].to_numpy())


def test_it_is_written_once(folder):
    before = {p: p.read_bytes() for p in (folder / FAULTY / "labels").rglob("*.txt")}
    assert add_faulty_labels(folder) == folder / FAULTY / "data.yaml"
    assert {p: p.read_bytes() for p in before} == before
