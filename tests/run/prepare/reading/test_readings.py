import json
from pathlib import Path

import numpy as np
import pytest

from containerloc.analysis.reading.asked import BY_LABEL, Crops
from containerloc.quads import as_quads

from .conftest import CountingReader

QUADS = np.repeat(as_quads([[10, 10], [90, 10], [90, 20], [10, 20]]), 3, axis=0)
IMAGES = ["0", "1", "2"]
PLAIN = {Crops(BY_LABEL): QUADS}
TEXTS = ["X0", "X60", "X120"]


def test_what_was_read_is_not_read_again(store):
    reader = CountingReader()
    assert store(reader).read(IMAGES, PLAIN) == {Crops(BY_LABEL): TEXTS}
    assert store(reader).read(IMAGES, PLAIN) == {Crops(BY_LABEL): TEXTS}
    assert reader.n == 3
    store(reader).read(IMAGES, PLAIN | {Crops(BY_LABEL, 0.1): QUADS + 1})
    assert reader.n == 6


def test_stored_readings_need_no_reader(store):
    store(CountingReader()).read(IMAGES, PLAIN)
    assert store(None).read(IMAGES, PLAIN) == {Crops(BY_LABEL): TEXTS}


def test_readings_of_another_experiment_count(store):
    store(CountingReader()).read(IMAGES, PLAIN)
    beside = (store().path,)
    reader = CountingReader()
    moved = PLAIN | {Crops(BY_LABEL, 0.1): QUADS + 1}
    assert store(reader, name="two", elsewhere=beside).read(IMAGES, moved)[Crops(BY_LABEL)] == TEXTS
    assert reader.n == 3  # the new ones only
    store(None, name="two").read(IMAGES, moved)  # and all are stored


def test_another_reader_reads_everything_anew(store):
    store(CountingReader()).read(IMAGES, PLAIN)
    other = CountingReader("counting 2")
    store(other).read(IMAGES, PLAIN | {Crops(BY_LABEL, 0.1): QUADS + 1})
    assert other.n == 6
    assert json.loads(store().path.with_suffix(".json").read_text())["reader"].startswith(
        "counting 2"
    )


def test_images_that_changed_are_read_anew(store, images):
    store(CountingReader()).read(IMAGES, PLAIN)
    with Path(images["path"][0]).open("ab") as file:
        file.write(b"\0")
    reader = CountingReader()
    store(reader).read(IMAGES, PLAIN)
    assert reader.n == 3


@pytest.mark.parametrize("suffix", [".parquet", ".json"])
def test_damaged_readings_are_made_again(store, suffix):
    store(CountingReader()).read(IMAGES, PLAIN)
    store().path.with_suffix(suffix).write_text("{")
    reader = CountingReader()
    assert store(reader).read(IMAGES, PLAIN) == {Crops(BY_LABEL): TEXTS}
    assert reader.n == 3


def test_missing_quads_are_not_read(store):
    reader = CountingReader()
    asked = {Crops(BY_LABEL): np.where([[[True]], [[False]], [[True]]], np.nan, QUADS)}
    assert store(reader).read(IMAGES, asked) == {Crops(BY_LABEL): ["", "X60", ""]}
    assert reader.n == 1


def test_nothing_asked(store):
    asked = {Crops(BY_LABEL): np.full((3, 4, 2), np.nan)}
    assert store(None).read(IMAGES, asked) == {Crops(BY_LABEL): [""] * 3}
