"""Data sets with faults, read back as everybody reads them."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from containerloc.data.dataset import read_dataset
from containerloc.data.images import read_image
from containerloc.data.labels import read_labels
from containerloc.data.tables import boxes_of, quads_of
from containerloc.quads import bounds
from containerloc.synthetic.dataset import build_dataset
from containerloc.synthetic.draw.scene import render
from containerloc.synthetic.faults import Fault
from containerloc.synthetic.spec import SyntheticSpec

SPEC = SyntheticSpec(seed=2, train=0, val=8, test=0, height_px=240)


def build(folder, *faults, spec=SPEC):
    build_dataset(folder, spec, faults=faults)
    return folder


def labels(folder, split="val"):
    return read_labels(read_dataset(folder), split)


def facts(folder):
    with (folder / "attributes.csv").open() as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    return build(tmp_path_factory.mktemp("clean") / "set")


def test_a_moved_box_leaves_its_corners(clean, tmp_path):
    table = labels(build(tmp_path / "set", Fault("box", size_px=3.0))).table
    np.testing.assert_allclose(quads_of(table), quads_of(labels(clean).table), atol=1e-6)
    away = boxes_of(table) - bounds(quads_of(table))
    np.testing.assert_allclose(away, np.tile([3.0, 0, 3, 0], (8, 1)), atol=1e-3)


def test_a_picture_turned_by_exif_is_labelled_as_displayed(clean, tmp_path):
    turned, upright = labels(build(tmp_path / "set", Fault("exif"))), labels(clean)
    pd.testing.assert_frame_equal(turned.table, upright.table)
    for one, other in zip(turned.images["path"], upright.images["path"], strict=True):
        assert np.abs(read_image(Path(one)).astype(int) - read_image(Path(other))).mean() < 2


def test_labels_that_ignore_exif_are_a_quarter_turn_off(clean, tmp_path):
    folder = build(tmp_path / "set", Fault("exif_ignored", rate=0.5))
    wrong, exact = quads_of(labels(folder).table), quads_of(labels(folder / "exact").table)
    np.testing.assert_allclose(exact, quads_of(labels(clean).table), atol=1e-6)
    size = labels(clean).images[["width_px", "height_px"]].to_numpy()[:, None]
    planted = np.array([row["fault_1_exif_ignored"] == "True" for row in facts(folder)])
    assert planted.sum() == 4
    turned = np.stack([exact[..., 1] / size[..., 1], 1 - exact[..., 0] / size[..., 0]], axis=-1)
    expected = np.where(planted[:, None, None], turned * size, exact)
    np.testing.assert_allclose(wrong, expected, atol=1e-3)


def test_low_resolution_stores_fewer_pixels_and_the_same_place(clean, tmp_path):
    small, large = (
        labels(build(tmp_path / "set", Fault("low_resolution", size_px=60))),
        labels(clean),
    )
    assert (small.images[["width_px", "height_px"]].max(axis=1) == 60).all()
    ratio = small.images["width_px"] / large.images["width_px"]
    x = quads_of(small.table)[..., 0] / ratio.to_numpy()[:, None]
    np.testing.assert_allclose(x, quads_of(large.table)[..., 0], atol=1e-2)


def test_night_is_dark_and_said_to_be_night(tmp_path):
    folder = build(tmp_path / "set", Fault("night"))
    assert {row["light"] for row in facts(folder)} == {"night"}
    assert max(read_image(Path(path)).mean() for path in labels(folder).images["path"]) < 30


def test_labels_on_the_size_code_where_one_is_drawn(tmp_path):
    spec = SyntheticSpec(seed=2, train=0, val=40, test=0, height_px=96)
    folder = build(tmp_path / "set", Fault("wrong_text"), spec=spec)
    table = labels(folder).table
    scenes = [render(2, index, height_px=96) for index in range(40)]
    drawn = ["size_code" in scene.places for scene in scenes]
    assert 30 < sum(drawn) < 40
    assert [row["fault_1_wrong_text"] == "True" for row in facts(folder)] == drawn
    for quad, scene in zip(quads_of(table), scenes, strict=True):
        height, width = scene.image.shape[:2]
        there = scene.places.get("size_code", scene.quads[0])
        np.testing.assert_allclose(quad, np.clip(there, 0, [width, height]), atol=1e-3)


def test_an_unlabeled_photo_is_no_broken_label(tmp_path):
    folder = build(tmp_path / "set", Fault("unlabeled", rate=0.25))
    assert len(labels(folder).table) == 6
    assert labels(folder).n_skipped_images == 0
    assert list(labels(folder).problems["severity"]) == ["info"] * 2
    assert len(labels(folder / "exact").table) == 8


def test_faults_of_pictures_need_no_second_label_set(clean):
    assert not (clean / "exact").exists()
