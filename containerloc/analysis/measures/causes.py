"""Why each label is found as well or as badly as it is: exactly one cause per label."""

from enum import StrEnum
from itertools import permutations
from typing import Final, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.analysis.measures.decomposition import CUT_COVERAGE, CUT_REACH, motions
from containerloc.analysis.measures.enclosure import is_elsewhere, is_extra, is_part
from containerloc.quads import Bools, Floats, corner_distances, is_convex, is_missing


class Cause(StrEnum):
    """Why a label is found as well or as badly as it is: value, kind, and what it means.

    The members stand in the order in which they are asked for: the first that holds is the cause.
    What is wrong with the label comes before what may be wrong with the prediction, where the
    prediction lies before how its corners are named, and what moves all IDs before what moves one.

    Examples
    --------
    >>> Cause("wrong text").is_gross, Cause.JITTER.is_gross, f"{Cause.JITTER}"
    (True, False, 'jitter')
    """

    kind: str
    meaning: str

    LABEL_SUSPECT = "label suspect", "label", "faulty label, no error can be measured against it"
    WRONG_CLASS = "wrong class", "class", "another class is predicted on it, and not its own"
    MISSED_BELOW = "missed below the threshold", "missed", "predicted with too little confidence"
    WRONG_TEXT = "wrong text", "text", "prediction on another text or mark instead"
    MISSED_ALTOGETHER = "missed altogether", "missed", "no prediction of any confidence lies on it"
    NOT_MEASURED = "not measured", "unknown", "a corner of label or prediction has no known place"
    FINE = "fine", "fine", "every corner near enough for a reader, and named as read"
    CORNER_SWAPPED = "corner swapped", "order", "two corners exchanged"
    ORDER_ROTATED = "order rotated", "order", "first corner one or two places further on"
    ORDER_MIRRORED = "order mirrored", "order", "corners run the other way round"
    CROSSED = "crossed", "order", "outline crosses itself, and reordering corners does not fix it"
    PART_LEFT_OUT = "part left out", "text", "one end of the text left out"
    EXTRA_TEXT = "extra text swallowed", "text", "another text enclosed with it"
    SYSTEMATIC_OFFSET = "systematic offset", "geometry", "mostly an offset that all share"
    SHIFTED_WHOLE = "shifted whole", "geometry", "mostly one shift of the whole quad"
    SCALED_WHOLE = "scaled whole", "geometry", "mostly one scaling of the whole quad"
    JITTER = "jitter", "geometry", "corners that scatter, and quads turned or slanted"

    def __new__(cls, value: str, kind: str, meaning: str) -> Self:
        """A string, as it stands in `per_image.csv` and in figures, that knows two things more."""
        cause = str.__new__(cls, value)
        cause._value_, cause.kind, cause.meaning = value, kind, meaning
        return cause

    @property
    def is_gross(self) -> bool:
        """Whether an error in px says nothing of how precise the corners are."""
        return self.kind not in ("fine", "geometry")


GROSS: Final = tuple(cause for cause in Cause if cause.is_gross)

# Nearer than a stroke is wide, nothing is lost to a reader.
FINE_REACH: Final = CUT_REACH
# A motion is the cause where it is most of the squared error. Noise alone puts more than
# 0.7 into two of eight directions in 3 of 100 IDs.
_MOSTLY: Final = 0.7
# A renaming or a bias explains an error where it takes this much of it away.
_HALF: Final = 0.5
_ALPHA: Final = 0.05
_ORDERS: Final = {
    "swapped": Cause.CORNER_SWAPPED,
    "rotated": Cause.ORDER_ROTATED,
    "mirrored": Cause.ORDER_MIRRORED,
}
SUSPECT_CODES: Final = ("corners-swapped", "corners-mirrored", "corners-rotated", "not-convex")


