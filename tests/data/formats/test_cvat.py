from pathlib import Path

import numpy as np
import pytest

from containerloc.data.formats.cvat import read_cvat, write_cvat
from containerloc.data.tables import ANNOTATION_COLUMNS, quads_of
from containerloc.errors import DataError
from containerloc.quads import Floats


def test_there_and_back(plant_labels, plant_images, ids: Floats, tmp_path: Path) -> None:
    quads = ids[:3].copy()
    quads[1, 2] = np.nan
    labels = plant_labels({"a.jpg": quads[:2], "b.jpg": quads[2:3]})
    images = plant_images(["a.jpg", "b.jpg", "empty.jpg"], [2, 1, 0])
    write_cvat(tmp_path / "x.xml", labels, images)
    read = read_cvat(tmp_path / "x.xml")
    back = read.table
    assert read.images["image"].tolist() == ["a.jpg", "b.jpg", "empty.jpg"]
    assert read.images["width_px"].tolist() == [1000] * 3
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
    assert read_cvat(tmp_path / "x.xml").table["class_name"].tolist() == ["card", "plate"]


def test_no_label_at_all(plant_labels, plant_images, ids: Floats, tmp_path: Path) -> None:
    write_cvat(tmp_path / "x.xml", plant_labels({"a": ids[:0]}), plant_images(["empty.jpg"], [0]))
    with pytest.raises(DataError, match="no skeleton"):
        read_cvat(tmp_path / "x.xml")


CORNERS = ("TL", "TR", "BR", "BL")


def skeleton(names=CORNERS, points: str = "1,2", more: str = "") -> str:
    inside = "".join(f"<points label='{name}' outside='0' points='{points}'/>" for name in names)
    return f"<skeleton label='id'>{inside}{more}</skeleton>"


def written(folder: Path, inside: str, *, size: str = "width='8' height='4'") -> Path:
    path = folder / "x.xml"
    path.write_text(f"<annotations><image name='a.jpg' {size}>{inside}</image></annotations>")
    return path


def test_points_go_by_their_names(tmp_path: Path) -> None:
    places = {"bl": "0,9", "br": "8,9", "tl": "0,1", "TR": "8,1"}
    inside = "".join(f"<points label='{n}' points='{p}'/>" for n, p in places.items())
    path = written(tmp_path, f"<skeleton label='id'>{inside}</skeleton><tag label='x'/>", size="")
    read = read_cvat(path)
    assert quads_of(read.table).tolist() == [[[0, 1], [8, 1], [8, 9], [0, 9]]]
    assert read.images["width_px"].isna().all()


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        (skeleton(CORNERS[:1]), "image `a.jpg`: a skeleton has the points TL;"),
        (skeleton((*CORNERS, "BL")), "TL, TR, BR, BL, BL"),
        (skeleton((*CORNERS[:3], "TL")), "TL, TR, BR, TL"),
        (skeleton((*CORNERS, "X")), "TL, TR, BR, BL, X"),
        (skeleton(points="1;2"), "`1;2` is not a point"),
        (skeleton(points="1,2,3"), "`1,2,3` is not a point"),
        (skeleton(points="nan,2"), "`nan,2` is not a point"),
        ("<polygon label='id' points='1,2;3,4;5,6;7,8'/>", "holds <polygon>"),
        (skeleton() + "<points label='id' points='1,2;3,4;5,6;7,8'/>", "holds <points>"),
        (skeleton() + "<box label='id' xtl='1' ytl='1' xbr='2' ybr='2'/>", "holds <box>"),
        ("", "holds no skeleton"),
    ],
)
def test_what_is_no_skeleton_of_four_corners_is_refused(
    tmp_path: Path, inside: str, message: str
) -> None:
    with pytest.raises(DataError, match=message):
        read_cvat(written(tmp_path, inside))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<html/>", "is not CVAT's"),
        ("<annotations>", "cannot be read as XML"),
        ("<annotations><track id='0'><skeleton/></track></annotations>", "tracks of a video"),
        (f"<annotations><image>{skeleton()}</image></annotations>", "each image has a name"),
        ("<annotations><image name='a'/><image name='a'/></annotations>", "there once"),
        (f"<annotations><image name='a' width='0'>{skeleton()}</image></annotations>", "`width`"),
        (f"<annotations><image name='a' height='x'>{skeleton()}</image></annotations>", "`height`"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "x.xml").write_text(text)
    with pytest.raises(DataError, match=message):
        read_cvat(tmp_path / "x.xml")
