"""A data set with planted faults, checked, and its repaired copy."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from PIL import Image
from typer.testing import CliRunner

from containerloc.cli.app import app
from containerloc.data.dataset import read_dataset
from containerloc.data.labels import read_labels
from containerloc.data.tables import quads_of
from containerloc.errors import DataError, UsageError
from containerloc.quads import Floats
from containerloc.run.commands.labels import fix_labels
from containerloc.run.prepare.label_faults import check_split
from containerloc.synthetic.pose_format import label_line

SIZE = (640, 480)
RIGHT = np.array([[100.0, 100], [400, 110], [400, 150], [100, 140]])
PLANTED = {
    "sound": [RIGHT],
    "rotated": [RIGHT[[1, 2, 3, 0]]],
    "on_its_head": [RIGHT[[2, 3, 0, 1]]],
    "mirrored": [RIGHT[[1, 0, 3, 2]]],
    "swapped": [RIGHT[[1, 0, 2, 3]]],
    "twice": [RIGHT, RIGHT],
    "upwards": [RIGHT[:, ::-1] * [1, -1] + [0, 450]],
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two splits: val with a planted fault an image, train with one sound image and one unread."""
    root = tmp_path / "data"
    rng = np.random.default_rng(0)
    for split, quads in (("val", PLANTED), ("train", {"alone": [RIGHT], "broken": [RIGHT]})):
        for kind in ("images", "labels"):
            (root / kind / split).mkdir(parents=True)
        for name, of_image in quads.items():
            noise = rng.integers(0, 255, (SIZE[1], SIZE[0], 3), dtype=np.uint8)
            Image.fromarray(noise).save(root / "images" / split / f"{name}.jpg")
            text = "".join(label_line(quad, SIZE) for quad in of_image)
            (root / "labels" / split / f"{name}.txt").write_text(text)
    (root / "labels" / "train" / "broken.txt").write_text("0 zero")
    content = {
        "path": ".",
        "train": "images/train",
        "val": "images/val",
        "kpt_shape": [4, 3],
        "names": {0: "id"},
        "kpt_oks_sigmas": [0.1] * 4,
    }
    (root / "data.yaml").write_text(yaml.safe_dump(content))
    return root


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
    with pytest.raises(UsageError, match="is there already"):
        fix_labels(data, tmp_path / "new")
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["mine.txt"]
    with pytest.raises(DataError, match="no such file"):
        fix_labels(tmp_path / "gone", tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_check_names_file_line_trainer_and_repair(data: Path) -> None:
    done = CliRunner().invoke(app, ["labels", "check", str(data)])
    assert done.exit_code == 3
    said = done.output
    assert "corners-rotated labels/val/rotated.txt:1" in said
    assert "[repair: rename corners BL TL TR BR]" in said
    assert "labels/val/twice.txt:2" in said
    assert "[repair: remove line]" in said
    assert "labels/train/broken.txt:1" in said
    assert "sound.txt" not in said


def test_check_of_a_repaired_split_is_silent(data: Path, tmp_path: Path) -> None:
    fixed = CliRunner().invoke(app, ["labels", "fix", str(data), "--out", str(tmp_path / "new")])
    assert fixed.exit_code == 0
    assert "5 repairs" in fixed.output
    done = CliRunner().invoke(app, ["labels", "check", str(tmp_path / "new"), "--split", "val"])
    assert done.exit_code == 0, done.output
    assert done.output.strip() == "val: 7 labels on 7 images; no fault"


def test_copies_and_leaks(data: Path) -> None:
    for name in ("val/again.jpg", "train/leaked.jpg"):
        (data / "images" / name).write_bytes((data / "images/val/sound.jpg").read_bytes())
        text = (data / "labels/val/sound.txt").read_text()
        (data / "labels" / name).with_suffix(".txt").write_text(text)
    said = CliRunner().invoke(app, ["labels", "check", str(data)]).output
    assert "near-duplicates again.jpg = sound.jpg" in said
    assert "val: 7 of its 8 photos are different" in said
    assert "leak train/leaked.jpg = val/sound.jpg" in said
