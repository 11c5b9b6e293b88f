"""What a second reading of the same labels says of the first: noise, offset, and OKS sigmas.

Both readings are taken to scatter alike and independently of each other, so each has half of the
variance of their difference; a constant offset between them is no noise.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import optimize

from containerloc.analysis.labels.odd_shapes import AXES
from containerloc.analysis.measures.oks import ULTRALYTICS, OksDefinition
from containerloc.analysis.statistics.grouped import GroupIntervals
from containerloc.data.tables import boxes_of, quads_of
from containerloc.quads import CORNERS, Floats, own_frame_errors

_NOTHING_SHARED_PX = 1e6  # farther than any two labels that have a corner in common
MAX_APART = 1.0  # text heights; a reading that is further off is of another text or order


def paired_labels(labels: pd.DataFrame, repeats: pd.DataFrame) -> pd.DataFrame:
    """Row numbers of the same object in two label tables: columns `label`, `repeat`, `image`.

    Within an image objects are paired by the least sum of mean distances of the corners that both
    have; those that share none are paired with what is left. What has no partner is left out.
    """
    quads, again = quads_of(labels), quads_of(repeats)
    repeats_of = {
        image: np.asarray(rows)
        for image, rows in repeats.groupby("image", sort=False).indices.items()
    }
    pairs: list[tuple[int, int, str]] = []
    for image, rows in labels.groupby("image", sort=False).indices.items():
        here = np.asarray(rows)
        there = repeats_of.get(image, np.empty(0, np.int64))
        away = np.linalg.norm(quads[here][:, None] - again[there][None], axis=3)
        shared = np.isfinite(away)
        mean = np.where(shared, away, 0).sum(axis=2) / np.maximum(shared.sum(axis=2), 1)
        cost = np.where(shared.any(axis=2), mean, _NOTHING_SHARED_PX)
        matched = zip(*optimize.linear_sum_assignment(cost), strict=True)
        pairs += [(int(here[i]), int(there[j]), str(image)) for i, j in matched]
    return pd.DataFrame(pairs, columns=["label", "repeat", "image"])


def paired_readings(labels: pd.DataFrame, repeats: pd.DataFrame) -> pd.DataFrame:
    """The pairs of `paired_labels` of which neither lacks a corner."""
    pairs = paired_labels(labels, repeats)
    sides = quads_of(labels)[pairs["label"]], quads_of(repeats)[pairs["repeat"]]
    whole = np.isfinite(np.stack(sides)).all(axis=(0, 2, 3))
    return pairs.iloc[np.flatnonzero(whole)].reset_index(drop=True)


def reading_errors(labels: pd.DataFrame, repeats: pd.DataFrame) -> Floats:
    """Where the second reading lies from each label, in the ID's own frame, `(n, 4, 2)` px.

    Along and across the text, outward positive; NaN for a label that was not read again.
    """
    quads, rows = quads_of(labels), paired_readings(labels, repeats)
    moved = np.full(quads.shape, np.nan)
    again = quads_of(repeats)[rows["repeat"]]
    moved[rows["label"]] = own_frame_errors(again, quads[rows["label"]])
    return moved


def repeat_noise(
    labels: pd.DataFrame, repeats: pd.DataFrame, *, definition: OksDefinition = ULTRALYTICS
) -> pd.DataFrame:
    """How far one reading of each corner scatters, by two readings of it.

    One row per corner. `n` pairs of readings, `n_far` others more than a text height apart and
    left out. `noise_px`: standard deviation of one reading, per axis (root of the mean of both);
    `noise_along_px` and `noise_across_px` apart; `offset_along_px`, `offset_across_px`: where the
    repeat lies from the label, outward positive; `sigma`: root of the mean of the squared distance
    of a reading from its mean over the area of the ID, as COCO measured its own, with the area of
    `definition`. Each but the single axes with `_low` and `_high`, 95 % over images; NaN for none.
    """
    rows = paired_readings(labels, repeats)
    quads = quads_of(labels)[rows["label"]]
    moved = own_frame_errors(quads_of(repeats)[rows["repeat"]], quads)
    high = np.linalg.norm(quads[:, 3] - quads[:, 0] + quads[:, 2] - quads[:, 1], axis=1) / 2
    areas = definition.areas(boxes_of(labels)[rows["label"]])
    far = (np.linalg.norm(moved, axis=2) > MAX_APART * high[:, None]).any(axis=1)
    kept, over = GroupIntervals(rows.loc[~far, "image"]), np.sqrt(areas[~far])
    by_corner = [_of_corner(moved[~far, corner], over, kept) for corner in range(4)]
    counts = {"n": int((~far).sum()), "n_far": int(far.sum())}
    return pd.DataFrame([{**counts, **numbers} for numbers in by_corner], index=[*CORNERS])


def _of_corner(moved: Floats, scale_px: Floats, groups: GroupIntervals) -> dict[str, float]:
    """Differences `(n, 2)`, px, along and across."""
    numbers: dict[str, float] = {}
    if not len(moved):
        axes = (f"{what}_{axis}_px" for what in ("noise", "offset") for axis in AXES)
        return dict.fromkeys(("noise_px", *axes, "sigma"), np.nan)
    for axis, name in enumerate(AXES):
        values = moved[:, axis]
        offset = groups.mean(values, limits=(-np.inf, np.inf))
        numbers |= _with_interval(f"offset_{name}_px", float(values.mean()), offset)
        numbers[f"noise_{name}_px"] = float(values.std() / np.sqrt(2))
    # Two axes and two readings; about the mean, which took away one reading.
    about = ((moved - moved.mean(axis=0)) ** 2).sum(axis=1) * len(moved) / max(len(moved) - 1, 1)
    for name, squares in (("noise_px", about / 4), ("sigma", about / 2 / scale_px**2)):
        ends = np.sqrt(groups.mean(squares))
        numbers |= _with_interval(name, float(np.sqrt(squares.mean())), ends)
    return numbers


def _with_interval(name: str, value: float, ends: Floats | tuple[float, float]) -> dict[str, float]:
    return {name: value, f"{name}_low": float(ends[0]), f"{name}_high": float(ends[1])}


def as_yaml(sigmas: Sequence[float]) -> str:
    """The line for a data.yaml.

    Examples
    --------
    >>> as_yaml([0.0123, 0.02, 0.015, 0.0149])
    'kpt_oks_sigmas: [0.0123, 0.02, 0.015, 0.0149]'
    """
    return f"kpt_oks_sigmas: [{', '.join(f'{sigma:.3g}' for sigma in sigmas)}]"
