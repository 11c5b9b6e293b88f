"""A run's own cases in a real browser: served on localhost, or from disk and taken back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from containerloc.data.tables import quads_of
from containerloc.experiment.experiment import load_experiment
from containerloc.run.execute.review_server import ReviewServer, serving
from containerloc.run.files.verdict_file import read_verdicts
from containerloc.run.prepare.inputs import Selection
from containerloc.run.prepare.review.run_review import RunReview, open_review
from containerloc.show.review.page import page_files


@pytest.fixture
def opened(project: Path, tmp_path: Path) -> RunReview:
    predictions = str(project / "predictions.json")
    selection = Selection(predictions=predictions, out=str(tmp_path / "out"))
    return open_review(load_experiment(project / "experiments" / "doors.yaml"), selection)


def shows(page: Any, number: int) -> None:
    page.get_by_text(f"{number} of 8", exact=True).wait_for()
    page.locator("#review[data-shown] path.line").first.wait_for()


def test_what_is_said_to_the_server_is_on_disk(
    open_page: Callable[..., Any], opened: RunReview
) -> None:
    with serving(ReviewServer(opened, who="ann")) as server:
        page = open_page(server.address)
        shows(page, 1)
        for number, key in enumerate("lmap", start=2):
            page.keyboard.press(key)
            shows(page, number)
        page.keyboard.press("1")
        page.keyboard.press("Shift+ArrowLeft")
        page.keyboard.press("c")
        page.get_by_text("5 of 8 looked at").wait_for()
        page.wait_for_timeout(300)
        kept = read_verdicts(opened.verdicts.path).table
        assert kept["verdict"].tolist() == [
            *("label_wrong", "model_wrong", "ambiguous", "photo_bad", "label_wrong")
        ]
        assert set(kept["who"]) == {"ann"}
        assert np.isfinite(quads_of(kept)).all(axis=(1, 2)).tolist() == [False] * 4 + [True]
        page.reload()
        shows(page, 5)
        assert page.get_by_text("5 of 8 looked at").is_visible()


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_what_a_page_saves_is_taken_back(
    open_page: Callable[..., Any], opened: RunReview, tmp_path: Path, phone: bool
) -> None:
    for name, content in page_files(opened.shown(hashed=True)).items():
        (tmp_path / name).write_bytes(content)
    page = open_page((tmp_path / "review.html").as_uri(), phone=phone)
    shows(page, 1)
    for number, words in enumerate(("model wrong", "label wrong", "ambiguous"), start=2):
        button = page.get_by_role("button", name=words)
        button.tap() if phone else button.click()
        shows(page, number)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    saved = tmp_path / "saved.json"
    download.value.save_as(saved)
    taken = opened.verdicts.take(saved)
    assert (taken.added, taken.known, taken.damaged) == (3, 0, ())
    assert opened.verdicts.take(saved).known == 3
    said = opened.verdicts.standing["verdict"].tolist()
    assert said == ["model_wrong", "label_wrong", "ambiguous"]
