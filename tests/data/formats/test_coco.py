import json
from pathlib import Path

import numpy as np
import pytest

from containerloc.data.formats.coco import read_coco, write_coco
from containerloc.data.tables import ANNOTATION_COLUMNS, quads_of
from containerloc.errors import DataError
from containerloc.quads import Floats


def test_there_and_back(plant_labels, plant_images, ids: Floats, tmp_path: Path) -> None:
    quads = ids[:3].copy()
    quads[1, 2] = np.nan
    labels = plant_labels({"a.jpg": quads[:2], "b.jpg": quads[2:3]})
    images = plant_images(["a.jpg", "b.jpg", "empty.jpg"], [2, 1, 0])
    write_coco(tmp_path / "x.json", labels, images)
    read = read_coco(tmp_path / "x.json")
    back = read.table
    assert read.images["image"].tolist() == ["a.jpg", "b.jpg", "empty.jpg"]
    assert read.images["width_px"].tolist() == [1000] * 3
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
    assert read_coco(tmp_path / "x.json").table["class_name"].tolist() == ["card", "plate", "card"]


def test_no_label_at_all(plant_labels, plant_images, ids: Floats, tmp_path: Path) -> None:
    write_coco(tmp_path / "x.json", plant_labels({"a": ids[:0]}), plant_images(["empty.jpg"], [0]))
    with pytest.raises(DataError, match="`annotations` is empty"):
        read_coco(tmp_path / "x.json")


def test_coco_as_pycocotools_reads_it(plant_labels, plant_images, ids: Floats, tmp_path) -> None:
    coco = pytest.importorskip("pycocotools.coco", reason="an outside reader of the format")
    write_coco(tmp_path / "x.json", plant_labels({"a.jpg": ids[:1]}), plant_images(["a.jpg"]))
    read = coco.COCO(str(tmp_path / "x.json"))
    (annotation,) = read.loadAnns(read.getAnnIds())
    assert annotation["num_keypoints"] == 4
    assert np.array(annotation["keypoints"]).reshape(4, 3)[:, :2] == pytest.approx(ids[0])
    assert read.loadCats([1])[0]["keypoints"] == ["TL", "TR", "BR", "BL"]


IMAGES = [{"id": 1, "file_name": "a.jpg", "width": 8, "height": 4}]
CATEGORY = {"id": 1, "name": "id", "keypoints": ["TL", "TR", "BR", "BL"]}
POINTS = [0, 0, 2, 8, 0, 2, 8, 4, 2, 0, 4, 2]


def written(folder: Path, *annotations: object, **changed: object) -> Path:
    labels = [{"image_id": 1, "category_id": 1, "keypoints": POINTS} | each for each in annotations]
    content = {"images": IMAGES, "categories": [CATEGORY], "annotations": labels} | changed
    (folder / "x.json").write_text(json.dumps(content))
    return folder / "x.json"


@pytest.mark.parametrize("names", [("BL", "BR", "TR", "TL"), ("tr", "bl", "tl", "br")])
def test_keypoints_go_by_the_names_of_their_category(tmp_path: Path, names: tuple[str]) -> None:
    places = {"TL": (0, 0, 2), "TR": (8, 0, 1), "BR": (8, 4, 0), "BL": (0, 4, 2)}
    points = [value for name in names for value in places[name.upper()]]
    category = CATEGORY | {"keypoints": names}
    read = read_coco(written(tmp_path, {"keypoints": points}, categories=[category]))
    expected = [[[0, 0], [8, 0], [np.nan, np.nan], [0, 4]]]
    assert np.array_equal(quads_of(read.table), expected, equal_nan=True)


def test_each_category_has_its_own_order_and_sizes_may_be_absent(tmp_path: Path) -> None:
    turned = {"id": 2, "name": "b", "keypoints": ["BR", "BL", "TL", "TR"]}
    images = [{"id": 1, "file_name": "a.jpg"}]
    both = written(tmp_path, {}, {"category_id": 2}, categories=[CATEGORY, turned], images=images)
    read = read_coco(both)
    assert quads_of(read.table)[0].tolist() == quads_of(read.table)[1][[2, 3, 0, 1]].tolist()
    assert read.table["class_name"].tolist() == ["id", "b"]
    assert read.images["width_px"].isna().all()


@pytest.mark.parametrize(
    ("annotation", "message"),
    [
        ({"image_id": 2}, "annotation 1: image_id 2 is not among"),
        ({"category_id": 2}, "category_id 2 is not among"),
        ({"keypoints": [0] * 6}, "4 times x, y, v"),
        ({"keypoints": []}, "4 times x, y, v"),
        ({"keypoints": None}, "4 times x, y, v"),
        ({"keypoints": 4}, "4 times x, y, v"),
        ({"keypoints": [[1, 2, 2]] * 4}, "4 times x, y, v"),
        ({"keypoints": ["1", *POINTS[1:]]}, "4 times x, y, v"),
        ({"keypoints": [float("nan"), *POINTS[1:]]}, "4 times x, y, v"),
        ({"keypoints": [0, 0, 0.97, *POINTS[3:]]}, "a visibility is 0.97"),
        ({"keypoints": [0, 0, -1, *POINTS[3:]]}, "a visibility is -1"),
        ({"image_id": [1]}, "neither a number nor text"),
    ],
)
def test_a_wrong_annotation_is_named(
    tmp_path: Path, annotation: dict[str, object], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        read_coco(written(tmp_path, annotation))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"categories": None}, "`categories` is missing"),
        ({"images": {}}, "`images` is missing or no such list"),
        ({"annotations": [1]}, "`annotations` is missing or no such list"),
        ({"categories": [CATEGORY | {"keypoints": ["a", "b", "c", "d"]}]}, "TL, TR, BR and BL"),
        ({"categories": [CATEGORY | {"keypoints": ["TL", "TL", "BR", "BL"]}]}, "TL, TR, BR and BL"),
        ({"categories": [{"id": 1, "name": "id"}]}, "has the keypoints None"),
        ({"images": IMAGES * 2}, "stands there twice"),
        ({"images": [{"id": 1}]}, "an id and a file_name"),
        ({"images": [IMAGES[0] | {"width": "8"}]}, "width and height are '8'"),
        ({"images": [IMAGES[0] | {"height": 0}]}, "width and height are 0"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, changed: dict[str, object], message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_coco(written(tmp_path, {}, **changed))


@pytest.mark.parametrize("text", ["[]", "[1, 2]", '{"shapes": []}', "{"])
def test_what_is_no_coco_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(DataError, match=r"not a COCO keypoints file|cannot be read as JSON"):
        read_coco(tmp_path / "x.json")
