import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from containerloc.analysis.reading.asked import BY_LABEL, Crops
from containerloc.analysis.reading.layout import ONE_LINE, STACKED, kinds_of_text
from containerloc.analysis.reading.texts import TextForm
from containerloc.model.reading.reader import TextRead
from containerloc.quads import as_quads
from containerloc.run.prepare.reading.readings import Readings

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


ID = "CSQU3054383"


class GreyReader:
    """Reads the eleven greys of a picture, left to right, as the characters of an ID."""

    name, height_px = "grey 1", 8

    def read(self, pictures):
        return [TextRead(self._text(picture), 0.9) for picture in pictures]

    @staticmethod
    def _text(picture):
        middles = ((np.arange(11) + 0.5) / 11 * picture.shape[1]).astype(int)
        return "".join(ID[round((int(picture[4, x, 0]) - 10) / 20)] for x in middles)


def test_texts_are_read_whichever_way_they_stand(tmp_path):
    """The same ID drawn along a line, up and down the door, on its head, and character by character
    one above the other: each is read the right way round, and told apart."""
    line = np.repeat(np.repeat(np.arange(11, dtype=np.uint8) * 20 + 10, 20)[None], 20, axis=0)
    tall = np.repeat(np.repeat(np.arange(11, dtype=np.uint8) * 20 + 10, 20)[:, None], 20, axis=1)
    flat = np.array([[0.0, 0], [220, 0], [220, 20], [0, 20]])
    drawn = {
        "line": (line, flat),
        "up": (np.rot90(line), flat[:, ::-1] * [1, -1] + [0, 220]),
        "down": (np.rot90(line, -1), flat[:, ::-1] * [-1, 1] + [20, 0]),
        "on its head": (np.rot90(line, 2), flat * -1 + [220, 20]),
        "stacked": (tall, np.array([[0.0, 0], [20, 0], [20, 220], [0, 220]])),
    }
    for name, (pixels, _) in drawn.items():
        Image.fromarray(np.ascontiguousarray(pixels)).convert("RGB").save(tmp_path / f"{name}.png")
    paths = [str(tmp_path / f"{name}.png") for name in drawn]
    images = pd.DataFrame({"image": list(drawn), "path": paths})
    quads = np.stack([quad for _, quad in drawn.values()])
    store = Readings(tmp_path / "val.parquet", images, TextForm(), (), GreyReader)
    assert store.read(list(drawn), {Crops(BY_LABEL): quads}) == {Crops(BY_LABEL): [ID] * 5}
    kinds = ["one line", "turned", "turned", "turned", "stacked"]
    assert kinds_of_text(quads).tolist() == kinds
    tried = pd.read_parquet(store.path).set_index("image")["layout"]
    assert tried.to_dict() == dict.fromkeys(drawn, ONE_LINE) | {"stacked": STACKED}
