from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from containerloc.data.dataset import read_dataset
from containerloc.data.labels import Labels, read_labels
from containerloc.data.tables import (
    IMAGE_COLUMNS,
    LABEL_COLUMNS,
    PROBLEM_COLUMNS,
    boxes_of,
    quads_of,
)
from containerloc.errors import DataError
from containerloc.quads import Floats, bounds

Build = Callable[..., Path]


def _read(path: Path, split: str = "val") -> Labels:
    return read_labels(read_dataset(path), split)


def _problems(labels: Labels) -> list[tuple[str, str, str, str, int]]:
    columns = ["code", "severity", "image", "file", "line"]
    return list(labels.problems[columns].itertuples(index=False, name=None))


def test_pixels_are_shares_of_the_displayed_size(build: Build, line: str) -> None:
    labels = _read(build({"a b ü.jpg": line}))
    assert quads_of(labels.table).tolist() == [[[100, 60], [300, 60], [300, 90], [100, 90]]]
    assert boxes_of(labels.table).round(9).tolist() == [[100, 60, 300, 90]]
    assert labels.table["image"].tolist() == labels.images["image"].tolist() == ["a b ü.jpg"]
    assert labels.table["line"].tolist() == [1]
    assert labels.images["n_labels"].tolist() == [1]
    assert tuple(labels.table.columns) == LABEL_COLUMNS
    assert tuple(labels.images.columns) == IMAGE_COLUMNS
    assert tuple(labels.problems.columns) == PROBLEM_COLUMNS
    assert not len(labels.problems)
    assert labels.n_skipped_images == 0


def test_each_label_has_the_name_of_its_class(build: Build, line: str) -> None:
    other = f"1{line.replace('0.45', '0.5')[1:]}"
    labels = _read(build({"a.jpg": f"{line}\n{other}"}, names=["plate", "card"]))
    assert labels.table["class_name"].tolist() == ["plate", "card"]
    assert labels.class_names == {0: "plate", 1: "card"}


def test_an_exif_rotated_photo_is_measured_as_displayed(
    build: Build, line: str, tmp_path: Path
) -> None:
    path = build({"a.jpg": line})
    exif = Image.Exif()
    exif[274] = 8
    Image.new("RGB", (400, 200)).save(tmp_path / "images/val/a.jpg", exif=exif)
    labels = _read(path)
    assert labels.images[["width_px", "height_px"]].to_numpy().tolist() == [[200, 400]]
    assert quads_of(labels.table)[0, 0].tolist() == [50, 120]


def test_a_corner_that_is_not_visible_is_missing(build: Build, line: str) -> None:
    labels = _read(build({"a.jpg": line.replace("0.75 0.3 2", "0 0 0")}))
    quads = quads_of(labels.table)
    assert np.isnan(quads[0, 1]).all()
    assert np.isfinite(quads[0, [0, 2, 3]]).all()
    assert labels.table["tr_visibility"].tolist() == [0]


@pytest.mark.parametrize("hidden", ["-0.005 0.3", "0 0", "0.0 -0.0"])
def test_two_values_a_corner_of_which_one_is_hidden(build: Build, hidden: str) -> None:
    text = f"0 0.5 0.375 0.5 0.15 0.25 0.3 {hidden} 0.75 0.45 0.25 0.45"
    labels = _read(build({"a.jpg": text}, kpt_shape=[4, 2]))
    assert np.isnan(quads_of(labels.table)[0, 1]).all()
    assert labels.table["tl_visibility"].tolist() == [1]
    assert labels.table["tr_visibility"].tolist() == [0]


def test_two_labels_in_one_photo(build: Build, line: str) -> None:
    labels = _read(build({"a.jpg": f"{line}\n{line.replace('0.45', '0.5')}"}))
    assert labels.table["image"].tolist() == ["a.jpg", "a.jpg"]
    assert labels.table["line"].tolist() == [1, 2]
    assert labels.images["n_labels"].tolist() == [2]


