from base64 import b64decode
from io import BytesIO

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from PIL import Image

from containerloc.show.style import new_figure, png_of, sentence_figure, styled


def test_settings_of_the_reader_stay_as_they_are():
    with mpl.rc_context({"font.size": 31, "axes.grid": False}):
        figure = styled(lambda: sentence_figure("Nothing."))()
        assert mpl.rcParams["font.size"] == 31
        assert not mpl.rcParams["axes.grid"]
    assert repr(figure) == "Nothing."


def test_figure_is_not_left_open_to_be_shown_twice():
    before = plt.get_fignums()
    new_figure(3.0, title="A title")
    assert plt.get_fignums() == before


def test_figure_is_drawn_once_and_again_where_it_changed(monkeypatch):
    draws = []
    figure = new_figure(3.0, title="A title")
    axes = figure.subplots()
    savefig = type(figure).savefig
    monkeypatch.setattr(
        type(figure), "savefig", lambda *given, **how: (draws.append(1), savefig(*given, **how))
    )
    first = png_of(figure)
    assert png_of(figure) is first
    assert len(draws) == 1
    axes.plot([0, 1])
    assert png_of(figure) != first
    assert len(draws) == 2
    with Image.open(BytesIO(first)) as picture:
        assert picture.info["Title"] == "A title"


def test_a_cell_shows_the_bytes_that_are_saved_as_wide_as_the_figure(monkeypatch):
    figure = new_figure(3.0, title="A title")
    figure.subplots()
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, **how: shown.append((data, how)))
    figure._ipython_display_()
    ((data, how),) = shown
    assert b64decode(data["image/png"]) == png_of(figure)
    assert data["text/plain"] == "A title"
    width_px = figure.get_figwidth() * figure.dpi
    assert how["metadata"]["image/png"]["width"] == pytest.approx(width_px, rel=0.05)
