"""Predictions and labels of the same image, wherever in it they lie."""

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from containerloc.analysis.measures.matching import MISSED, Matching
from containerloc.data.tables import quads_of
from containerloc.quads import Bools, Floats, corner_distances, text_wh

MOST_LABELS: Final = 6  # of an image: beyond it there are too many pairs
# A prediction is on a label where its corners are, on average, this near, in text heights.
NEAR: Final = 0.5
_NAMINGS: Final = [
    list(naming)
    for naming in chain(
        ([(first + step) % 4 for step in range(4)] for first in range(4)),
        ([(first - step) % 4 for step in range(4)] for first in range(4)),
    )
]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Each label with each of the predictions that may be meant for it: m pairs.

    Attributes
    ----------
    predicted, truth
        Corners in pixels, `(m, 4, 2)`; none is missing.
    wh
        Width and height of the image, `(m, 2)`.
    label
        Position of the label in its table, `(m,)`.
    n_labels
        Length of that table.
    """

    predicted: Floats
    truth: Floats
    wh: Floats
    label: NDArray[np.int64]
    n_labels: int

    def take(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> "Pairs":
        """The pairs at these places, or where a mask `(m,)` holds."""
        return Pairs(
            self.predicted[which],
            self.truth[which],
            self.wh[which],
            self.label[which],
            self.n_labels,
        )

    def of_labels(self, which: Bools) -> "Pairs":
        """The pairs of the labels where a mask `(n_labels,)` holds."""
        return self.take(which[self.label])

    @cached_property
    def paired(self) -> Bools:
        """Whether a label has a prediction that may be meant for it, `(n_labels,)`."""
        known = np.zeros(self.n_labels, bool)
        known[self.label] = True
        return known

    @cached_property
    def are_clipped(self) -> bool:
        """Whether all predictions lie within their images, as tools see to it."""
        return bool(((self.predicted >= 0) & (self.predicted <= self.wh[:, None])).all())

    def distances(self, expected: Floats) -> Floats:
        """How far the nearest prediction of each label is from where it is expected.

        Mean corner distance in text heights of the expected quad, `(n_labels,)`, whatever the
        corners are called; infinite where a label has no prediction, NaN where it could only be
        seen outside an image that predictions are clipped to. `expected` is `(m, 4, 2)`.
        """
        nearest = np.full(self.n_labels, np.inf)
        np.minimum.at(nearest, self.label, self._of_pairs(expected))
        if self.are_clipped:
            middle = expected.mean(axis=1)
            outside = ((middle < 0) | (middle > self.wh)).any(axis=1)
            nearest[self.label[outside]] = np.nan
        return nearest

    def _of_pairs(self, expected: Floats) -> Floats:
        height = np.maximum(text_wh(expected)[:, 1], 1e-9)
        seen = np.clip(expected, 0, self.wh[:, None]) if self.are_clipped else expected
        namings = [corner_distances(self.predicted, seen[:, naming]) for naming in _NAMINGS]
        away = np.mean(namings, axis=2).min(axis=0) / height
        return np.where(np.isnan(away), np.inf, away)


def pairs_by_image(matched: Matching, images: pd.DataFrame, *, confidence: float) -> Pairs:
    """In an image of k labels, each of them with each of the k most confident predictions.

    Of predictions at or above the threshold, without those that lie on another label, and of
    images with at most `MOST_LABELS` labels.
    """
    labels, predictions = matched.labels, matched.predictions
    of_images = labels["image"].value_counts()
    kept = pd.DataFrame({"image": predictions["image"].to_numpy(), "sure": matched.confidence})
    kept = kept[kept["sure"] >= confidence].sort_values("sure", ascending=False, kind="stable")
    count = of_images[of_images <= MOST_LABELS].reindex(kept["image"], fill_value=0).to_numpy()
    kept = kept[kept.groupby("image").cumcount().to_numpy() < count]
    both = pd.DataFrame({"image": labels["image"], "label": np.arange(len(labels))}).merge(
        pd.DataFrame({"image": kept["image"], "prediction": kept.index}), on="image"
    )
    on = matched.label_of_prediction[both["prediction"].to_numpy(np.int64)]
    both = both[(on == MISSED) | (on == both["label"])]
    size = images.set_index("image").loc[both["image"], ["width_px", "height_px"]]
    label = both["label"].to_numpy(np.int64)
    made = Pairs(
        quads_of(predictions)[both["prediction"].to_numpy(np.int64)],
        quads_of(labels)[label],
        size.to_numpy(np.float64),
        label,
        len(labels),
    )
    return made.take(np.asarray(np.isfinite(made.predicted + made.truth).all(axis=(1, 2))))
