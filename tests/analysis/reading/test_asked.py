import numpy as np
import pandas as pd

from containerloc.analysis.reading.asked import (
    BY_LABEL,
    BY_PREDICTION,
    CROP_COLUMNS,
    Crops,
    chosen_texts,
    crop_table,
    with_margins,
    with_moves,
)
from containerloc.analysis.reading.texts import TextForm
from containerloc.quads import as_quads

QUAD = as_quads([[0, 0], [80, 0], [80, 10], [0, 10]])
MISSING = np.full((1, 4, 2), np.nan)


def test_margins_of_labels_and_predictions():
    asked = with_margins(QUAD, MISSING, (0.0, 0.1))
    assert set(asked) == {Crops(by, m) for by in (BY_LABEL, BY_PREDICTION) for m in (0.0, 0.1)}
    np.testing.assert_array_equal(asked[Crops(BY_LABEL)], QUAD)
    assert np.isnan(asked[Crops(BY_PREDICTION, 0.1)]).all()


def test_random_moves_are_asked_for_with_the_margin_too():
    moves = {(crops.move, crops.margin) for crops in with_moves(QUAD, ["a"], margin=0.1)}
    assert ("random", 0.1) in moves
    assert ("inward", 0.1) not in moves
    assert {crops.margin for crops in with_moves(QUAD, ["a"], margin=0.0)} == {0.0}


def test_a_missing_quad_has_no_row_and_two_ways_have_two():
    table = crop_table(["a", "b", "c"], np.concatenate([QUAD, MISSING, QUAD * [0.3, 1]]))
    assert table.index.tolist() == [0, 2, 2]
    assert tuple(table) == CROP_COLUMNS
    assert table["layout"].tolist() == ["one line", "two lines", "one line"]


def test_nothing_asked_is_an_empty_table():
    assert tuple(crop_table(["a"], MISSING)) == CROP_COLUMNS


def test_a_valid_text_counts_before_a_surer_one():
    read = pd.DataFrame(
        {"text": ["CSQU3054384", "CSQU3054383", "X"], "confidence": [0.99, 0.5, 0.9]},
        index=[0, 0, 2],
    )
    assert chosen_texts(read, 3, TextForm()) == ["CSQU3054383", "", "X"]
