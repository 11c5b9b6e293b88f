"""Label noise without a second reading: what several models' errors on the same labels share.

A label that is off is off for every model, so label noise is in the error of each of them, with the
same sign; what a model does by itself is not. The covariance of two models' errors is therefore the
variance of the labels' noise, if the models' own errors are independent. They are not quite: both
are worse on a hard photo, and models of one training set make some errors alike. So the covariance
bounds the noise from above; how far it may fall short is an assumption: `MAX_CORRELATION`, the
largest correlation of two models' own errors that the lower end allows for. A constant offset is no
noise: it may be a bias of the labels or of all models, which no model can tell.

Out-of-fold predictions are the errors of one model of each fold, so they may stand for a model.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from containerloc.analysis.statistics.grouped import GroupIntervals
from containerloc.quads import CORNERS, Floats

MAX_CORRELATION: Final = 0.3
# Where less than this share of every corner's variance is a model's own, the models are one model.
MIN_OWN_SHARE: Final = 0.05
MAX_DEVIATION: Final = 4.0  # robust standard deviations; what is further off is pulled in
MIN_LABELS: Final = 10


def shared_noise(
    errors: Sequence[Floats], images: "pd.Series[str]", *, most_alike: float = MAX_CORRELATION
) -> pd.DataFrame:
    """How noisy each corner's labels are at most, from two or more models' errors.

    Parameters
    ----------
    errors
        Of each model, signed, in the ID's own frame, `(n labels, 4, 2)` px; the same labels in
        every one. NaN where a model missed or did something else than place corners.
    images
        The image of each label, or its group of near-duplicates.
    most_alike
        Correlation of the models' own errors up to which `noise_low_px` holds.

    Returns
    -------
    DataFrame
        One row per corner. `n` labels that all models see; `noise_px`, per axis, as if models were
        independent; `noise_low_px` to `noise_high_px`, 95 % over images, with `most_alike` taken
        off the lower end; `own_px`, what the models do by themselves (root mean square, per axis);
        `share` of the variance that is shared; `too_alike`, the same for all corners: these are
        hardly two models, and all of this means nothing. NaN with fewer than 10 labels.
    """
    stacked = np.stack([np.asarray(one, np.float64) for one in errors])
    known = np.isfinite(stacked).all(axis=(0, 2, 3))
    if len(stacked) < 2 or known.sum() < MIN_LABELS:
        columns = ["noise_px", "noise_low_px", "noise_high_px", "own_px", "share"]
        empty = pd.DataFrame(np.nan, index=[*CORNERS], columns=columns)
        return empty.assign(n=int(known.sum()), too_alike=False)
    centred = _tamed(stacked[:, known])
    groups = GroupIntervals(images.iloc[np.flatnonzero(known)].reset_index(drop=True))
    rows = [_of_corner(centred[:, :, corner], groups, most_alike) for corner in range(4)]
    noise = pd.DataFrame(rows, index=[*CORNERS]).assign(n=int(known.sum()))
    return noise.assign(too_alike=bool((noise["share"] > 1 - MIN_OWN_SHARE).all()))


def _tamed(errors: Floats) -> Floats:
    """Errors about their median, outliers pulled in: one crossed quad would outweigh all others."""
    centred = errors - np.median(errors, axis=1, keepdims=True)
    spread = np.asarray(stats.median_abs_deviation(errors, axis=1, scale="normal"))[:, None]
    clipped = np.clip(centred, -MAX_DEVIATION * spread, MAX_DEVIATION * spread)
    tamed: Floats = clipped - clipped.mean(axis=1, keepdims=True)
    return tamed


def _products(centred: Floats) -> Floats:
    """Mean over pairs of models and both axes of the products of errors, `(n, ...)`."""
    pairs = [centred[a] * centred[b] for a, b in combinations(range(len(centred)), 2)]
    products: Floats = np.mean(pairs, axis=(0, -1))
    return products


def _of_corner(centred: Floats, groups: GroupIntervals, most_alike: float) -> dict[str, float]:
    """Errors of the models at one corner, `(models, n, 2)`."""
    products, squares = _products(centred), (centred**2).mean(axis=(0, 2))
    n = len(products)
    about = n / (n - 1)
    shared, total = float(products.mean()) * about, float(squares.mean()) * about
    _, high = groups.mean(products * about, limits=(-np.inf, np.inf))
    # Own errors that correlate by r add r (total - noise) to what is shared.
    least = (products - most_alike * squares) * about / (1 - most_alike)
    low, _ = groups.mean(least, limits=(-np.inf, np.inf))
    root = np.sqrt(np.maximum([shared, min(low, high), high, total - shared], 0.0))
    names = ("noise_px", "noise_low_px", "noise_high_px", "own_px")
    return dict(zip(names, root.tolist(), strict=True)) | {"share": shared / total if total else 0}