def causes(
    errors: LabelErrors,
    critical: pd.DataFrame,
    faults: pd.DataFrame,
    *,
    elsewhere: ArrayLike = (),
    wrong_class: ArrayLike = False,
) -> "pd.Series[str]":
    """The `Cause` of each label's result, as its string; the index is `errors.row`.

    Lengths are measured in the ID's own text height, so that neither its size in the photo nor the
    place and direction of its text changes the cause.

    - `label suspect`: `faults` names an error or a wrong order of its corners, or its outline is
      not convex. A hidden corner is no fault.
    - `wrong class`: not found, but `wrong_class` holds.
    - `not measured`: found, but a corner of label or prediction is NaN; the others are measured.
    - `fine`: every corner within `FINE_REACH`, named as read, and 90 % of the area covered.
    - `wrong text`: missed at every threshold, on an image of `elsewhere`; or found with less than a
      fifth of the smaller outline in common.
    - `corner swapped`, `order rotated`, `order mirrored`: `quads.corner_order`, where renaming the
      corners removes at least half of the distance error.
    - `part left out`, `extra text swallowed`: `enclosure.is_part`, `enclosure.is_extra`.
    - `systematic offset`: without `firm_bias`, at most half of the squared error is left.
    - `shifted whole`, `scaled whole`: 70 % of the squared error is one of these motions; a margin
      all round is a scaling with other proportions.

    Parameters
    ----------
    errors
        From `corner_errors.per_label`.
    critical
        From `thresholds.critical_confidences`.
    faults
        `image`, `line`, `code` and `severity`, as `structure.structural_faults` has them.
    elsewhere
        Images with a prediction at or above the threshold that is on no label.
    wrong_class
        Whether a prediction of another class is on each label.
    """
    truth, predicted = errors.truth, errors.predicted
    renamed = _is_better_renamed(predicted, truth)
    detected, unknown = errors.detected, is_missing(truth) | is_missing(predicted)
    on_label = critical[critical["critical_confidence"].notna()]
    lured = ~detected & np.isin(errors.image.astype(str), np.asarray(elsewhere, str))
    grave = faults[(faults["severity"] == "error") | faults["code"].isin(SUSPECT_CODES)]
    placed = {
        Cause.LABEL_SUSPECT: _is_among(errors, grave) | ~(is_convex(truth) | is_missing(truth)),
        Cause.WRONG_CLASS: ~detected & np.asarray(wrong_class),
        Cause.MISSED_BELOW: ~detected & _is_among(errors, on_label),
        Cause.WRONG_TEXT: lured | is_elsewhere(predicted, truth),
        Cause.MISSED_ALTOGETHER: ~detected,
        Cause.NOT_MEASURED: unknown,
        Cause.FINE: is_fine(errors),
        **{cause: renamed & (errors.order == name) for name, cause in _ORDERS.items()},
        Cause.CROSSED: errors.crossed,
        Cause.PART_LEFT_OUT: is_part(predicted, truth),
        Cause.EXTRA_TEXT: is_extra(predicted, truth),
    }
    near = ~np.any([which for cause, which in placed.items() if cause.is_gross], axis=0)
    bias = firm_bias(errors.take(near))
    holds = placed | {Cause.SYSTEMATIC_OFFSET: _is_systematic(errors, bias)} | _moved_whole(errors)
    names = np.select(
        [holds[cause] for cause in Cause if cause in holds],
        [cause.value for cause in Cause if cause in holds],
        default=Cause.JITTER.value,
    )
    return pd.Series(names, index=errors.row, dtype="str", name="cause")


def is_fine(errors: LabelErrors) -> Bools:
    """Whether every corner is within `FINE_REACH` of the text height and the ID is covered."""
    near = (errors.errors_px <= FINE_REACH * errors.text_wh[:, 1:]).all(axis=1)
    return np.asarray(near & (errors.coverage >= CUT_COVERAGE) & (errors.order == "as read"))


def firm_bias(errors: LabelErrors) -> Floats:
    """The offset that the IDs share: along, then across, of each corner.

    Shape `(8,)`, text heights, outward positive: the median over IDs where a sign test, corrected
    for eight of them, says that more lie on its side than chance would put there; else 0. A median,
    so that a quarter of the IDs gone astray moves it little. 0 with fewer than 9 IDs, as eight of
    eight heads in eight throws are no surprise.
    """
    offsets = _offsets(errors)
    bias = np.zeros(8)
    for place, values in enumerate(offsets.T):
        moved = values[np.isfinite(values) & (values != 0)]
        ahead = int((moved > 0).sum())
        if len(moved) and stats.binomtest(ahead, len(moved)).pvalue < _ALPHA / 8:
            bias[place] = np.median(values[np.isfinite(values)])
    return bias


def _offsets(errors: LabelErrors) -> Floats:
    """Signed corner errors, along and then across: `(n, 8)`, text heights."""
    signed = errors.signed_px.transpose(0, 2, 1).reshape(-1, 8)
    return np.asarray(signed / errors.text_wh[:, 1:])


def _is_systematic(errors: LabelErrors, bias: Floats) -> Bools:
    offsets = _offsets(errors)
    left = ((offsets - bias) ** 2).sum(axis=1)
    return np.asarray(left <= (1 - _HALF) * (offsets**2).sum(axis=1)) & bool(bias.any())


def _moved_whole(errors: LabelErrors) -> dict[Cause, Bools]:
    squares = motions(errors) ** 2
    enough = _MOSTLY * squares.sum(axis=1)
    shift, scale = squares[:, [0, 1]].sum(axis=1), squares[:, [2, 4]].sum(axis=1)
    return {Cause.SHIFTED_WHOLE: shift >= enough, Cause.SCALED_WHOLE: scale >= enough}


def _is_better_renamed(predicted: Floats, truth: Floats) -> Bools:
    """Whether other names for the same corners leave at most half of the distance error.

    A crumpled quad has some best naming too, but that does not make a good quad of it.
    """
    namings = list(permutations(range(4)))  # as read first
    errors = [corner_distances(predicted[:, naming], truth).mean(axis=1) for naming in namings]
    return np.asarray(np.min(errors, axis=0) <= (1 - _HALF) * errors[0])


def _is_among(errors: LabelErrors, rows: pd.DataFrame) -> Bools:
    """Whether a label, by its image and line, is one of these rows."""
    labels = pd.MultiIndex.from_arrays([errors.image, errors.line])
    return np.asarray(labels.isin(pd.MultiIndex.from_frame(rows[["image", "line"]])), np.bool_)
