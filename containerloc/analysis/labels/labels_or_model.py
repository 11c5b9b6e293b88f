"""Labels or model? What the error of each corner is made of, and what is not decided.

Of the mean squared error of a corner a part is its bias, the square of the mean error; of the rest,
the variance, a part is the noise of the labels. A second reading of the labels splits both: it is
off from them where they are off, and knows nothing of the model. Without one, other models say how
much of the variance is shared (`labels.shared_noise`), and a bias stays a bias of either.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from containerloc.analysis.labels.shared_noise import MIN_LABELS, shared_noise
from containerloc.analysis.statistics.grouped import GroupIntervals
from containerloc.analysis.statistics.intervals import images_needed
from containerloc.quads import CORNERS, Floats

MIN_MAIN_SHARE: Final = 0.5  # of the squared error; above it a part is the main one
TAIL_SHARE: Final = 0.05 / 2 / 4  # of the draws beyond each end; for all four corners together
UNDECIDED: Final = "undecided"
NOISE: Final = ["noise_px", "noise_low_px", "noise_high_px"]
PARTS: Final = ("label_noise", "model_variance", "bias", "label_bias", "model_bias")


def corner_verdicts(
    errors: Floats,
    images: "pd.Series[str]",
    *,
    repeat: Floats | None = None,
    others: Sequence[Floats] = (),
) -> pd.DataFrame:
    """What each corner's error is made of, and what it mostly is.

    Parameters
    ----------
    errors
        Of the model, signed, in the ID's own frame, `(n labels, 4, 2)` px. NaN where it did
        something else than place a corner, or where the corner is hidden.
    images
        The image of each label, or its group of near-duplicates.
    repeat
        Where a second reading lies from the labels, in the same way; NaN where there is none.
    others
        Errors of other models on the same labels; not asked where there is a `repeat`.

    Returns
    -------
    DataFrame
        One row per corner. `n`; `rms_px`, root of the mean squared error; the shares of that
        `label_noise`, `model_variance` and `bias`, which sum to 1, and of the bias `label_bias`
        and `model_bias`, known with a repeat only; each with `_low` and `_high`, which hold for
        all four corners together in 95 %. `verdict`: the part that is surely more than half (`bias`
        where nothing tells whose), else `undecided`. `images_needed`: with how many labels (or
        readings) as these the largest part would be decided, as far as one can tell; infinity
        where more of the same would not do. Without repeat and others the variance is NaN, label
        noise and model together.
    """
    beside = [repeat] if repeat is not None else list(others)
    noise = shared_noise([errors, *beside], images, most_alike=0.0 if repeat is not None else 0.3)
    rows = []
    for corner, name in enumerate(CORNERS):
        drawn, n = _draws(errors[:, corner], images)
        if n < MIN_LABELS:
            rows.append({"n": n, "verdict": UNDECIDED, "images_needed": np.inf})
            continue
        given = repeat[:, corner] if repeat is not None else None
        shares = _shares(drawn, noise.loc[name, NOISE].to_numpy(float), _offsets(given, images))
        numbers = _summed(shares, drawn, n)
        is_known = repeat is not None or _stands_out(noise, name)
        rows.append(numbers | _verdict(numbers, n, noise_is_known=is_known))
    shares_of = [f"{part}{end}" for part in PARTS for end in ("", "_low", "_high")]
    columns = ["n", "rms_px", *shares_of, "verdict", "images_needed"]
    return pd.DataFrame(rows, index=[*CORNERS]).reindex(columns=columns)


def _draws(errors: Floats, images: "pd.Series[str]") -> tuple[Floats, int]:
    """Mean error along and across, mean squared error: measured, then resampled, `(1 + k, 3)`."""
    known = np.isfinite(errors).all(axis=1)
    n = int(known.sum())
    if n < MIN_LABELS:
        return np.empty((0, 3)), n
    groups = GroupIntervals(images.iloc[np.flatnonzero(known)].reset_index(drop=True))
    values = np.column_stack([errors[known], (errors[known] ** 2).sum(axis=1)])
    sums, counts = groups.sums(values), groups.sums(np.ones(n))
    weights = np.vstack([np.ones(groups.n), groups.weights])
    drawn: Floats = weights @ sums / (weights @ counts)[:, None]
    return drawn, n


def _offsets(repeat: Floats | None, images: "pd.Series[str]") -> Floats | None:
    """Mean offset of the second reading, measured, then resampled; None for none."""
    if repeat is None:
        return None
    drawn, n = _draws(repeat, images)
    return drawn[:, :2] if n >= MIN_LABELS else None


def _shares(drawn: Floats, noise: Floats, offsets: Floats | None) -> dict[str, Floats]:
    means, total = drawn[:, :2], drawn[:, 2]
    # The square of a mean that is 0 is not 0 on a sample.
    chance = means[1:].var(axis=0).sum()
    bias = np.clip((means**2).sum(axis=1) - chance * np.r_[1, np.full(len(means) - 1, 2)], 0, None)
    bias = np.minimum(bias / total, 1)
    label = np.minimum(2 * _noise_draws(noise, len(total)) ** 2 / total, 1 - bias)
    shares = {"label_noise": label, "model_variance": 1 - bias - label, "bias": bias}
    if offsets is not None:
        rng = np.random.default_rng(1)
        of_label = offsets[np.r_[0, rng.integers(1, len(offsets), len(means) - 1)]]
        parts = [(side**2).sum(axis=1) for side in (of_label, means - of_label)]
        whole = np.maximum(parts[0] + parts[1], 1e-12)
        shares |= {"label_bias": bias * parts[0] / whole, "model_bias": bias * parts[1] / whole}
    return shares


def _noise_draws(noise: Floats, n: int) -> Floats:
    """The noise measured, then drawn from its interval: a normal of two halves; NaN for none."""
    value, low, high = noise
    steps = np.r_[0.0, np.random.default_rng(0).standard_normal(n - 1)]
    drawn: Floats = value + np.where(steps < 0, value - low, high - value) / 1.96 * steps
    return np.maximum(drawn, 0)


def _summed(shares: dict[str, Floats], drawn: Floats, n: int) -> dict[str, float]:
    numbers: dict[str, float] = {"n": n, "rms_px": float(np.sqrt(drawn[0, 2]))}
    for part, values in shares.items():
        low, high = np.quantile(values, [TAIL_SHARE, 1 - TAIL_SHARE])
        numbers |= {part: float(values[0]), f"{part}_low": float(low), f"{part}_high": float(high)}
    return numbers


def _stands_out(noise: pd.DataFrame, corner: str) -> bool:
    """Whether a corner's shared error is more than the others': labels are worse at one corner."""
    is_more = noise["noise_low_px"].to_dict()[corner] > noise["noise_px"].drop(corner).mean()
    return bool(is_more and not noise["too_alike"].any())


def _verdict(numbers: dict[str, float], n: int, *, noise_is_known: bool) -> dict[str, object]:
    parts = [part for part in PARTS if part in numbers and np.isfinite(numbers[part])]
    asked = [part for part in parts if part != "bias" or "label_bias" not in parts]
    if not noise_is_known:
        asked = [part for part in asked if part != "label_noise"]
    sure = [part for part in asked if numbers[f"{part}_low"] > MIN_MAIN_SHARE]
    if sure:
        return {"verdict": sure[0].replace("_", " "), "images_needed": n}
    largest = max(asked, key=lambda part: numbers[part], default="")
    needed = np.inf
    if largest and numbers[largest] > MIN_MAIN_SHARE:
        ends = (numbers[f"{largest}_low"], numbers[f"{largest}_high"])
        needed = images_needed(numbers[largest], ends, bound=MIN_MAIN_SHARE, n=n)
    return {"verdict": UNDECIDED, "images_needed": needed}
