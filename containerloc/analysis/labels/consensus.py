"""What the models say of each label together, and which corners they agree to be elsewhere.

A corner is judged by how far the label lies from the models' median there, compared with how far it
lies at that label's other corners and how much the models differ at this one: so a hard photo is
not mistaken for a bad label. The comparison borrows from all labels how much difficulty varies (the
moderated variance of Smyth 2004, Stat. Appl. Genet. Mol. Biol. 3); chance is an F distribution.
"""

import warnings
from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy import optimize, special, stats

from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.quads import Floats, corner_order, own_frame_errors, text_wh, touches

MIN_LABELS: Final = 12
_MOST_COMPARED: Final = 1000  # labels, each with each: a million pairs
_OTHERS: Final = 6  # coordinates of the other three corners
# What the disagreement of two models counts for, in coordinates. It has eight of them, but a model
# may find easy what is hard to label; by simulation, more than four would be overconfident.
_OF_TWO_MODELS: Final = 4.0


def consensus(models: Sequence[LabelErrors]) -> Floats:
    """The median of the models' quads at each label, `(n, 4, 2)` px; NaN where none is there.

    `models` are errors on the same labels. A prediction that does not touch the label says nothing
    of where a corner is, and is left out.
    """
    quads = [
        np.where(touches(one.predicted, one.truth)[:, None, None], one.predicted, np.nan)
        for one in models
    ]
    return _median(np.stack(quads))


def _median(quads: Floats) -> Floats:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # no model found the label
        middle: Floats = np.nanmedian(quads, axis=0)
    return middle


def corner_p_values(models: Sequence[LabelErrors]) -> Floats:
    """How likely each corner of each label is to be so far from the models by chance, `(n, 4)`.

    Small: look at the label. NaN where no model found it, in another order, or where a corner is
    missing; all NaN with fewer than 12 labels.
    """
    truth, middle = models[0].truth, consensus(models)
    plain = corner_order(middle, truth) == "as read"
    off = own_frame_errors(truth, middle)
    known = np.isfinite(off).all(axis=(1, 2)) & plain
    p = np.full(off.shape[:2], np.nan)
    if known.sum() < MIN_LABELS:
        return p
    squares = _standardised(off[known], text_wh(middle[known])[:, 1])
    usual, weight = _usual(squares, _disagreement(models, known), len(models))
    prior, base = _prior(usual, weight)
    moderated = (prior * base + weight * usual) / (prior + weight) if np.isfinite(prior) else base
    p[known] = stats.f.sf(squares / moderated, 2, min(prior + weight, 1e6))
    return p


def _standardised(off: Floats, height_px: Floats) -> Floats:
    """Mean square of both axes at each corner, `(n, 4)`, about 1: bias, size and corner taken off.

    By the medians, so that single bad labels do not change what is usual.
    """
    centred = off - np.median(off, axis=0)
    distance = np.maximum(np.linalg.norm(centred, axis=2), 1e-6)
    logs = np.log(distance)
    # All pairs of labels are compared: of many labels, some a constant step apart will do.
    some = np.linspace(0, len(logs) - 1, min(len(logs), _MOST_COMPARED)).astype(np.int64)
    trend = stats.theilslopes(logs.mean(axis=1)[some], np.log(height_px)[some])
    share = np.clip(trend[0], 0.0, 1.0)
    scaled = distance / height_px[:, None] ** share
    # The median of a squared distance is 2 ln 2 variances of an axis.
    squares: Floats = scaled**2 / 2 / (np.median(scaled, axis=0) ** 2 / (2 * np.log(2)))
    return squares


def _disagreement(models: Sequence[LabelErrors], known: np.ndarray) -> Floats:
    """How much the models differ at each label, mean square relative to its height, `(n,)`.

    NaN where fewer than two of them found it.
    """
    quads = np.stack([one.predicted[known] for one in models])
    spread = (quads - _median(quads)) ** 2
    n_models = np.isfinite(spread).all(axis=(2, 3)).sum(axis=0)
    height = models[0].text_wh[known, 1]
    relative: Floats = np.nansum(spread, axis=(0, 2, 3)) / height**2
    return np.where(n_models > 1, relative, np.nan)


def _usual(squares: Floats, disagreement: Floats, n_models: int) -> tuple[Floats, float]:
    """What is usual at this label's corners, `(n, 4)`, and by how many degrees of freedom."""
    others = (squares.sum(axis=1, keepdims=True) - squares) / 3
    typical = np.nanmedian(disagreement) if np.isfinite(disagreement).any() else 0.0
    if n_models < 2 or not typical > 0:
        return others, float(_OTHERS)
    differ = np.nan_to_num(disagreement / typical, nan=1.0)[:, None] * np.median(others)
    weight = _OF_TWO_MODELS * min(n_models - 1, 2)
    return (_OTHERS * others + weight * differ) / (_OTHERS + weight), _OTHERS + weight


def _prior(usual: Floats, weight: float) -> tuple[float, float]:
    """Degrees of freedom and value of the variance that all labels have in common.

    From the mean and the variance of the logarithm, which are digamma and trigamma functions of the
    degrees of freedom; infinite where labels differ no more than chance lets them.
    """
    logs = np.log(np.maximum(usual, 1e-12)).ravel()
    low, high = np.quantile(logs, [0.02, 0.98])
    logs = logs.clip(low, high)
    extra = logs.var() - float(special.polygamma(1, weight / 2))
    middle = logs.mean() - float(special.digamma(weight / 2)) + np.log(weight / 2)
    if extra <= 1e-3:
        return np.inf, float(np.exp(middle))
    half = optimize.brentq(lambda x: float(special.polygamma(1, x)) - extra, 1e-3, 1e4)
    value = np.exp(middle + float(special.digamma(half)) - np.log(half))
    return float(2 * half), float(value)
