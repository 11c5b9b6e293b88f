import json
from pathlib import Path

import numpy as np
import pytest

from containerloc.data.coco import read_coco, write_coco
from containerloc.data.tables import ANNOTATION_COLUMNS, quads_of
from containerloc.errors import DataError
from containerloc.quads import Floats


def test_there_and_back(plant_labels, plant_images, ids: Floats, tmp_path: Path) -> None:
    quads = ids[:3].copy()
    quads[1, 2] = np.nan
    labels = plant_labels({"a.jpg": quads[:2], "b.jpg": quads[2:3]})
    images = plant_images(["a.jpg", "b.jpg", "empty.jpg"], [2, 1, 0])
    write_coco(tmp_path / "x.json", labels, images)
    back = read_coco(tmp_path / "x.json")
    assert tuple(back) == ANNOTATION_COLUMNS
    assert back["image"].tolist() == ["a.jpg", "a.jpg", "b.jpg"]
    assert back["line"].tolist() == [1, 2, 1]
    assert quads_of(back) == pytest.approx(quads, abs=1e-6, nan_ok=True)


def test_each_class_is_a_category(plant_labels, plant_images, ids: Floats, tmp_path: Path) -> None:
    labels = plant_labels({"a.jpg": ids[:3]}, [1, 0, 1], ["plate", "card"])
    write_coco(tmp_path / "x.json", labels, plant_images(["a.jpg"], [3]))
    content = json.loads((tmp_path / "x.json").read_text())
    assert [(each["id"], each["name"]) for each in content["categories"]] == [
        (1, "plate"),
        (2, "card"),
    ]
    assert [each["category_id"] for each in content["annotations"]] == [2, 1, 2]
    assert read_coco(tmp_path / "x.json")["class_name"].tolist() == ["card", "plate", "card"]


def test_no_label_at_all(plant_labels, plant_images, ids: Floats, tmp_path: Path) -> None:
    write_coco(tmp_path / "x.json", plant_labels({"a": ids[:0]}), plant_images(["empty.jpg"], [0]))
    back = read_coco(tmp_path / "x.json")
    assert tuple(back) == ANNOTATION_COLUMNS
    assert back.empty


def test_coco_as_pycocotools_reads_it(plant_labels, plant_images, ids: Floats, tmp_path) -> None:
    coco = pytest.importorskip("pycocotools.coco", reason="an outside reader of the format")
    write_coco(tmp_path / "x.json", plant_labels({"a.jpg": ids[:1]}), plant_images(["a.jpg"]))
    read = coco.COCO(str(tmp_path / "x.json"))
    (annotation,) = read.loadAnns(read.getAnnIds())
    assert annotation["num_keypoints"] == 4
    assert np.array(annotation["keypoints"]).reshape(4, 3)[:, :2] == pytest.approx(ids[0])
    assert read.loadCats([1])[0]["keypoints"] == ["TL", "TR", "BR", "BL"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ([], "not a COCO keypoints file"),
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
def test_what_is_wrong_is_named(tmp_path: Path, content: object, message: str) -> None:
    (tmp_path / "x.json").write_text(json.dumps(content))
    with pytest.raises(DataError, match=message):
        read_coco(tmp_path / "x.json")
