from pathlib import Path

import numpy as np
import pytest

from containerloc.data.cvat import read_cvat, write_cvat
from containerloc.data.tables import ANNOTATION_COLUMNS, quads_of
from containerloc.errors import DataError
from containerloc.quads import Floats


def test_there_and_back(plant_labels, plant_images, ids: Floats, tmp_path: Path) -> None:
    quads = ids[:3].copy()
    quads[1, 2] = np.nan
    labels = plant_labels({"a.jpg": quads[:2], "b.jpg": quads[2:3]})
    images = plant_images(["a.jpg", "b.jpg", "empty.jpg"], [2, 1, 0])
    write_cvat(tmp_path / "x.xml", labels, images)
    back = read_cvat(tmp_path / "x.xml")
    assert tuple(back) == ANNOTATION_COLUMNS
    assert back["image"].tolist() == ["a.jpg", "a.jpg", "b.jpg"]
    assert back["line"].tolist() == [1, 2, 1]
    assert quads_of(back) == pytest.approx(quads, abs=1e-6, nan_ok=True)


def test_each_skeleton_has_the_name_of_its_class(
    plant_labels, plant_images, ids: Floats, tmp_path: Path
) -> None:
    labels = plant_labels({"a.jpg": ids[:2]}, [1, 0], ["plate", "card"])
    write_cvat(tmp_path / "x.xml", labels, plant_images(["a.jpg"], [2]))
    assert '<skeleton label="card"' in (tmp_path / "x.xml").read_text()
    assert read_cvat(tmp_path / "x.xml")["class_name"].tolist() == ["card", "plate"]


def test_no_label_at_all(plant_labels, plant_images, ids: Floats, tmp_path: Path) -> None:
    write_cvat(tmp_path / "x.xml", plant_labels({"a": ids[:0]}), plant_images(["empty.jpg"], [0]))
    back = read_cvat(tmp_path / "x.xml")
    assert tuple(back) == ANNOTATION_COLUMNS
    assert back.empty


@pytest.mark.parametrize(
    ("text", "message"),
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
            "`x` is not a point",
        ),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "x.xml").write_text(text)
    with pytest.raises(DataError, match=message):
        read_cvat(tmp_path / "x.xml")
