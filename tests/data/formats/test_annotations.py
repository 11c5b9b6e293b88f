import numpy as np
import pandas as pd
import pytest

from containerloc.data.formats.annotations import Annotations, annotations_of, on_photos
from containerloc.data.tables import quads_of
from containerloc.errors import DataError

QUAD = np.array([[10.0, 10], [90, 10], [90, 30], [np.nan, np.nan]])


def annotated(name: str = "a.jpg", size: tuple[float, float] = (1000, 800)) -> Annotations:
    return annotations_of({name: size, "empty.jpg": (1000, 800)}, [(name, "id", QUAD)] * 2)


@pytest.fixture
def photos(plant_images) -> pd.DataFrame:
    return plant_images(["a.jpg", "empty.jpg", "elsewhere.jpg"])


def test_lines_count_in_each_image() -> None:
    read = annotations_of(
        {"a.jpg": (8, 4), "b.jpg": (8, 4)},
        [("a.jpg", "id", QUAD), ("b.jpg", "id", QUAD), ("a.jpg", "id", QUAD)],
    )
    assert read.table["line"].tolist() == [1, 1, 2]


@pytest.mark.parametrize(
    ("size", "scale"),
    [
        ((1000, 800), (1, 1)),
        ((500, 400), (2, 2)),
        ((2000, 1600), (0.5, 0.5)),
        ((333, 267), (1000 / 333, 800 / 267)),
        ((np.nan, np.nan), (1, 1)),
    ],
)
def test_corners_come_in_pixels_of_the_photo(
    photos: pd.DataFrame, size: tuple[float, float], scale: tuple[float, float]
) -> None:
    placed = on_photos(annotated(size=size), photos)
    expected = np.stack([QUAD, QUAD]) * scale
    assert quads_of(placed.table) == pytest.approx(expected, nan_ok=True)
    assert placed.images["image"].tolist() == ["a.jpg", "empty.jpg"]


@pytest.mark.parametrize("name", ["val/a.jpg", "A.JPG", "a", "images/val/a.jpg"])
def test_images_are_recognised_by_path_case_and_stem(photos: pd.DataFrame, name: str) -> None:
    placed = on_photos(annotated(name), photos)
    assert placed.table["image"].tolist() == ["a.jpg"] * 2


def test_another_photo_is_refused(photos: pd.DataFrame) -> None:
    for size in ((640.0, 640.0), (1000.0, 790.0)):
        with pytest.raises(DataError, match=r"`a.jpg` was annotated at .* other proportions$"):
            on_photos(annotated(size=size), photos)
    with pytest.raises(DataError, match=r"800 x 1000 px, the photo has 1000 x 800 px.*was turned"):
        on_photos(annotated(size=(800, 1000)), photos)
    with pytest.raises(DataError, match=r"1 of its images are not among the photos: `x.jpg`"):
        on_photos(annotated("x.jpg"), photos)
    listed = annotations_of({"x.jpg": (8, 8)}, [])
    with pytest.raises(DataError, match=r"not among the photos"):
        on_photos(listed, photos)


def test_images_of_another_split_without_a_label_are_left_out(photos: pd.DataFrame) -> None:
    read = annotations_of({"a.jpg": (1000, 800), "train.jpg": (8, 8)}, [("a.jpg", "id", QUAD)])
    assert on_photos(read, photos).images["image"].tolist() == ["a.jpg"]
