"""Stored predictions stand for new ones exactly as long as these would be the same."""

import json
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from containerloc.run.prepare.predictions import images_hash


def test_the_second_time_nothing_is_predicted(opened, calls, caplog):
    first, second = opened(), opened()
    assert len(calls) == 1
    pd.testing.assert_frame_equal(first.predictions.table, second.predictions.table)
    assert "predictions: made on cpu with " in caplog.text
    assert "predictions: reused (3 images, made on cpu with torch by mine.pt" in caplog.text


def test_those_of_another_engine_stand_for_new_ones(opened, calls, write_experiment, caplog):
    opened()
    write_experiment("one", "predict: {engine: torch}")
    opened()
    assert len(calls) == 1
    assert "differ in" not in caplog.text


@pytest.mark.parametrize("change", ["weights", "image", "settings", "parquet", "json"])
def test_whatever_changes_they_are_made_anew(opened, calls, project, write_experiment, change):
    stored = opened().artifacts.predictions("val")
    if change == "weights":
        (project / "mine.pt").write_bytes(b"others")
    elif change == "image":
        Image.new("L", (64, 48)).save(project / "data" / "images" / "val" / "val_0.png")
    elif change == "settings":
        write_experiment("one", "predict: {iou: 0.5}")
    elif change == "parquet":
        stored.write_bytes(b"half of it")
    else:
        stored.with_suffix(".json").unlink()
    opened()
    opened()
    assert len(calls) == 2


def test_other_labels_need_no_new_prediction(opened, calls, project):
    before = opened().labels
    label = project / "data" / "labels" / "val" / "val_0.txt"
    label.write_text(label.read_text().replace("0.625", "0.65"))
    assert opened().labels.content_hash != before.content_hash
    assert len(calls) == 1


def test_drawn_photos_are_the_same_when_they_are_drawn_by_the_same(tmp_path: Path) -> None:
    def drawn(name: str, size: int, seed: int, inside: str = "") -> str:
        photo = tmp_path / name / inside / "images" / "val" / "a.jpg"
        photo.parent.mkdir(parents=True)
        photo.write_bytes(b"0" * size)
        spec = {"revision": 5, "seed": seed, "versions": {"opencv": name}}
        (tmp_path / name / "spec.json").write_text(json.dumps(spec))
        return images_hash(pd.DataFrame({"image": ["a.jpg"], "path": [str(photo)]}))

    here = drawn("here", 100, 1)
    assert drawn("there", 101, 1) == here
    assert drawn("exact", 100, 1, "exact") == here
    assert drawn("other", 100, 2) != here


@pytest.mark.parametrize("text", ["{", "[]", '{"seed": 1}'])
def test_a_foreign_specification_says_nothing_of_the_photos(tmp_path: Path, text: str) -> None:
    photo = tmp_path / "images" / "val" / "a.jpg"
    photo.parent.mkdir(parents=True)
    (tmp_path / "spec.json").write_text(text)
    hashes = set()
    for size in (100, 101):
        photo.write_bytes(b"0" * size)
        hashes.add(images_hash(pd.DataFrame({"image": ["a.jpg"], "path": [str(photo)]})))
    assert len(hashes) == 2
