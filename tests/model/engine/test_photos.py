import pandas as pd

from containerloc.model.engine.letterbox import Letterbox
from containerloc.model.engine.photos import batches, read_photos


def test_a_batch_is_of_one_size_and_none_is_lost(pictures: pd.DataFrame) -> None:
    parts = list(batches(pictures, 2))
    assert sorted(pd.concat(parts)["image"]) == sorted(pictures["image"])
    sizes = [set(zip(part["width_px"], part["height_px"], strict=True)) for part in parts]
    assert all(len(size) == 1 for size in sizes)
    assert max(map(len, parts)) == 2


def test_one_that_cannot_be_read_costs_no_other(weights, pictures: pd.DataFrame) -> None:
    of_one_size = pictures[(pictures["width_px"] == 160) & (pictures["height_px"] == 120)]
    rows = of_one_size.assign(path=[of_one_size["path"].iloc[0], "gone.png", "gone.png"])
    photos = read_photos(rows, Letterbox(160, 32))
    assert list(photos.pixels) == [rows["image"].iloc[0]]
    assert [each["image"] for each in photos.skipped] == list(rows["image"][1:])
    assert photos.letterboxed is not None
    assert photos.letterboxed.shape == (1, 128, 160, 3)
    assert read_photos(rows[1:], Letterbox(160, 32)).letterboxed is None
