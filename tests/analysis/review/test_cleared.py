"""Suspects come back confirmed, or not at all."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.labels.suspects import SUSPECT_COLUMNS
from containerloc.analysis.review.cleared import is_cleared, with_verdicts
from containerloc.data.tables import CORNER_COLUMNS

BOX = np.array([[100.0, 100], [300, 100], [300, 140], [100, 140]])


@pytest.fixture
def suspects() -> pd.DataFrame:
    rows = [("a", 1), ("b", 1), ("c", 1), ("d", 0)]
    table = pd.DataFrame(rows, columns=["image", "line"]).reindex(columns=[*SUSPECT_COLUMNS])
    table.loc[:, [*CORNER_COLUMNS]] = np.tile(BOX.ravel(), (4, 1))
    return table


def test_confirmed_cleared_and_not_judged(suspects, verdicts, plant_predictions) -> None:
    said = verdicts(
        ("a", "line 1", "label_wrong", None),
        ("b", "line 1", "model_wrong", None),
        ("d", "prediction 1", "model_wrong", None),
        ("z", "line 1", "model_wrong", None),
    )
    judged = with_verdicts(suspects, said, plant_predictions([("d", 0.9, BOX)]))
    assert judged["verdict"].tolist() == ["label_wrong", "model_wrong", "", "model_wrong"]
    assert is_cleared(judged).tolist() == [False, True, False, True]


@pytest.mark.parametrize(
    ("stale", "cleared"), [("prediction changed", True), ("label changed", False)]
)
def test_a_label_that_was_looked_at_stays_cleared_under_another_model(
    suspects, verdicts, plant_predictions, stale: str, cleared: bool
) -> None:
    said = verdicts(("b", "line 1", "model_wrong", None)).assign(stale=stale)
    judged = with_verdicts(suspects, said, plant_predictions([]))
    assert is_cleared(judged).tolist() == [False, cleared, False, False]


def test_nothing_suspected_and_nothing_said(suspects, verdicts, plant_predictions) -> None:
    for rows in (suspects[:0], suspects):
        judged = with_verdicts(rows, verdicts(), plant_predictions([]))
        assert not is_cleared(judged).any()
