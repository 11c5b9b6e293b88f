"""`review.html` beside the other results: whole, with hashes, in a folder where it is too large."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from containerloc.data.files import sha256_of
from containerloc.experiment.experiment import load_experiment
from containerloc.run.execute import review_page
from containerloc.run.execute.review_page import try_to_write_review_page, write_review_page
from containerloc.run.prepare.inputs import Selection
from containerloc.run.prepare.review.run_review import RunReview, open_review
from containerloc.show.review.page import page_files


@pytest.fixture
def review(project: Path) -> RunReview:
    for number, path in enumerate(sorted((project / "data" / "images" / "val").iterdir())):
        pixels = np.random.default_rng(number).integers(0, 255, (48, 64, 3), np.uint8)
        Image.fromarray(pixels).save(path)
    selection = Selection(predictions=str(project / "predictions.json"))
    return open_review(load_experiment("experiments/one.yaml"), selection)


def shown(page: Path) -> dict[str, object]:
    text = page.read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="cases">(.*?)</script>', text, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_one_file_with_the_hash_of_each_photo(review: RunReview) -> None:
    page = write_review_page(review)
    assert page == review.inputs.artifacts.results / "review.html"
    cases = shown(page)["cases"]
    photo = Path(review.inputs.labels.images["path"].iloc[0])
    assert [case["image"] for case in cases] == ["val_0.png", "val_1.png", "val_2.png"]
    assert cases[0]["photo_sha256"] == sha256_of(photo)
    assert not (page.parent / "review_pictures").exists()


def test_a_large_page_has_its_pictures_beside_it_and_no_old_ones(review, monkeypatch) -> None:
    monkeypatch.setattr(review_page, "page_files", lambda shown: page_files(shown, max_bytes=1000))
    pictures = write_review_page(review).parent / "review_pictures"
    assert len(list(pictures.iterdir())) == 3
    monkeypatch.setattr(review_page, "page_files", page_files)
    write_review_page(review)
    assert not list(pictures.glob("*"))


def test_the_cases_to_be_looked_at_first_are_in_the_page(review, monkeypatch) -> None:
    monkeypatch.setattr(review_page, "MOST_CASES", 2)
    assert len(shown(write_review_page(review))["cases"]) == 2


def test_what_goes_wrong_is_logged_and_loses_nothing(review, caplog) -> None:
    review.inputs.artifacts.findings.parent.mkdir(parents=True, exist_ok=True)
    review.inputs.artifacts.findings.write_text('[{"code": "unknown"}]')
    try_to_write_review_page(review.inputs, Selection())
    assert "one: review.html left out" in caplog.text
    assert not review.inputs.artifacts.review_page.exists()
