"""The same files through Ultralytics' own reader: same images, same labels, same numbers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from containerloc.data.dataset import read_dataset
from containerloc.data.labels import Labels, read_labels
from containerloc.data.tables import boxes_of, quads_of

Build = Callable[..., Path]
pytest.importorskip("ultralytics", reason="Ultralytics is not installed")


def _assert_same_as_the_trainer(path: Path, dimensions: int) -> Labels:
    from ultralytics.data.utils import img2label_paths, verify_image_label

    dataset = read_dataset(path)
    labels = read_labels(dataset, "val")
    files = [str(image) for image in dataset.splits["val"]]
    kept: dict[str, Any] = {}
    for image, label in zip(files, img2label_paths(files), strict=True):
        found = verify_image_label((image, label, "", True, 1, 4, dimensions, False))
        if found[0] is not None:
            kept[image] = found
    assert labels.images["path"].tolist() == list(kept)
    assert labels.images["label_path"].tolist() == img2label_paths(list(kept))
    for row in labels.images.itertuples():
        _assert_same_labels(labels.table[labels.table["image"] == row.image], kept[row.path])
        assert (row.height_px, row.width_px) == kept[row.path][2]
    return labels


def _assert_same_labels(table: pd.DataFrame, found: Any) -> None:
    _, boxes, (height, width), _, keypoints, *_ = found
    assert len(table) == len(boxes)
    size = np.array([width, height])
    points = np.where(keypoints[..., 2:] == 0, np.nan, keypoints[..., :2] * size)
    half = boxes[:, 3:] / 2
    edges = np.hstack([boxes[:, 1:3] - half, boxes[:, 1:3] + half]) * np.tile(size, 2)
    # Ultralytics sorts the labels of an image that has repeated lines, and holds float32.
    ours, theirs = np.argsort(boxes_of(table)[:, 0]), np.argsort(edges[:, 0])
    np.testing.assert_allclose(quads_of(table)[ours], points[theirs], atol=1e-3)
    np.testing.assert_allclose(boxes_of(table)[ours], edges[theirs], atol=1e-3)


def test_real_photos(shared: Path) -> None:
    labels = _assert_same_as_the_trainer(shared / "real_photos" / "data.yaml", 3)
    assert len(labels.table) == 62


def test_good_and_bad_labels(build: Build, line: str, tmp_path: Path) -> None:
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


def test_two_values_a_corner(build: Build) -> None:
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


def test_files_of_a_split(build: Build, line: str, tmp_path: Path) -> None:
    from ultralytics.data.dataset import YOLODataset
    from ultralytics.data.utils import check_det_dataset

    (tmp_path / "list.txt").write_text("./images/val/b/a.jpg\n./images/val/B.JPG\n")
    names = ["B.JPG", "a.jpg", "b/a.jpg", "b-c/a b.jpg", "ü.png"]
    path = build(dict.fromkeys(names, line), train=["images/val", "list.txt"], val="list.txt")
    ours = read_dataset(path)
    theirs = check_det_dataset(str(path))
    for split in ("train", "val"):
        dataset = YOLODataset(img_path=theirs[split], data=theirs, task="pose", augment=False)
        assert [str(image) for image in ours.splits[split]] == dataset.im_files


def test_drawn_photos_with_faults_and_their_exact_labels(tmp_path: Path) -> None:
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
