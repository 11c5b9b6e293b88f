"""How far off each ID is: one row a label, from which every table and picture is made."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from containerloc.analysis.measures.matching import MISSED, match
from containerloc.analysis.measures.sizes import sizes
from containerloc.data.tables import CONFIDENCE_COLUMNS, CORNER_COLUMNS, quad_columns, quads_of
from containerloc.quads import (
    CORNERS,
    Floats,
    bounds,
    corner_distances,
    corner_order,
    coverage,
    is_self_crossing,
    margin,
    own_frame_errors,
    polygon_iou,
)

ERROR_COLUMNS = tuple(f"error_{corner.lower()}_px" for corner in CORNERS)
ALONG_COLUMNS = tuple(f"along_{corner.lower()}_px" for corner in CORNERS)
ACROSS_COLUMNS = tuple(f"across_{corner.lower()}_px" for corner in CORNERS)


def per_label(
    predictions: pd.DataFrame, labels: pd.DataFrame, images: pd.DataFrame, *, confidence: float
) -> pd.DataFrame:
    """Every label with the prediction it is matched to at the threshold, and how far off it is.

    A label a row, in the order of `labels`. Errors are NaN where the label was missed, or where
    a corner of it is missing.

    Returns
    -------
    DataFrame
        `image`, `line`, `image_width_px`, `image_height_px`; the label's `text_width_px`,
        `text_height_px`, `aspect`, `area_share` (of the image); `detected`, `confidence`;
        `error_px` (mean over the 4 corners), `error_{corner}_px`; signed `along_{corner}_px` and
        `across_{corner}_px` in the ID's own frame, outward positive; `nme`, `iou`, `coverage`,
        `margin`, `order`, `crossed`; the corners themselves as `true_*` and `predicted_*`, and
        the model's own `{corner}_confidence` (NaN where missed).
    """
    rows = match(predictions, labels, confidence=confidence).prediction_rows
    truth = quads_of(labels)
    predicted = _taken(quads_of(predictions), rows)
    scores = _taken(predictions["confidence"].to_numpy(np.float64), rows)
    table = _of_labels(labels, images)
    table = table.assign(
        detected=rows != MISSED, confidence=scores, **pair_metrics(predicted, truth)
    )
    named = {f"true_{name}": values for name, values in quad_columns(truth).items()}
    named |= {f"predicted_{name}": values for name, values in quad_columns(predicted).items()}
    for name in CONFIDENCE_COLUMNS:
        named[name] = _taken(predictions[name].to_numpy(np.float64), rows)
    return table.assign(**named)


def pair_metrics(predicted: Floats, truth: Floats) -> dict[str, np.ndarray]:
    """Every metric of matched pairs, `(n, 4, 2)` each, as named columns of length n.

    NaN where a corner of either is missing; `order` is then the empty string, `crossed` False.
    """
    distances = corner_distances(predicted, truth)
    error = distances.mean(axis=1)
    signed = own_frame_errors(predicted, truth)
    return {
        "error_px": error,
        **dict(zip(ERROR_COLUMNS, distances.T, strict=True)),
        **dict(zip(ALONG_COLUMNS, signed[..., 0].T, strict=True)),
        **dict(zip(ACROSS_COLUMNS, signed[..., 1].T, strict=True)),
        "nme": error / reference_length(truth),
        "iou": polygon_iou(predicted, truth),
        "coverage": coverage(predicted, truth),
        "margin": margin(predicted, truth),
        "order": corner_order(predicted, truth),
        "crossed": is_self_crossing(predicted),
    }


def reference_length(truth: Floats) -> Floats:
    """What NME and PCK divide by: sqrt(w * h) of the box round the labelled corners.

    Shape `(n,)`, pixels; NaN where a corner is missing.

    Examples
    --------
    >>> reference_length(np.array([[[0.0, 0], [9, 0], [9, 4], [0, 4]]]))
    array([6.])
    """
    left, top, right, bottom = bounds(truth).T
    length: Floats = np.sqrt((right - left) * (bottom - top))
    return length


def corners_of(table: pd.DataFrame, whose: str) -> Floats:
    """The `true` or `predicted` corners of a per-label table: `(n, 4, 2)`, pixels."""
    names = [f"{whose}_{name}" for name in CORNER_COLUMNS]
    return table.loc[:, names].to_numpy(np.float64).reshape(-1, 4, 2)


def false_positives_by_image(
    predictions: pd.DataFrame, labels: pd.DataFrame, images: pd.DataFrame, *, confidence: float
) -> NDArray[np.int64]:
    """How many predictions at or above the threshold belong to no label; lower is better.

    Shape `(n images,)`, in the order of `images`, those without a label included.
    """
    rows = match(predictions, labels, confidence=confidence).false_positive_rows
    counts = predictions["image"].iloc[rows].value_counts()
    return np.asarray(counts.reindex(images["image"], fill_value=0), np.int64)


def worst(table: pd.DataFrame, *, over_px: float = 20.0, at_least: int = 12) -> pd.DataFrame:
    """The detected labels that are off by more than `over_px`, and at least the worst few.

    Rows of a per-label table by falling distance error.
    """
    ranked = table[table["error_px"].notna()].sort_values("error_px", ascending=False)
    return ranked.head(max(at_least, int((ranked["error_px"] > over_px).sum())))


def _of_labels(labels: pd.DataFrame, images: pd.DataFrame) -> pd.DataFrame:
    size = images.set_index("image").loc[labels["image"], ["width_px", "height_px"]]
    width, height = size.to_numpy(np.float64).T
    return pd.DataFrame(
        {
            "image": labels["image"].to_numpy(),
            "line": labels["line"].to_numpy(),
            "image_width_px": width,
            "image_height_px": height,
            **sizes(labels, images).to_dict("series"),
        }
    )


def _taken(values: Floats, rows: np.ndarray) -> Floats:
    """Values at the rows; NaN where a row is `MISSED`."""
    padded = np.concatenate([values, np.full((1, *values.shape[1:]), np.nan)])
    taken: Floats = padded[rows]
    return taken