def test_backgrounds_are_images_without_labels(build: Build, line: str) -> None:
    labels = _read(build({"a.jpg": line, "empty.jpg": "\n", "without.jpg": None}))
    assert labels.images["n_labels"].tolist() == [1, 0, 0]
    assert labels.n_skipped_images == 0
    assert _problems(labels) == [
        ("background", "info", "empty.jpg", "labels/val/empty.txt", 0),
        ("no-label-file", "info", "without.jpg", "labels/val/without.txt", 0),
    ]


def test_the_same_name_in_two_folders_gets_a_longer_key(build: Build, line: str) -> None:
    labels = _read(build({"x/a.jpg": line, "y/a.jpg": line, "y/b.jpg": line}))
    assert labels.images["image"].tolist() == ["x/a.jpg", "y/a.jpg", "b.jpg"]
    assert labels.table["image"].tolist() == ["x/a.jpg", "y/a.jpg", "b.jpg"]


def test_one_bad_image_or_label_never_loses_the_rest(
    build: Build, line: str, tmp_path: Path
) -> None:
    path = build(
        {
            "cut.jpg": line,
            "duplicate.jpg": f"{line}\n{line}",
            "good.jpg": line,
            "nan.jpg": f"{line}\n{line.replace('0.75', 'nan', 1)}",
            "text.jpg": "hello",
            "zero.jpg": line,
            "pixels.jpg": line.replace("0.75", "300"),
        }
    )
    folder = tmp_path / "images" / "val"
    (folder / "cut.jpg").write_bytes((folder / "cut.jpg").read_bytes()[:-100])
    (folder / "zero.jpg").write_bytes(b"")
    (tmp_path / "labels/val/orphan.txt").write_text(line)
    (tmp_path / "labels/val/classes.txt").write_text("container_id")
    labels = _read(path)
    assert labels.images["image"].tolist() == ["duplicate.jpg", "good.jpg"]
    assert labels.table["image"].tolist() == ["duplicate.jpg", "good.jpg"]
    assert labels.n_skipped_images == 5
    assert _problems(labels) == [
        ("image-unreadable", "error", "cut.jpg", "images/val/cut.jpg", 0),
        ("duplicate-line", "warning", "duplicate.jpg", "labels/val/duplicate.txt", 2),
        ("label-not-finite", "error", "nan.jpg", "labels/val/nan.txt", 2),
        ("label-outside-image", "error", "pixels.jpg", "labels/val/pixels.txt", 1),
        ("label-not-a-number", "error", "text.jpg", "labels/val/text.txt", 1),
        ("image-unreadable", "error", "zero.jpg", "images/val/zero.jpg", 0),
        ("label-without-image", "warning", "", "labels/val/orphan.txt", 0),
    ]
    skipped = labels.problems[labels.problems["severity"] == "error"]
    assert skipped["message"].str.endswith("the image is left out, as by the trainer").all()


def test_an_image_list_with_gaps_and_repeats(build: Build, line: str, tmp_path: Path) -> None:
    (tmp_path / "val.txt").write_text("./images/val/a.jpg\n./images/val/a.jpg\n./images/val/z.jpg")
    labels = _read(build({"a.jpg": line, "b.jpg": line}, val=["val.txt", "nowhere"]))
    assert labels.images["image"].tolist() == ["a.jpg"]
    assert [problem[:3] for problem in _problems(labels)] == [
        ("split-entry", "warning", ""),
        ("image-listed-twice", "warning", "a.jpg"),
        ("image-missing", "error", "z.jpg"),
    ]  # b.txt has its image, though this split does not list it
    assert labels.n_skipped_images == 1


def test_a_label_folder_in_the_wrong_place_is_said(build: Build, tmp_path: Path) -> None:
    labels = _read(build({"a.jpg": None, "b.jpg": None}))
    assert "no-labels" in set(labels.problems["code"])
    assert str(tmp_path / "labels/val/a.txt") in labels.problems["message"].iloc[-1]
    assert quads_of(labels.table).shape == (0, 4, 2)


