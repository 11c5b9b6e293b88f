import json
import re
from pathlib import Path

import numpy as np
from PIL import Image

from containerloc.show.review.case import Case, PhotoFile, Review
from containerloc.show.review.page import page_files, page_html

QUAD = np.array([[10.0, 10], [60, 10], [60, 20], [10, 20]])
HOSTILE = '</script><script>alert("1")</script>.jpg'


def review_of(folder: Path, n: int = 3) -> Review:
    photos, cases = {}, []
    for number in range(n):
        path = folder / f"{number}.jpg"
        Image.new("RGB", (90, 60), (20, 60, 120)).save(path)
        case = Case("val", f"{number}{HOSTILE}", "line 1", "matched", label=QUAD)
        cases.append(case)
        photos[case.photo] = PhotoFile(str(path), 90, 60)
    return Review("title", "experiment", tuple(cases), photos)


def cases_in(page: bytes) -> dict:
    text = page.decode()
    (found,) = re.findall(r'<script type="application/json" id="cases">(.*?)</script>', text, re.S)
    return dict(json.loads(found))


def test_one_page_holds_its_pictures(tmp_path: Path) -> None:
    files = page_files(review_of(tmp_path))
    assert list(files) == ["review.html"]
    photos = cases_in(files["review.html"])["photos"].values()
    assert all(photo["pictures"][0]["url"].startswith("data:image/jpeg") for photo in photos)


def test_pictures_lie_beside_a_page_that_would_be_too_large(tmp_path: Path) -> None:
    *names, page = files = page_files(review_of(tmp_path), max_bytes=1000)
    assert page == "review.html"
    photos = cases_in(files[page])["photos"].values()
    assert [photo["pictures"][0]["url"] for photo in photos] == names
    assert all(name.startswith("review_pictures/") for name in names)
    assert len(files[page]) < 120_000


def test_names_are_no_markup(tmp_path: Path) -> None:
    page = page_files(review_of(tmp_path))["review.html"]
    assert b"<script>alert" not in page
    assert cases_in(page)["cases"][0]["image"] == f"0{HOSTILE}"


def test_only_its_own_script_may_run() -> None:
    page = page_html(Review("title", "experiment", (), {}).as_dict())
    policy = re.search(r'Security-Policy" content="([^"]*)"', page)
    assert policy
    assert re.search(r"script-src 'sha256-[\w+/=]+'$", policy[1])


def test_a_photo_that_cannot_be_read_loses_no_other(tmp_path: Path) -> None:
    review = review_of(tmp_path)
    (tmp_path / "1.jpg").write_bytes(b"damaged")
    photos = list(cases_in(page_files(review)["review.html"])["photos"].values())
    assert "1.jpg" in photos[1]["reason"]
    assert [len(photo["pictures"]) for photo in photos] == [1, 0, 1]
