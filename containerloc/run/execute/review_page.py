"""`review.html`: the cases of a run in one file, or in a page and a folder of its pictures."""

import logging
from pathlib import Path
from typing import Final

from containerloc.data.files import write_atomically
from containerloc.run.files.failure import failure_text
from containerloc.run.prepare.inputs import Inputs, Selection
from containerloc.run.prepare.review.run_review import RunReview, review_of
from containerloc.show.review.page import PICTURE_FOLDER, page_files

_log = logging.getLogger(__name__)

MOST_CASES: Final = 1000  # in one page, those to be looked at first


def write_review_page(review: RunReview) -> Path:
    """Write the page beside the other results, its pictures before it; returns its path."""
    folder = review.inputs.artifacts.results
    files = page_files(review.shown(most=MOST_CASES, hashed=True))
    for name, content in files.items():
        with write_atomically(folder / name) as temporary:
            temporary.write_bytes(content)
    for old in (folder / PICTURE_FOLDER).glob("*.jpg"):
        if f"{PICTURE_FOLDER}/{old.name}" not in files:
            old.unlink()
    return review.inputs.artifacts.review_page


def try_to_write_review_page(inputs: Inputs, selection: Selection) -> None:
    """Write the page of a run; what goes wrong is logged and loses nothing else."""
    try:
        write_review_page(review_of(inputs, selection))
    except Exception as error:  # photos and findings are the work of others
        name = inputs.experiment.name
        _log.warning(f"{name}: review.html left out: {failure_text(error)}")
