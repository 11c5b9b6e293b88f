"""Photos that occur twice."""

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from containerloc.data.dataset import read_dataset
from containerloc.data.images import read_image
from containerloc.data.labels import read_labels
from containerloc.data.tables import quads_of
from containerloc.quads import rectified
from containerloc.synthetic.dataset import build_dataset
from containerloc.synthetic.faults import Fault
from containerloc.synthetic.spec import SyntheticSpec

SPEC = SyntheticSpec(seed=4, train=6, val=3, test=3, height_px=480)


def built(folder, *faults):
    """Pairs (split, path, quad) of original and copy."""
    dataset = read_dataset(build_dataset(folder, SPEC, faults=faults))
    found = {}
    for split in ("train", "val", "test"):
        labels = read_labels(dataset, split)
        quads = quads_of(labels.table)
        for row, quad in zip(labels.images.itertuples(), quads, strict=True):
            found[row.image] = (split, Path(row.path), quad)
    with (folder / "attributes.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["copy_of"]]
    return [(found[row["copy_of"]], found[row["image"]]) for row in rows]


@pytest.mark.parametrize("kind", ["duplicate", "duplicate_within"])
def test_a_duplicate_is_the_same_file_with_the_same_label(tmp_path, kind):
    pairs = built(tmp_path / "set", Fault(kind, rate=0.5))
    assert len(pairs) == 6
    for (split, path, quad), (other_split, other_path, other_quad) in pairs:
        assert (split == other_split) == (kind == "duplicate_within")
        assert split == other_split or "train" in (split, other_split)
        assert path.read_bytes() == other_path.read_bytes()
        np.testing.assert_array_equal(quad, other_quad)


@pytest.mark.parametrize("kind", ["near_duplicate", "near_duplicate_within"])
def test_a_near_duplicate_shows_the_same_id_in_other_pixels(tmp_path, kind):
    pairs = built(tmp_path / "set", Fault(kind, rate=0.5))
    assert len(pairs) == 6
    for (split, path, quad), (other_split, other_path, other_quad) in pairs:
        assert (split == other_split) == (kind == "near_duplicate_within")
        one, other = read_image(path), read_image(other_path)
        assert one.shape != other.shape
        assert np.abs(np.subtract(one.shape, other.shape) / one.shape).max() <= 0.08
        crops = [
            rectified(*pair, size_wh=(200, 24)).astype(float).ravel()
            for pair in ((one, quad), (other, other_quad))
        ]
        assert np.corrcoef(crops)[0, 1] > 0.9
        assert abs(crops[0].mean() - crops[1].mean()) > 1


def test_a_picture_that_is_stored_turned_has_no_near_duplicate(tmp_path):
    pairs = built(tmp_path / "set", Fault("near_duplicate"), Fault("exif", rate=0.5))
    assert len(pairs) == 6
    for (_, path, _), _ in pairs:
        with Image.open(path) as picture:
            assert not picture.getexif()


def test_copies_carry_the_planted_label_and_beside_it_the_exact_one(tmp_path):
    faults = [Fault("shift", size_px=0.5), Fault("near_duplicate"), Fault("duplicate_within")]
    data = build_dataset(tmp_path / "set", SPEC, faults=faults)
    counts = []
    for split in ("train", "val", "test"):
        planted = read_labels(read_dataset(data), split).table
        exact = read_labels(read_dataset(data.parent / "exact"), split).table
        assert list(planted["image"]) == list(exact["image"])
        moved = np.linalg.norm(quads_of(planted) - quads_of(exact), axis=2)
        np.testing.assert_allclose(moved, 0.5, atol=0.01)
        counts.append(len(planted))
    assert sum(counts) == 3 * 12
