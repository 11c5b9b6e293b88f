"""Labels as CVAT skeletons and COCO keypoints, and back."""

import json
from pathlib import Path

import numpy as np
import pytest

from containerloc.data.coco import read_coco, write_coco
from containerloc.data.cvat import read_cvat, write_cvat
from containerloc.data.tables import quads_of
from containerloc.errors import DataError
from containerloc.quads import Floats

FORMATS = [(write_cvat, read_cvat, "x.xml"), (write_coco, read_coco, "x.json")]


@pytest.mark.parametrize(("write", "read", "name"), FORMATS)
def test_there_and_back(plant_labels, plant_images, ids: Floats, tmp_path: Path, write, read, name):
    quads = ids[:3].copy()
    quads[1, 2] = np.nan
    labels = plant_labels({"a.jpg": quads[:2], "b.jpg": quads[2:3]})
    write(tmp_path / name, labels, plant_images(["a.jpg", "b.jpg", "empty.jpg"], [2, 1, 0]))
    back = read(tmp_path / name)
    assert back["image"].tolist() == ["a.jpg", "a.jpg", "b.jpg"]
    assert back["line"].tolist() == [1, 2, 1]
    assert quads_of(back) == pytest.approx(quads, abs=1e-6, nan_ok=True)


def test_coco_as_pycocotools_reads_it(plant_labels, plant_images, ids: Floats, tmp_path) -> None:
    coco = pytest.importorskip("pycocotools.coco", reason="an outside reader of the format")
    write_coco(tmp_path / "x.json", plant_labels({"a.jpg": ids[:1]}), plant_images(["a.jpg"]))
    read = coco.COCO(str(tmp_path / "x.json"))
    (annotation,) = read.loadAnns(read.getAnnIds())
    assert annotation["num_keypoints"] == 4
    assert np.array(annotation["keypoints"]).reshape(4, 3)[:, :2] == pytest.approx(ids[0])
    assert read.loadCats([1])[0]["keypoints"] == ["TL", "TR", "BR", "BL"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "<annotations><image name='a.jpg'><skeleton><points label='TL' points='1,2'/>"
            "</skeleton></image></annotations>",
            "image `a.jpg`: a skeleton has the points TL",
        ),
        ("<html/>", "is not CVAT's"),
        ("<annotations>", "cannot be read as XML"),
        (
            "<annotations><image name='a.jpg'><skeleton>"
            + "".join(f"<points label='{name}' points='x'/>" for name in ("TL", "TR", "BR", "BL"))
            + "</skeleton></image></annotations>",
            "`x` is no point",
        ),
    ],
)
def test_what_is_wrong_with_cvat_is_said(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "x.xml").write_text(text)
    with pytest.raises(DataError, match=said):
        read_cvat(tmp_path / "x.xml")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], "no COCO keypoints file"),
        ({"images": []}, "annotations"),
        (
            {
                "images": [{"id": 1, "file_name": "a.jpg"}],
                "annotations": [{"image_id": 2, "keypoints": [0] * 12}],
            },
            "annotation 1: image_id 2",
        ),
        (
            {
                "images": [{"id": 1, "file_name": "a.jpg"}],
                "annotations": [{"image_id": 1, "keypoints": [0] * 6}],
            },
            "with 6 values",
        ),
    ],
)
def test_what_is_wrong_with_coco_is_said(tmp_path: Path, content: object, said: str) -> None:
    (tmp_path / "x.json").write_text(json.dumps(content))
    with pytest.raises(DataError, match=said):
        read_coco(tmp_path / "x.json")
