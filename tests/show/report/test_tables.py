"""Tables of reports: no raw key, and a dash for what is not known."""

import numpy as np
import pandas as pd

from containerloc.show.report import tables
from containerloc.wording import DASH


def test_numbers_have_words_and_one_column_each(metrics) -> None:
    other = {"mde_px": {"value": None}}
    table = tables.numbers_table({"here": metrics, "there": other}, intro="Numbers.")
    assert table.columns == ("number", "here", "there")
    by_words = {row[0]: row[1:] for row in table.rows}
    assert len(by_words) == 5  # corners and the threshold stand elsewhere
    assert not [words for words in by_words if "_" in words]
    assert by_words["detection rate"] == ("97.3% (90.7% to 99.3%, n = 74)", DASH)


def test_a_target_says_how_many_would_decide_it() -> None:
    row = {"metric": "mde_px", "promise": "below 10", "value": 9.0, "ci_low": 8.0, "n": 74.0}
    verdicts = pd.DataFrame(
        [
            {**row, "ci_high": 11.0, "verdict": "undecided", "images_needed": 300.0},
            {**row, "ci_high": np.inf, "verdict": "met", "images_needed": np.nan},
        ]
    )
    (first, second) = tables.target_table(verdicts).rows
    assert first[2:] == ("9.00 px (8.00 to 11.00, n = 74)", "undecided", "300")
    assert second[2:] == ("9.00 px (from 8.00, n = 74)", "met", DASH)


def test_only_pictures_that_exist_in_the_order_of_their_captions() -> None:
    section = tables.pictures({"b.png": "B.", "a.png": "A.", "c.png": "C."}, ["a.png", "b.png"])
    assert [picture.path for picture in section.pictures] == ["figures/b.png", "figures/a.png"]
    assert not tables.pictures({"b.png": "B."}, ["a.png"])


def test_what_made_it_leaves_out_what_is_not_on_record() -> None:
    assert not tables.made({})
    record = {"seed": 0, "device": None, "data": {"sha256": "ab"}, "versions": {"numpy": "2.0"}}
    (table,) = tables.made(record).tables
    assert table.rows == [("seed", "0"), ("data, SHA-256", "ab"), ("versions", "numpy 2.0")]