def test_no_such_split_and_empty_splits(build: Build, line: str, tmp_path: Path) -> None:
    dataset = read_dataset(build({"a.jpg": line}, test="images/test"))
    with pytest.raises(DataError, match="no split `tst`; there are: train, val, test"):
        read_labels(dataset, "tst")
    with pytest.raises(DataError, match=r"split `test` is empty: .*images/test.* no such folder"):
        read_labels(dataset, "test")


def test_no_image_of_any_use(build: Build) -> None:
    with pytest.raises(DataError, match=r"no image of split `val` .*1 tried.*`hello`"):
        _read(build({"a.jpg": "hello"}))


def test_the_content_hash_follows_the_labels(build: Build, line: str, tmp_path: Path) -> None:
    path = build({"a.jpg": line})
    before = _read(path).content_hash
    assert _read(path).content_hash == before
    (tmp_path / "labels/val/a.txt").write_text(line.replace("0.75", "0.76", 1))
    assert _read(path).content_hash != before


@given(arrays(float, (4, 2), elements=st.floats(1e-4, 1)), st.sampled_from([2, 3]))
@settings(max_examples=25)
def test_a_written_quad_comes_back(
    tmp_path_factory: pytest.TempPathFactory, shares: Floats, dimensions: int
) -> None:
    root = tmp_path_factory.mktemp("set")
    (root / "a.txt").write_text(_label_line(shares, dimensions))
    Image.new("L", (1600, 900)).save(root / "a.png")
    (root / "data.yaml").write_text(
        f"train: a.png\nval: a.png\nkpt_shape: [4, {dimensions}]\nnames: [id]"
    )
    labels = _read(root / "data.yaml")
    assert np.abs(quads_of(labels.table)[0] - shares * [1600, 900]).max() < 1e-6
    box = bounds(shares[None] * [1600, 900])
    assert np.abs(boxes_of(labels.table) - box).max() < 1e-6


def _label_line(shares: Floats, dimensions: int) -> str:
    low, high = shares.min(axis=0), shares.max(axis=0)
    corners = [[*corner, 2.0][:dimensions] for corner in shares.tolist()]
    numbers = [*(low + high) / 2, *(high - low), *np.ravel(corners)]
    return " ".join(["0", *(repr(float(number)) for number in numbers)])


def test_real_photos(shared: Path) -> None:
    labels = _read(shared / "real_photos" / "data.yaml")
    assert len(labels.images) == len(labels.table) == 62
    assert not len(labels.problems)
    sizes = labels.images[["width_px", "height_px"]].to_numpy()
    assert ((quads_of(labels.table) >= 0) & (quads_of(labels.table) <= sizes[:, None])).all()
    assert labels.images["image"].iloc[0] == "photo_001.jpg"


def _assert_same_as_the_trainer(path: Path, dimensions: int) -> Labels:
    """The same files through Ultralytics' own reader: same images, same labels, same numbers."""
    trainer = pytest.importorskip("ultralytics.data.utils", reason="Ultralytics is not installed")
    dataset = read_dataset(path)
    labels = read_labels(dataset, "val")
    files = [str(image) for image in dataset.splits["val"]]
    kept: dict[str, Any] = {}
    for image, label in zip(files, trainer.img2label_paths(files), strict=True):
        checked = trainer.verify_image_label((image, label, "", True, 1, 4, dimensions, False))
        if checked[0] is not None:
            kept[image] = checked
    assert labels.images["path"].tolist() == list(kept)
    assert labels.images["label_path"].tolist() == trainer.img2label_paths(list(kept))
    for row in labels.images.itertuples():
        _assert_same_labels(labels.table[labels.table["image"] == row.image], kept[row.path])
        assert (row.height_px, row.width_px) == kept[row.path][2]
    return labels


def _assert_same_labels(table: pd.DataFrame, checked: Any) -> None:
    _, boxes, (height, width), _, keypoints, *_ = checked
    assert len(table) == len(boxes)
    size = np.array([width, height])
    points = np.where(keypoints[..., 2:] == 0, np.nan, keypoints[..., :2] * size)
    half = boxes[:, 3:] / 2
    edges = np.hstack([boxes[:, 1:3] - half, boxes[:, 1:3] + half]) * np.tile(size, 2)
    # Ultralytics sorts the labels of an image that has repeated lines, and holds float32.
    ours, theirs = np.argsort(boxes_of(table)[:, 0]), np.argsort(edges[:, 0])
    np.testing.assert_allclose(quads_of(table)[ours], points[theirs], atol=1e-3)
    np.testing.assert_allclose(boxes_of(table)[ours], edges[theirs], atol=1e-3)


