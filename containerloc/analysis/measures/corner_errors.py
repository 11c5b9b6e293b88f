"""How far off each ID is: one entry per label, from which every table and picture is made."""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from containerloc import quads
from containerloc.analysis.measures.first_choice import first_choice
from containerloc.analysis.measures.matching import MISSED, Matching
from containerloc.analysis.measures.sizes import SIZE_COLUMNS, sizes
from containerloc.data.tables import CONFIDENCE_COLUMNS, CORNER_COLUMNS, quads_of
from containerloc.quads import CORNERS, Bools, Floats
from containerloc.quads.shape import aspect, line_heights_px
from containerloc.wording import Noun, label_name, noun_of

ERROR_COLUMNS = tuple(f"error_{corner.lower()}_px" for corner in CORNERS)
ALONG_COLUMNS = tuple(f"along_{corner.lower()}_px" for corner in CORNERS)
ACROSS_COLUMNS = tuple(f"across_{corner.lower()}_px" for corner in CORNERS)
TRUE_COLUMNS = tuple(f"true_{name}" for name in CORNER_COLUMNS)
PREDICTED_COLUMNS = tuple(f"predicted_{name}" for name in CORNER_COLUMNS)
_IMAGE_COLUMNS = ("image_width_px", "image_height_px")
_SCORE_COLUMNS = ("nme", "iou", "coverage", "margin", "order", "crossed")
_PLAIN_COLUMNS = (
    *("image", "line", "class_name", "detected", "first_choice", "confidence", "error_px"),
    *_SCORE_COLUMNS,
)
FRAME_COLUMNS = (
    *("image", "line", "class_name", *_IMAGE_COLUMNS, *SIZE_COLUMNS),
    *("detected", "first_choice", "confidence", "error_px"),
    *(*ERROR_COLUMNS, *ALONG_COLUMNS, *ACROSS_COLUMNS),
    *(*_SCORE_COLUMNS, *TRUE_COLUMNS, *PREDICTED_COLUMNS, *CONFIDENCE_COLUMNS),
)


@dataclass(frozen=True, eq=False)
class LabelErrors:
    """How far off each of n labels is: arrays with one entry per label, in the order of `row`.

    Pixels of the original image. What there is no prediction for, or no corner, is NaN, never 0.

    Attributes
    ----------
    row
        Positions in the table of labels, int64 `(n,)`; the index of `frame`.
    image, line
        Which label it is: the image's key, and the line in its label file from 1. `(n,)`
    class_id, class_name
        Its class: the number in its label file, and the name of that in the data.yaml. `(n,)`
    image_wh
        Width and height of the image, `(n, 2)`.
    truth, predicted
        Corners as labelled and as predicted, `(n, 4, 2)`.
    detected
        Whether a prediction is matched to the label, bool `(n,)`.
    first_choice
        Whether that is the most confident one of the image: 1 or 0, see `first_choice`; `(n,)`.
    confidence
        Of the matched prediction, `(n,)`; `corner_confidences` of its corners, `(n, 4)`.
    error_px
        Distance error: the mean over the 4 corners of `errors_px`, `(n,)`; lower is better.
    errors_px
        Of each corner, `(n, 4)`; lower is better.
    signed_px
        Of each corner along and across the text, in the ID's own frame, outward positive,
        `(n, 4, 2)`.
    nme
        `error_px / sqrt(w * h)` of the box round the labelled corners, `(n,)`; lower is better.
    iou, coverage, margin
        See `quads.overlap`; `(n,)`.
    order
        One of `quads.ORDERS`, empty where missed, `(n,)`.
    crossed
        Whether the predicted outline crosses itself, bool `(n,)`.
    """

    row: NDArray[np.int64]
    image: NDArray[Any]
    line: NDArray[np.int64]
    class_id: NDArray[np.int64]
    class_name: NDArray[Any]
    image_wh: Floats
    truth: Floats
    predicted: Floats
    detected: Bools
    first_choice: Floats
    confidence: Floats
    corner_confidences: Floats
    error_px: Floats
    errors_px: Floats
    signed_px: Floats
    nme: Floats
    iou: Floats
    coverage: Floats
    margin: Floats
    order: NDArray[Any]
    crossed: Bools

    def __len__(self) -> int:
        """How many labels there are."""
        return len(self.row)

    def take(self, which: ArrayLike) -> "LabelErrors":
        """The labels at these places, or where a mask of shape `(n,)` holds."""
        places = np.asarray(which)
        return LabelErrors(**{f.name: getattr(self, f.name)[places] for f in fields(self)})

    @cached_property
    def noun(self) -> Noun:
        """What people call such an object."""
        return noun_of(self.classes)

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes that occur, in the order of their numbers."""
        return tuple(dict.fromkeys(self.class_name[np.argsort(self.class_id, kind="stable")]))

    def name_of(self, place: int) -> str:
        """What a label is called: by image and line, and by its class where there are several."""
        class_name = str(self.class_name[place]) if len(self.classes) > 1 else ""
        return label_name(str(self.image[place]), int(self.line[place]), class_name)

    @property
    def measured(self) -> Bools:
        """Whether the distance error is known: detected, and no corner missing. `(n,)`"""
        return np.asarray(np.isfinite(self.error_px))

    @property
    def wrong_order(self) -> Bools:
        """Whether the corners are detected in another order than labelled. `(n,)`"""
        return np.asarray(~np.isin(self.order, ("as read", "")))

    @property
    def text_wh(self) -> Floats:
        """Width and height of the text as labelled, `(n, 2)` px."""
        return quads.text_wh(self.truth)

    @property
    def text_height_px(self) -> Floats:
        """Height of the text as labelled, `(n,)`."""
        return self.text_wh[:, 1]

    @property
    def relative_error(self) -> Floats:
        """Distance error in heights of a line of the text, `(n,)`: what reading depends on."""
        return np.asarray(self.error_px / line_heights_px(self.truth))

    @property
    def aspect(self) -> Floats:
        """Width / height of the text as labelled, `(n,)`."""
        return aspect(self.truth)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The same as a table for display and CSV: `FRAME_COLUMNS`, one row per label."""
        columns: dict[str, Any] = {name: getattr(self, name) for name in _PLAIN_COLUMNS}
        parts = {
            _IMAGE_COLUMNS: self.image_wh,
            SIZE_COLUMNS: sizes(self.truth, self.image_wh).to_numpy(),
            ERROR_COLUMNS: self.errors_px,
            ALONG_COLUMNS: self.signed_px[..., 0],
            ACROSS_COLUMNS: self.signed_px[..., 1],
            TRUE_COLUMNS: self.truth.reshape(-1, 8),
            PREDICTED_COLUMNS: self.predicted.reshape(-1, 8),
            CONFIDENCE_COLUMNS: self.corner_confidences,
        }
        for names, values in parts.items():
            columns |= zip(names, values.T, strict=True)
        return pd.DataFrame({name: columns[name] for name in FRAME_COLUMNS}, pd.Index(self.row))


