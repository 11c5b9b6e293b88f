import socket

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from containerloc.analysis.reading.moves import moved, with_margin
from containerloc.errors import UsageError
from containerloc.iso6346 import id_in
from containerloc.model.reading import rapid
from containerloc.model.reading.pictures import line_picture
from containerloc.quads import as_quads
from containerloc.synthetic.draw.lettering import random_id


def picture(text: str) -> np.ndarray:
    """A line of white text on blue, 48 px high."""
    font = ImageFont.load_default(size=40)
    image = Image.new("RGB", (round(font.getlength(text)) + 8, 48), (20, 40, 120))
    ImageDraw.Draw(image).text((4, 0), text, fill=(250, 250, 250), font=font)
    return np.asarray(image)


@pytest.mark.slow
def test_drawn_ids_are_read_without_network_each_by_itself(monkeypatch):
    monkeypatch.setattr(socket, "socket", None)
    reader = rapid.RapidReader()
    pictures = [picture("CSQU 305438 3"), picture("MSKU 1234565"), picture("A")]
    texts = reader.read(pictures)
    assert [id_in(each.text) for each in texts] == ["CSQU3054383", "MSKU1234565", "A"]
    assert all(0 <= each.confidence <= 1 for each in texts)
    alone = reader.read(pictures[:1])
    assert alone[0].text == texts[0].text
    assert alone[0].confidence == pytest.approx(texts[0].confidence, abs=1e-3)
    assert reader.read([]) == []
    assert "rapidocr" in reader.name


def test_a_package_without_a_model_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"no model that recognises text"):
        rapid._recognition_model(tmp_path)


def test_pictures_are_filled_up_by_grey_to_their_right():
    filled = rapid._filled(np.full((48, 10, 3), (1, 2, 3), np.uint8), 32)
    assert filled.shape == (48, 32, 3)
    assert filled[0, 0].tolist() == [3, 2, 1]
    assert filled[0, 10].tolist() == [128, 128, 128]


@pytest.mark.slow
def test_corners_off_by_a_third_lose_reads_and_a_margin_does_not():
    """Drawn IDs at known corners, cut as notebook 09 cuts them, and read by the real reader."""
    rng = np.random.default_rng(5)
    known = [random_id(rng) for _ in range(12)]
    drawn = [picture(f"{text[:4]} {text[4:10]} {text[10]}") for text in known]
    pages = [np.pad(each, ((40, 40), (40, 40), (0, 0)), mode="edge") for each in drawn]
    sizes = [each.shape[1::-1] for each in drawn]
    exact = as_quads([[[0, 5], [w, 5], [w, 43], [0, 43]] for w, _ in sizes]) + 40
    reader = rapid.RapidReader()

    def n_read(quads):
        crops = [
            line_picture(page, quad[None], height_px=reader.height_px)
            for page, quad in zip(pages, quads, strict=True)
        ]
        texts = [id_in(each.text) for each in reader.read(crops)]
        return sum(text == right for text, right in zip(texts, known, strict=True))

    off = moved(exact, "random", 0.4, names=known)
    assert n_read(exact) >= 11
    assert n_read(with_margin(exact, 0.3)) >= 11
    assert n_read(off) <= 8