def test_real_photos_as_the_trainer_reads_them(shared: Path) -> None:
    labels = _assert_same_as_the_trainer(shared / "real_photos" / "data.yaml", 3)
    assert len(labels.table) == 62


def test_good_and_bad_labels_as_the_trainer_reads_them(
    build: Build, line: str, tmp_path: Path
) -> None:
    moved = line.replace("0 0.5 0.375", "0 0.4 0.375")
    texts: dict[str, str | bytes | None] = {
        "good": line,
        "windows": f"\ufeff{line}\r\n\r\n{moved}\r\n",
        "repeated": f"{line}\n{moved}\n{line}",
        "hidden": line.replace("0.75 0.3 2", "0 0 0"),
        "empty": "",
        "absent": None,
        "nan": line.replace("0.75", "nan", 1),
        "text": line.replace("0.75", "x", 1),
        "inf": line.replace("0.75", "inf", 1),
        "three": line[:-11],
        "five": line + " 0.1 0.1 2",
        "class": "1" + line[1:],
        "half class": "0.5" + line[1:],
        "minus class": "-1" + line[1:],
        "edge": line.replace("0.75", "1.01", 1),
        "outside": line.replace("0.75", "1.0101", 1),
        "minus edge": line.replace("0.25", "-0.01", 1),
        "minus": line.replace("0.25", "-0.011", 1),
        "minus size": line.replace("0.15", "-0.001", 1),
        "utf16": line.encode("utf-16"),
        "ragged": f"{line}\n0 0.5 0.5 0.1 0.1",
        "far box": "0 1.5" + line[5:],
        "cut": line,
        "zero": line,
        "phone": line,
    }
    path = build({f"{name}.jpg": text for name, text in texts.items()})
    folder = tmp_path / "images" / "val"
    whole = (folder / "good.jpg").read_bytes()
    (folder / "cut.jpg").write_bytes(whole[:-100])
    (folder / "zero.jpg").write_bytes(b"")
    (folder / "phone.jpg").write_bytes(whole + b"more")
    labels = _assert_same_as_the_trainer(path, 3)
    assert labels.n_skipped_images == 15
    # What the problem says of this file is true: Ultralytics has rewritten it.
    assert "phone.jpg" in set(labels.problems.query("code == 'image-rewritten'")["image"])
    assert (folder / "phone.jpg").read_bytes()[-4:] != b"more"


def test_two_values_a_corner_as_the_trainer_reads_them(build: Build) -> None:
    line = "0 0.5 0.375 0.5 0.15 0.25 0.3 0.75 0.3 0.75 0.45 0.25 0.45"
    path = build(
        {
            "a.jpg": line,
            "b.jpg": line.replace("0.75", "-0.005", 1),
            "c.jpg": line.replace("0.75", "-1", 1),
        },
        kpt_shape=[4, 2],
    )
    assert _assert_same_as_the_trainer(path, 2).n_skipped_images == 1


def test_drawn_photos_with_faults_as_the_trainer_reads_them(tmp_path: Path) -> None:
    from containerloc.synthetic.dataset import build_dataset
    from containerloc.synthetic.faults import Fault
    from containerloc.synthetic.spec import SyntheticSpec

    kinds = ("exif", "exif_ignored", "unlabeled", "missing", "near_duplicate")
    faults = [Fault(kind, rate=0.3) for kind in kinds] + [Fault("bias", size_px=400.0)]
    data = build_dataset(
        tmp_path / "set", SyntheticSpec(train=0, val=20, test=0, height_px=160), faults=faults
    )
    assert len(_assert_same_as_the_trainer(data, 3).table) < 20
    assert len(_assert_same_as_the_trainer(data.parent / "exact", 3).images) == 20
