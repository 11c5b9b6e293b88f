from pathlib import Path

import pytest

pytest.importorskip("cv2", reason="needs opencv: pip install 'containerloc[synthetic]'")

from containerloc.data.dataset import read_dataset
from containerloc.data.labels import read_labels
from containerloc.data.paths import label_path_of, numbered_image
from containerloc.run.prepare.fresh_worker import prepare, write_image


def test_folders_and_data_yaml_are_made_and_unfinished_files_removed(tmp_path: Path) -> None:
    leftover = tmp_path / "images" / "train" / "00000003.partial"
    leftover.parent.mkdir(parents=True)
    leftover.write_bytes(b"half")
    whole = leftover.with_suffix(".jpg")
    whole.write_bytes(b"whole")
    prepare(tmp_path)
    prepare(tmp_path)
    assert not leftover.exists()
    assert whole.read_bytes() == b"whole"
    assert read_dataset(tmp_path).splits["train"] == (whole,)


def test_an_image_and_its_label_follow_from_seed_and_number(tmp_path: Path) -> None:
    written = []
    for place in ("one", "two"):
        folder = tmp_path / place
        prepare(folder)
        write_image(folder / "images" / "val", 4, 7, 96)
        image = numbered_image(folder / "images" / "val", 7)
        written.append((image.read_bytes(), label_path_of(image).read_bytes()))
    assert written[0] == written[1]
    labels = read_labels(read_dataset(tmp_path / "one"), "val")
    assert len(labels.table) == 1
    assert labels.problems.empty


def test_an_image_that_has_its_label_is_kept(tmp_path: Path) -> None:
    prepare(tmp_path)
    images = tmp_path / "images" / "train"
    label_path_of(numbered_image(images, 2)).write_text("")
    write_image(images, 1, 2, 96)
    assert not numbered_image(images, 2).exists()
