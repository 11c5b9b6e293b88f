"""The repaired copy of a data set with planted faults."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from containerloc.data.dataset import read_dataset
from containerloc.data.labels import read_labels
from containerloc.data.tables import quads_of
from containerloc.errors import DataError, UsageError
from containerloc.quads import Floats
from containerloc.run.commands.fix_labels import fix_labels
from containerloc.run.prepare.label_faults import check_split

from .conftest import PLANTED, RIGHT


def quads(data: Path, split: str = "val") -> dict[str, Floats]:
    table = read_labels(read_dataset(data), split).table
    return dict(zip(table["image"], quads_of(table), strict=True))


def test_the_copy_has_none_of_what_was_repaired(data: Path, tmp_path: Path) -> None:
    log = fix_labels(data, tmp_path / "new")
    repaired = quads(tmp_path / "new")
    for name in ("sound", "rotated", "on_its_head", "mirrored", "swapped", "twice"):
        assert repaired[f"{name}.jpg"] == pytest.approx(RIGHT, abs=1e-4), name
    assert repaired["upwards.jpg"] == pytest.approx(PLANTED["upwards"][0], abs=1e-4)
    assert check_split(read_dataset(tmp_path / "new"), "val").repairs.empty
    assert dict(zip(log["image"], log["repair"], strict=True)) == {
        **{
            f"{name}.jpg": "rename corners"
            for name in ("rotated", "on_its_head", "mirrored", "swapped")
        },
        "twice.jpg": "remove line",
    }


def test_what_is_not_repaired_is_as_it_was(data: Path, tmp_path: Path) -> None:
    fix_labels(data, tmp_path / "new")
    for file in (
        "images/val/swapped.jpg",
        "labels/val/sound.txt",
        "labels/val/upwards.txt",
        "images/train/broken.jpg",
        "labels/train/broken.txt",
    ):
        assert (tmp_path / "new" / file).read_bytes() == (data / file).read_bytes()
    content = yaml.safe_load((tmp_path / "new" / "data.yaml").read_text())
    assert content["kpt_oks_sigmas"] == [0.1] * 4
    assert "path" not in content  # Ultralytics takes a relative one for the working directory
    assert read_dataset(tmp_path / "new").root == tmp_path / "new"
    log = pd.read_csv(tmp_path / "new" / "repairs.csv")
    assert set(log["split"]) == {"val"}


def test_a_folder_that_is_there_is_not_touched(data: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="exists already"):
        fix_labels(data, tmp_path / "new")
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["mine.txt"]
    with pytest.raises(DataError, match="no such file"):
        fix_labels(tmp_path / "gone", tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_several_repairs_of_one_line(data: Path, tmp_path: Path) -> None:
    label = data / "labels" / "val" / "mirrored.txt"
    words = label.read_text().split()
    words[5:7] = ["1.005", words[6]]
    label.write_text(" ".join(words) + "\n")
    log = fix_labels(data, tmp_path / "new")
    assert set(log.loc[log["image"] == "mirrored.jpg", "repair"]) >= {"move to the border"}
    moved = (tmp_path / "new" / "labels" / "val" / "mirrored.txt").read_text().split()
    assert "1.005" not in moved


def predicted(folder: Path, quads: dict[str, Floats]) -> Path:
    """A file of predictions as Ultralytics writes it."""
    rows = [
        {
            "image_id": name,
            "file_name": f"{name}.jpg",
            "category_id": 1,
            "bbox": [*quad.min(axis=0), *np.ptp(quad, axis=0)],
            "score": 0.9,
            "keypoints": [value for x, y in quad.tolist() for value in (x, y, 0.9)],
        }
        for name, quad in quads.items()
    ]
    file = folder / "predictions.json"
    file.write_text(json.dumps(rows))
    return file


def test_a_photo_on_its_head_stays_where_the_model_reads_it_so(data: Path, tmp_path: Path) -> None:
    head = PLANTED["on_its_head"][0]
    file = predicted(tmp_path, {"on_its_head": head + 1, "rotated": RIGHT + 1, "sound": RIGHT})
    log = fix_labels(data, tmp_path / "new", predictions=file)
    repaired = quads(tmp_path / "new")
    assert repaired["on_its_head.jpg"] == pytest.approx(head, abs=1e-4)
    assert repaired["rotated.jpg"] == pytest.approx(RIGHT, abs=1e-4)
    assert "on_its_head.jpg" not in set(log["image"])
    assert {each.name for each in tmp_path.iterdir()} == {"data", "new", "predictions.json"}


def test_predictions_of_no_split_change_nothing(data: Path, tmp_path: Path) -> None:
    file = predicted(tmp_path, {"strange": RIGHT})
    with pytest.raises(DataError, match=r"none of the splits: .*strange"):
        fix_labels(data, tmp_path / "new", predictions=file)
    assert not (tmp_path / "new").exists()
