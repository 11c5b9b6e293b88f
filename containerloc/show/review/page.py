"""`review.html`: one page that needs nothing else, or a page and a folder of its pictures."""

import base64
import hashlib
import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from containerloc.errors import DataError
from containerloc.quads import Floats
from containerloc.show.review.case import Review
from containerloc.show.review.pictures import Picture, pictures_of

PAGE: Final = "review.html"
PICTURE_FOLDER: Final = "review_pictures"
MAX_PAGE_BYTES: Final = 25_000_000

_TEMPLATE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="%(policy)s">
<title>Review</title>
<link rel="icon" href="data:,">
<style>body { margin: 0; } noscript { display: block; padding: 1rem; font: 16px system-ui; }
%(style)s</style>
</head>
<body>
<div id="review" class="in-page"></div>
<noscript>This page shows photos and takes verdicts, for which it needs JavaScript. Save the file \
and open it in a browser.</noscript>
<script type="application/json" id="cases">%(cases)s</script>
<script type="module">%(script)s</script>
</body>
</html>
"""
_START: Final = """
const review = JSON.parse(document.getElementById("cases").textContent);
document.getElementById("cases").remove();
document.title = `Review: ${review.title}`;
start(document.getElementById("review"), review);
"""


def source(name: str) -> str:
    """The text of `review.js` or `review.css`."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def page_html(shown: Mapping[str, Any]) -> str:
    """The page that shows a review, as from `Review.as_dict`, with the pictures of its photos.

    No name or text in it becomes markup or script: only the page's own script may run.
    """
    script = source("review.js") + _START
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    rules = {
        "default-src": "'none'",
        "img-src": "'self' file: data: blob:",
        "style-src": "'unsafe-inline'",
        "connect-src": "'self'",
        "script-src": f"'sha256-{digest}'",
    }
    return _TEMPLATE % {
        "policy": "; ".join(f"{name} {value}" for name, value in rules.items()),
        "style": source("review.css"),
        "cases": json.dumps(shown, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c"),
        "script": script,
    }


def page_files(review: Review, *, max_bytes: int = MAX_PAGE_BYTES) -> dict[str, bytes]:
    """The files of a page that is opened from disk: relative path -> content.

    One `review.html` with the pictures in it; where that would be larger than `max_bytes`, the
    page and `review_pictures/`. The page stands last, so that it never lacks its pictures. A photo
    that cannot be read is named in its place.
    """
    shown = review.as_dict()
    pictures, size = _pictures(review, shown, whole_px=1280)
    if max_bytes < size < 1.8 * max_bytes:  # smaller photos make one file of it
        pictures, size = _pictures(review, shown, whole_px=960)
    if size < max_bytes:
        urls = {key: [_data_url(picture) for picture in each] for key, each in pictures.items()}
        page = page_html(_with_pictures(shown, pictures, urls)).encode()
        if len(page) <= max_bytes:
            return {PAGE: page}
    names = {
        key: [f"{PICTURE_FOLDER}/{number:05d}_{k}.jpg" for k in range(len(each))]
        for number, (key, each) in enumerate(pictures.items(), start=1)
    }
    contents = {
        name: picture.jpeg
        for key, each in pictures.items()
        for name, picture in zip(names[key], each, strict=True)
    }
    return contents | {PAGE: page_html(_with_pictures(shown, pictures, names)).encode()}


def _pictures(
    review: Review, shown: dict[str, Any], *, whole_px: int
) -> tuple[dict[str, list[Picture]], float]:
    """The pictures of each photo, and their size in a page; why there are none goes to `shown`."""
    pictures = {}
    for key, quads in _quads_by_photo(review).items():
        if key not in review.photos or shown["photos"][key]["reason"]:
            continue
        try:
            path = Path(review.photos[key].path)
            pictures[key] = pictures_of(path, quads, whole_px=whole_px)
        except DataError as error:
            shown["photos"][key]["reason"] = str(error)
    n_bytes = sum(len(picture.jpeg) for each in pictures.values() for picture in each)
    return pictures, n_bytes * 4 / 3  # as base64


def _quads_by_photo(review: Review) -> dict[str, list[Floats]]:
    """The outlines to be seen sharply on each photo: of all cases on it, labels and predictions."""
    quads: dict[str, list[Floats]] = {}
    for case in review.cases:
        known = [quad for quad in (case.label, case.predicted) if quad is not None]
        quads.setdefault(case.photo, []).extend(known)
    return quads


def _with_pictures(
    shown: dict[str, Any], pictures: Mapping[str, list[Picture]], urls: Mapping[str, list[str]]
) -> dict[str, Any]:
    """The review with the addresses of its pictures."""
    photos = dict(shown["photos"])
    for key, each in pictures.items():
        boxes = zip(urls[key], each, strict=True)
        placed = [{"url": url, "box_px": picture.box_px} for url, picture in boxes]
        photos[key] = {**photos[key], "pictures": placed}
    return {**shown, "photos": photos}


def _data_url(picture: Picture) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(picture.jpeg).decode("ascii")
