"""What other models see where a case is, and how far the models are from each other."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from containerloc.analysis.measures.corner_errors import PREDICTED_COLUMNS, TRUE_COLUMNS
from containerloc.analysis.measures.matching import matching
from containerloc.data.tables import CORNER_COLUMNS, box_columns, quad_columns
from containerloc.experiment.gate import Gate
from containerloc.quads import Floats, bounds, corner_distances


def case_quads(cases: pd.DataFrame) -> tuple[Floats, Floats]:
    """Corners as labelled and as predicted of each case, `(n, 4, 2)` px each; NaN for none."""
    true, predicted = (
        cases[[*columns]].to_numpy(np.float64).reshape(-1, 4, 2)
        for columns in (TRUE_COLUMNS, PREDICTED_COLUMNS)
    )
    return true, predicted


def seen_by(
    predictions: pd.DataFrame,
    cases: pd.DataFrame,
    *,
    confidence: float,
    gate: Gate = Gate(),  # noqa: B008 - frozen
) -> pd.DataFrame:
    """What another model predicts at each case: its corners and `confidence`, NaN for nothing.

    `predictions` as in `data.tables`, of the same images, `cases` as of `case_table`. A prediction
    is matched as to a label, at the confidence and the gate given.
    """
    true, predicted = case_quads(cases)
    quads = np.where(np.isnan(true).all(axis=(1, 2), keepdims=True), predicted, true)
    placed = cases[["image", "class_id"]].assign(
        **box_columns(bounds(quads)), **quad_columns(quads)
    )
    rows = matching(predictions, placed, gate=gate).at(confidence).prediction_rows
    columns = ["confidence", *CORNER_COLUMNS]
    return predictions[columns].reset_index(drop=True).reindex(rows).reset_index(drop=True)


def disagreement_px(quads: Sequence[Floats]) -> Floats:
    """Median over pairs of models of their mean corner distance at each case, `(n,)`.

    `quads` `(n, 4, 2)` of each model; NaN where fewer than two see the object.
    """
    pairs = [corner_distances(one, other).mean(axis=1) for one, other in combinations(quads, 2)]
    if not pairs:
        return np.full(len(quads[0]) if quads else 0, np.nan)
    apart = pd.DataFrame(np.stack(pairs, axis=1))
    return apart.median(axis=1).to_numpy(np.float64)
