from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from containerloc.data.photo_hashes import PhotoHashes, hash_photos
from containerloc.data.photo_statistics import photo_statistics
from containerloc.data.tables import CORNER_COLUMNS, LABEL_COLUMNS, quad_columns, table_of
from containerloc.run.files import photo_cache
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.files.photo_cache import FOLDER, kept_hashes, kept_statistics


@pytest.fixture
def images(tmp_path: Path) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    paths = [tmp_path / f"{name}.png" for name in "abc"]
    for path in paths:
        noise = rng.integers(0, 255, (12, 16, 3), dtype=np.uint8)
        Image.fromarray(noise).resize((160, 120)).save(path)
    return pd.DataFrame({"image": [p.name for p in paths], "path": [str(p) for p in paths]})


@pytest.fixture
def labels(images: pd.DataFrame) -> pd.DataFrame:
    quads = np.array([[[20.0, 20], [120, 22], [120, 50], [20, 48]]] * 3)
    quads[2, 0] = np.nan
    columns = {"image": images["image"], "line": [1, 1, 1], **quad_columns(quads)}
    return table_of(columns, LABEL_COLUMNS)


@pytest.fixture
def artifacts(tmp_path: Path) -> Artifacts:
    return Artifacts(tmp_path / "out" / "one")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was measured, not read."""
    asked: list[str] = []

    def hashes(images: pd.DataFrame) -> PhotoHashes:
        asked.append("hashes")
        return hash_photos(images)

    def statistics(labels: pd.DataFrame, images: pd.DataFrame) -> pd.DataFrame:
        asked.append("statistics")
        return photo_statistics(labels, images)

    monkeypatch.setattr(photo_cache, "hash_photos", hashes)
    monkeypatch.setattr(photo_cache, "photo_statistics", statistics)
    return asked


def same(one: PhotoHashes, other: PhotoHashes) -> bool:
    arrays = ("bits", "thumbnails", "aspects")
    equal = [np.array_equal(getattr(one, name), getattr(other, name)) for name in arrays]
    return one.images == other.images and all(equal)


def test_measured_once_and_read_again_equal(
    images: pd.DataFrame, labels: pd.DataFrame, artifacts: Artifacts, made: list[str]
) -> None:
    for where in (artifacts, artifacts, Artifacts(artifacts.folder.parent / "two")):
        assert same(kept_hashes(images, where), hash_photos(images))
        measured = kept_statistics(labels, images, where)
        pd.testing.assert_frame_equal(measured, photo_statistics(labels, images))
    assert made == ["hashes", "statistics"]


def test_another_photo_or_corner_is_measured_again(
    images: pd.DataFrame, labels: pd.DataFrame, artifacts: Artifacts, made: list[str]
) -> None:
    kept_hashes(images, artifacts)
    kept_statistics(labels, images, artifacts)
    moved = labels.copy()
    moved[CORNER_COLUMNS[2]] += 1
    moved_statistics = kept_statistics(moved, images, artifacts)
    pd.testing.assert_frame_equal(moved_statistics, photo_statistics(moved, images))
    Image.new("RGB", (160, 120), "red").save(images["path"][0])
    assert same(kept_hashes(images, artifacts), hash_photos(images))
    assert made == ["hashes", "statistics", "statistics", "hashes"]


def test_a_damaged_file_is_made_again(
    images: pd.DataFrame, artifacts: Artifacts, made: list[str]
) -> None:
    kept_hashes(images, artifacts)
    (file,) = (artifacts.folder.parent / FOLDER).glob("*.npz")
    whole = file.read_bytes()
    for damaged in (b"", b"PK", whole[: len(whole) // 2], whole[:-200] + bytes(200)):
        file.write_bytes(damaged)
        assert same(kept_hashes(images, artifacts), hash_photos(images))
    assert made == ["hashes"] * 5
    assert file.read_bytes() == whole


def test_a_photo_that_cannot_be_read_is_tried_again(
    images: pd.DataFrame, artifacts: Artifacts, made: list[str]
) -> None:
    Path(images["path"][1]).write_text("no image")
    for _ in range(2):
        found = kept_hashes(images, artifacts)
        assert found.images == ("a.png", "c.png")
        assert list(found.unreadable) == ["b.png"]
    assert made == ["hashes", "hashes"]


def test_several_who_ask_at_once_measure_once(
    images: pd.DataFrame, artifacts: Artifacts, made: list[str]
) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: kept_hashes(images, artifacts), range(4)))
    assert all(same(each, found[0]) for each in found)
    assert made == ["hashes"]


def test_where_nobody_may_write_it_is_measured_each_time(
    images: pd.DataFrame, labels: pd.DataFrame, tmp_path: Path, made: list[str]
) -> None:
    (tmp_path / "file").write_text("no folder")
    artifacts = Artifacts(tmp_path / "file" / "one")
    for _ in range(2):
        assert same(kept_hashes(images, artifacts), hash_photos(images))
        assert len(kept_statistics(labels, images, artifacts)) == 3
    assert made == ["hashes", "statistics"] * 2


def test_the_oldest_go(
    images: pd.DataFrame, artifacts: Artifacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photo_cache, "_MOST_FILES", 2)
    for n in (1, 2, 3):
        kept_hashes(images.head(n), artifacts)
    files = list((artifacts.folder.parent / FOLDER).glob("*.npz"))
    assert len(files) == 2
