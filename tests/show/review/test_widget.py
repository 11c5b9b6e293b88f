import sys
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from containerloc.errors import DataError
from containerloc.show.review.case import Case, PhotoFile, Review
from containerloc.show.review.widget import NO_FRONT_END, has_front_end, review_widget

QUAD = np.array([[10.0, 10], [60, 10], [60, 20], [10, 20]])


@pytest.fixture
def kept() -> list:
    return []


@pytest.fixture
def widget(tmp_path: Path, kept: list):
    pytest.importorskip("anywidget", reason="anywidget is not installed")
    Image.new("RGB", (90, 60)).save(tmp_path / "a.png")
    photos = {"val/a.png": PhotoFile(str(tmp_path / "a.png"), 90, 60)}
    photos["val/b.png"] = PhotoFile(str(tmp_path / "b.png"), 90, 60)
    case = Case("val", "a.png", "line 1", "matched", label=QUAD)
    review = Review("title", "experiment", (case,), photos)

    def save(verdict) -> None:
        if verdict["verdict"] == "bad":
            raise DataError("the disk is full")
        kept.append(verdict)

    made = review_widget(review, Figure(), save=save, verdicts=lambda: kept)
    made.sent = []
    made.send = lambda content, buffers=None: made.sent.append((content, buffers))
    return made


def asked(widget, **message):
    widget._handle_custom_msg(message, [])
    return widget.sent[-1]


def test_it_shows_a_picture_where_no_front_end_is(widget) -> None:
    bundle = widget._repr_mimebundle_()[0]
    assert bundle["image/png"].startswith(b"\x89PNG")
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_verdicts_go_to_disk_and_come_back(widget, kept) -> None:
    verdict = {"case": "val/a.png/line 1", "verdict": "ambiguous"}
    assert asked(widget, id="1", ask="save", verdict=verdict) == ({"id": "1"}, [])
    assert kept == [verdict]
    assert asked(widget, id="2", ask="verdicts")[0]["verdicts"] == [verdict]


def test_what_is_not_saved_is_told(widget, kept) -> None:
    answer, _ = asked(widget, id="1", ask="save", verdict={"verdict": "bad"})
    assert answer == {"id": "1", "error": "the disk is full"}
    assert not kept


def test_photos_are_sent_one_by_one(widget) -> None:
    answer, (photo,) = asked(widget, id="1", ask="photo", photo="val/a.png")
    assert (answer["type"], answer["box_px"]) == ("image/png", [0, 0, 90, 60])
    assert photo.startswith(b"\x89PNG")


@pytest.mark.parametrize("photo", ["val/b.png", "val/unknown.png", None])
def test_a_photo_that_is_not_there_is_told(widget, photo) -> None:
    assert asked(widget, id="1", ask="photo", photo=photo)[0]["error"]


def test_who_runs_notebooks_unattended_has_no_front_end(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("anywidget", reason="anywidget is not installed")
    for name in ("JPY_SESSION_NAME", "VSCODE_PID", "COLAB_RELEASE_TAG", NO_FRONT_END):
        monkeypatch.delenv(name, raising=False)
    assert not has_front_end()
    monkeypatch.setenv("JPY_SESSION_NAME", "06.ipynb")
    assert has_front_end()
    monkeypatch.setenv(NO_FRONT_END, "1")
    assert not has_front_end()


def test_without_anywidget_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", "06.ipynb")
    monkeypatch.setitem(sys.modules, "anywidget", None)
    assert not has_front_end()
