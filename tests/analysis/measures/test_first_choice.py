import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.measures.first_choice import first_choice, wrong_first_choices
from containerloc.analysis.measures.matching import Matching, matching

ID = np.array([[100.0, 200], [260, 200], [260, 220], [100, 220]])  # 160 x 20 px


@pytest.fixture
def matched(plant_labels, plant_predictions) -> Matching:
    """Right; right beside a doubtful one; elsewhere; nothing; too unsure; two labels."""
    labels = plant_labels(
        {**dict.fromkeys("abcde", ID), "f": np.array([ID, ID + [0, 200]]), "g": ID}
    )
    rows = [("a", 0.9, ID), ("b", 0.9, ID + 1), ("b", 0.8, ID - 100)]
    rows += [("c", 0.6, ID), ("c", 0.7, ID + [0, 60]), ("e", 0.2, ID), ("f", 0.9, ID)]
    # Equally confident: matched is the one on the label, whichever comes first.
    rows += [("g", 0.5, ID + [300, 0]), ("g", 0.5, ID)]
    return matching(plant_predictions(rows), labels)


def test_the_most_confident_prediction_of_a_photo_with_one_label(matched: Matching) -> None:
    expected = [1, 1, 0, 0, 0, np.nan, np.nan, 1]
    assert first_choice(matched, confidence=0.25).tolist() == pytest.approx(expected, nan_ok=True)
    expected[4] = 1
    assert first_choice(matched, confidence=0.1).tolist() == pytest.approx(expected, nan_ok=True)


def test_where_the_wrong_one_lies(matched: Matching) -> None:
    (row,) = wrong_first_choices(matched, confidence=0.25).to_dict("records")
    assert (row["image"], row["label"], row["prediction"]) == ("c", 2, 4)
    assert (row["along"], row["across"]) == pytest.approx((0, 3))  # three text heights below


def test_rows_keep_their_own_index(matched: Matching) -> None:
    tables = [
        table.set_axis(table.index[::-1] + 7) for table in (matched.predictions, matched.labels)
    ]
    (row,) = wrong_first_choices(matching(*tables), confidence=0.25).to_dict("records")
    assert (row["image"], row["label"], row["prediction"]) == ("c", 2, 4)


def test_another_class_is_a_wrong_first_choice(plant_labels, plant_predictions) -> None:
    predictions = plant_predictions([("a", 0.9, ID), ("a", 0.5, ID)]).assign(class_id=[1, 0])
    matched = matching(predictions, plant_labels({"a": ID}))
    assert matched.at(0.25).prediction_rows.tolist() == [1]
    assert first_choice(matched, confidence=0.25).tolist() == [0]


def test_nothing_to_choose_from(plant_labels, plant_predictions) -> None:
    nothing, one = plant_predictions([]), plant_labels({"a": ID})
    assert first_choice(matching(nothing, one), confidence=0.25).tolist() == [0]
    assert wrong_first_choices(matching(nothing, one), confidence=0.25).empty
    assert first_choice(matching(nothing, one.iloc[:0]), confidence=0.25).shape == (0,)
    pd.testing.assert_index_equal(
        wrong_first_choices(matching(nothing, one.iloc[:0]), confidence=0.25).columns,
        pd.Index(["image", "label", "prediction", "along", "across"]),
    )
