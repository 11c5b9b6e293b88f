"""Shards of photos: the same batches, the same results, whoever works on them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from containerloc.data.photo_hashes import hash_photos
from containerloc.data.predictions import Predictions
from containerloc.data.tables import PREDICTION_COLUMNS, table_of
from containerloc.errors import DataError
from containerloc.experiment.predict_settings import PredictSettings
from containerloc.run.prepare import shards
from containerloc.run.prepare.shards import Spread, hashed, predicted, refuse_absent


def backwards(function, parts):
    """Several workers, of which the last shard is done first."""
    return [function(part) for part in parts[::-1]][::-1]


def photos(folder: Path) -> pd.DataFrame:
    files = sorted((folder / "data" / "images" / "val").iterdir())
    return pd.DataFrame({"image": [file.name for file in files], "path": [*map(str, files)]})


def test_hashes_are_those_of_one_machine(project: Path) -> None:
    table = photos(project)
    Path(table["path"][1]).write_bytes(b"no picture")
    alone = hash_photos(table)
    for slots in (0, 1, 2):
        shared = hashed(table, Spread(backwards, slots))
        assert shared.images == alone.images
        assert shared.unreadable == alone.unreadable
        for name in ("bits", "thumbnails", "aspects"):
            np.testing.assert_array_equal(getattr(shared, name), getattr(alone, name))
    assert hashed(table[:0], Spread(backwards, 2)).images == ()


def test_batches_are_those_of_one_machine_and_images_keep_their_order(monkeypatch, tmp_path):
    seen: list[list[str]] = []

    def predict(weights, images, *, batch, **how):  # type: ignore[no-untyped-def]
        for _, same in images.groupby(["width_px", "height_px"], sort=False):
            seen.extend(same["image"][n : n + batch].tolist() for n in range(0, len(same), batch))
        known = images[images["image"] != "7"]
        table = table_of(
            {"image": known["image"], "confidence": np.full(len(known), 0.5)}, PREDICTION_COLUMNS
        )
        skipped = [{"image": "7", "reason": "odd"}] if len(known) < len(images) else []
        made_by = {"skipped": skipped, "device": "cpu", "engine": "torch", "ms_per_image": 3.0}
        return Predictions(table, tuple(known["image"]), made_by)

    monkeypatch.setattr(shards.inference, "predict", predict)
    files = [tmp_path / str(n) for n in range(40)]
    for file in (*files, tmp_path / "best.pt"):
        file.touch()
    images = pd.DataFrame({"image": [file.name for file in files], "path": [*map(str, files)]})
    images = images.assign(width_px=[(640, 480, 320)[n % 3] for n in range(40)], height_px=480)
    both, batches = [], []
    for slots in (0, 3):
        seen.clear()
        both.append(
            predicted(
                tmp_path / "best.pt",
                images,
                settings=PredictSettings(),
                spread=Spread(backwards, slots),
                batch=4,
            )
        )
        batches.append(sorted(seen))
    assert batches[0] == batches[1]
    assert both[1].images == tuple(str(n) for n in range(40) if n != 7)
    assert sorted(both[1].table["image"]) == sorted(both[0].table["image"])
    assert both[1].table["image"].tolist() == list(both[1].images)
    assert [each.made_by["skipped"] for each in both] == [[{"image": "7", "reason": "odd"}]] * 2
    assert "ms_per_image" not in both[1].made_by


def test_a_worker_that_lacks_a_file_says_so(tmp_path: Path) -> None:
    refuse_absent([str(tmp_path)])
    with pytest.raises(DataError, match="under the same paths"):
        refuse_absent([str(tmp_path), str(tmp_path / "a.jpg")])