def per_label(matched: Matching, images: pd.DataFrame, *, confidence: float) -> LabelErrors:
    """Every label with the prediction it is matched to at the threshold, and how far off it is.

    In the order of `matched.labels`; `images` as in `data.tables`.
    """
    predictions, labels = matched.predictions, matched.labels
    rows = matched.at(confidence).prediction_rows
    predicted, truth = _taken(quads_of(predictions), rows), quads_of(labels)
    size = images.set_index("image").loc[labels["image"], ["width_px", "height_px"]]
    corner_confidences = predictions.loc[:, list(CONFIDENCE_COLUMNS)].to_numpy(np.float64)
    return LabelErrors(
        row=np.arange(len(labels)),
        image=labels["image"].to_numpy(),
        line=labels["line"].to_numpy(),
        class_id=labels["class_id"].to_numpy(),
        class_name=labels["class_name"].to_numpy(object),
        image_wh=size.to_numpy(np.float64),
        truth=truth,
        predicted=predicted,
        detected=rows != MISSED,
        first_choice=first_choice(matched, confidence=confidence),
        confidence=_taken(matched.confidence, rows),
        corner_confidences=_taken(corner_confidences, rows),
        **{name: _where_found(values, rows) for name, values in matched.pairs.items()},
    )


def false_positives_by_image(
    matched: Matching, images: pd.DataFrame, *, confidence: float
) -> NDArray[np.int64]:
    """How many predictions at or above the threshold belong to no label; lower is better.

    Shape `(n images,)`, in the order of `images`, those without a label included.
    """
    rows = matched.at(confidence).false_positive_rows
    counts = matched.predictions["image"].iloc[rows].value_counts()
    return np.asarray(counts.reindex(images["image"], fill_value=0), np.int64)


def worst(errors: LabelErrors, *, over_px: float = 20.0, at_least: int = 12) -> NDArray[np.int64]:
    """The places of the labels that are off by more than `over_px`, and at least the worst few.

    By falling distance error; only of labels whose error is known.
    """
    ranked = np.argsort(-errors.error_px, kind="stable")[: errors.measured.sum()]
    return ranked[: max(at_least, int((errors.error_px > over_px).sum()))]


def _where_found(values: NDArray[Any], rows: NDArray[np.int64]) -> NDArray[Any]:
    """What is measured of each label's match, where the label is found; else nothing."""
    kept = values.copy(order="K")
    kept[rows == MISSED] = np.nan if values.dtype.kind == "f" else np.zeros((), values.dtype)
    return kept


def _taken(values: Floats, rows: np.ndarray) -> Floats:
    """Values at the rows; NaN where a row is `MISSED`."""
    padded = np.concatenate([values, np.full((1, *values.shape[1:]), np.nan)])
    return np.asarray(padded[rows])
