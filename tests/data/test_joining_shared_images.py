from dataclasses import replace

import pytest

from containerloc.data.dataset import read_dataset
from containerloc.data.joining import not_shared, without_images
from containerloc.data.labels import Labels, read_labels


@pytest.fixture
def labels(tmp_path) -> Labels:
    from PIL import Image

    line = "0 0.5 0.5 0.5 0.25 0.25 0.375 2 0.75 0.375 2 0.75 0.625 2 0.25 0.625 2\n"
    for kind in ("images", "labels"):
        (tmp_path / kind / "val").mkdir(parents=True)
    for name in "abc":
        Image.new("RGB", (64, 48)).save(tmp_path / "images" / "val" / f"{name}.png")
        (tmp_path / "labels" / "val" / f"{name}.txt").write_text(line)
    (tmp_path / "data.yaml").write_text(
        "train: images/val\nval: images/val\nkpt_shape: [4, 3]\nnames: {0: id}\n"
    )
    return read_labels(read_dataset(tmp_path / "data.yaml"), "val")


def test_the_same_share_all(labels: Labels) -> None:
    assert not_shared({"one": labels, "other": labels, "third": labels}) == {}


def test_each_way_to_differ(labels: Labels) -> None:
    names = list(labels.images["image"])
    fewer = without_images(labels, names[:1])
    assert not_shared({"one": labels, "other": fewer}) == {names[0]: "not in other"}
    assert not_shared({"one": fewer, "other": labels}) == {names[0]: "not in one"}
    moved = labels.table.copy()
    moved.loc[1, "tl_x_px"] += 1
    assert not_shared({"one": labels, "other": replace(labels, table=moved)}) == {
        names[1]: "labelled otherwise in other"
    }
    unlabelled = replace(labels, table=labels.table.iloc[:2])
    assert not_shared({"one": labels, "other": unlabelled}) == {
        names[2]: "labelled otherwise in other"
    }
    larger = replace(labels, images=labels.images.assign(width_px=[64, 64, 65]))
    assert not_shared({"one": labels, "other": larger}) == {names[2]: "another photo in other"}


def test_rounding_is_no_difference(labels: Labels) -> None:
    moved = labels.table.assign(tl_x_px=labels.table["tl_x_px"] + 0.004)
    assert not_shared({"one": labels, "other": replace(labels, table=moved)}) == {}
