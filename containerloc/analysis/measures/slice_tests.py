"""The tests behind slices: the errors, and the misses, of some labels against the others'."""

import warnings
from itertools import product

import numpy as np
from scipy import stats

from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.analysis.measures.slice_columns import MIN_LABELS_PER_SLICE
from containerloc.analysis.statistics.intervals import LEVEL
from containerloc.quads import Bools, Floats

MIN_IDS_FOR_A_FIT = 10
_MIN_MISSES = 3


def logs(values: Floats) -> Floats:
    """Natural logarithms, NaN where there is none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logarithms: Floats = np.log(values)
    return np.where(np.isfinite(logarithms), logarithms, np.nan)


def adjusted_error(errors: LabelErrors) -> Floats:
    """Natural logarithm of the error in px, without what the size of ID and image explains.

    Shape `(n,)`, mean 0; NaN for misses, an error of 0, and where fewer than 10 are found.
    """
    error, height = logs(errors.error_px), logs(errors.text_height_px)
    known = np.isfinite(error) & np.isfinite(height)
    residual = np.full(len(errors), np.nan)
    if known.sum() >= MIN_IDS_FOR_A_FIT:
        side = np.log(errors.image_wh.max(axis=1)[known])
        height = height[known] - height[known].mean()
        explained = np.stack([np.ones_like(height), height, height**2, side - side.mean()], axis=1)
        fit = np.linalg.lstsq(explained, error[known])[0]
        residual[known] = error[known] - explained @ fit
    return residual


def p_of_errors(measures: list[Floats], *insides: Bools) -> float:
    """Mann-Whitney's p; of several measures or sides the largest, 1 where they contradict."""
    p, sides = [], set()
    for errors, inside in product(measures, insides):
        here, others = _two_sides(errors, inside)
        if min(len(here), len(others)) < MIN_LABELS_PER_SLICE:
            return 1.0
        test = stats.mannwhitneyu(here, others)
        p.append(float(test.pvalue))
        sides.add(bool(test.statistic > len(here) * len(others) / 2))
    return max(p) if len(sides) == 1 else 1.0


def p_of_misses(lost: Bools, inside: Bools) -> float:
    """Fisher's exact p; NaN with fewer than 3 misses in all."""
    if lost.sum() < _MIN_MISSES:
        return float("nan")
    counts = np.array([[(a & b).sum() for a in (lost, ~lost)] for b in (inside, ~inside)])
    return float(stats.fisher_exact(counts).pvalue)


def least_ratio(measures: list[Floats], *insides: Bools) -> tuple[float, float, float]:
    """Ratio of geometric means with Welch's 95 % interval; of several the one nearest to 1."""
    ratios = []
    for errors, inside in product(measures, insides):
        here, others = _two_sides(errors, inside)
        if min(len(here), len(others)) < MIN_LABELS_PER_SLICE:
            return float("nan"), float("nan"), float("nan")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # where all errors are equal
            interval = stats.ttest_ind(here, others, equal_var=False).confidence_interval(LEVEL)
        ratios.append((here.mean() - others.mean(), interval.low, interval.high))
    nearest = min(ratios, key=lambda ratio: abs(ratio[0]))
    ratio, low, high = np.exp(nearest).tolist()
    return ratio, low, high


def _two_sides(errors: Floats, inside: Bools) -> tuple[Floats, Floats]:
    known = np.isfinite(errors)
    return errors[known & inside], errors[known & ~inside]
