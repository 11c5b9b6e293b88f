"""What the course of a training decides: lost at its start, nothing learned, or not at its end."""

from typing import Any, Final

import numpy as np
import pandas as pd
from scipy import stats

from containerloc.analysis.training.epochs import EARLY_SHARE, MIN_EPOCHS, QUALITIES, qualities
from containerloc.analysis.training.evidence import TrainingEvidence
from containerloc.finding import Observation, rule
from containerloc.quads import Floats
from containerloc.wording import number

MIN_FALL: Final = 0.05  # of the best quality, lost within the first tenth of the epochs
SATURATED: Final = 0.95  # mAP50-95 of corners, above which it can hardly tell models apart
MIN_RISE: Final = 0.01  # of the highest quality, in a tenth of the epochs
MIN_LEARNED: Final = 0.05  # by which a training loss falls where something is learned
_LOST_AT_ONCE: Final = 0.5  # of all that is lost
_FIRM: Final = 3.0  # standard errors
_NEVER_BACK: Final = 0.5  # of the scatter, by which the best later epoch stays below
_PARTS: Final = dict(zip(QUALITIES, ("boxes", "corners"), strict=True))


def scatter(values: Floats) -> float:
    """By how much values scatter from epoch to epoch, whatever their trend: a standard deviation.

    Examples
    --------
    >>> scatter(np.array([1.0, 2.0, 3.0, 4.0]))
    0.0
    """
    bends = np.diff(values, n=2)  # a trend has none
    return float(np.median(np.abs(bends)) / 0.6745 / np.sqrt(6)) if len(bends) else 0.0


def _parted(values: Floats) -> tuple[Floats, Floats]:
    """The first and the last third of the epochs."""
    third = max(1, len(values) // 3)
    return values[:third], values[-third:]


@rule(
    "rate-too-high",
    "warning",
    evidence={
        "best": "the best epoch",
        "epochs": "epochs that ran",
        "part": "whose mAP50-95 fell more: boxes or corners",
        "before": "that mAP in the best epoch",
        "after": "the lowest soon after it",
        "fell": "the epoch of that",
        "later": "the highest after it",
    },
    advice="Lower `lr0`, to a tenth first: these weights were good, and the steps were too large.",
    explains=("best-epoch-early", "nothing-left", "learned-nothing"),
    consequences=("quality-collapsed", "stopped-early", "stopped-before-restart"),
)
def rate_too_high(training: TrainingEvidence) -> Observation | None:
    """The quality fell at once, soon after the start, and never came back.

    The best of at least 10 epochs is in the first tenth; within another tenth at least 5 % of the
    quality were lost, more than it scatters and half of all that was ever lost; and the last
    epochs are still below. Quality is the sum of mAP50-95 of boxes and of corners.
    """
    found = _lost_at_start(qualities(training.results))
    if found is None:
        return None
    best, low = found
    epoch = training.results["epoch"].to_numpy(np.int64)
    parts = training.results.reindex(columns=list(QUALITIES)).fillna(0.0)
    kept = (parts.iloc[low] / parts.iloc[best].replace(0, np.nan)).fillna(1.0)
    key = str(kept.round(6).iloc[::-1].idxmin())  # of equals the corners
    mean, later = parts[key], float(parts[key].iloc[low:].max())
    more = len(epoch) - low - 1
    before, after = float(mean.iloc[best]), float(mean.iloc[low])
    if not after < before:
        return None
    return Observation(
        f"The mAP50-95 of {_PARTS[key]} fell from {number(before)} in epoch {epoch[best]} to "
        f"{number(after)} in epoch {epoch[low]}, and in {more} more epochs it recovered only "
        f"to {number(later)}: the learning rate was too high for weights that were good.",
        {
            "best": int(epoch[best]),
            "epochs": training.last_epoch,
            "part": _PARTS[key],
            "before": before,
            "after": after,
            "fell": int(epoch[low]),
            "later": later,
        },
    )


def _lost_at_start(quality: Floats) -> tuple[int, int] | None:
    """The places of the best epoch and of the lowest soon after it, if that was the end of it."""
    n = len(quality)
    if n < MIN_EPOCHS or not quality.max() > 0:
        return None
    best, reach = int(quality.argmax()), max(2, round(EARLY_SHARE * n))
    if best + 1 > max(1, EARLY_SHARE * n):
        return None
    low = best + 1 + int(quality[best + 1 : best + 1 + reach].argmin())
    lost, noise = quality[best] - quality[low], scatter(quality[best + 1 :])
    end = float(np.median(_parted(quality)[1]))
    at_once = lost >= max(MIN_FALL * quality[best], _LOST_AT_ONCE * np.ptp(quality[best:]))
    back = max(float(np.median(quality[low:])) + 2 * noise, end + 2 * noise, quality[low:].max())
    is_lost = lost > _FIRM * noise and quality[best] - back > _NEVER_BACK * noise
    return (best, low) if at_once and is_lost else None


_FLAT: Final[dict[str, Any]] = {
    "evidence": {
        "epochs": "epochs that ran",
        "corners": "median mAP50-95 of corners",
        "boxes": "median mAP50-95 of boxes",
        "fall": "share by which the training loss fell; NaN if unknown",
        "best": "the best epoch",
    },
    "explains": ("best-epoch-early",),
    "consequences": ("stopped-early", "stopped-before-restart"),
}


@rule(
    "nothing-left",
    "info",
    advice="Judge such models in pixels (notebook 06), and state narrower `kpt_oks_sigmas` in the "
    "data.yaml, so that the best epoch is chosen by its corners.",
    **_FLAT,
)
def nothing_left(training: TrainingEvidence) -> Observation | None:
    """The quality was as high at the start as at the end: mAP had nothing left to show.

    Medians of the first and last third of at least 10 epochs agree within their scatter, and the
    mAP50-95 of corners is at least 0.95.
    """
    flat = _flat(training)
    if flat is None or flat["corners"] < SATURATED:
        return None
    return Observation(
        f"The mAP50-95 of corners was {number(flat['corners'])} from the first epochs to the "
        f"last of {flat['epochs']}: it cannot show whether corners still got better.",
        flat,
    )


@rule("learned-nothing", "warning", advice="Raise `lr0`, tenfold first; check `freeze`.", **_FLAT)
def learned_nothing(training: TrainingEvidence) -> Observation | None:
    """The quality was as low at the start as at the end: what was learned did not help.

    As `nothing-left`, with a mAP50-95 of corners below 0.95. Where the training loss hardly fell
    either, the steps were too small; where it fell, what was learned holds for its own images only.
    """
    flat = _flat(training)
    if flat is None or flat["corners"] >= SATURATED or np.isnan(flat["fall"]):
        return None
    stood = (
        f"The mAP50-95 of corners stayed at {number(flat['corners'])} for {flat['epochs']} epochs"
    )
    if flat["fall"] < MIN_LEARNED:
        return Observation(
            f"{stood}, and the training loss hardly fell ({flat['fall']:.0%}): the learning rate "
            "was too low, or too few layers were trained.",
            flat,
        )
    return Observation(
        f"{stood}, while the training loss fell by {flat['fall']:.0%}: what it learned holds for "
        "its training images only.",
        flat,
        advice="Train on more varied images, or with stronger augmentation, not for more epochs.",
    )


def _flat(training: TrainingEvidence) -> dict[str, Any] | None:
    """Levels of a training whose quality is the same in its first and last third; else None."""
    results, quality = training.results, qualities(training.results)
    first, last = _parted(quality)
    noise = scatter(quality) * 1.2533 * np.sqrt(2 / max(1, len(first)))  # of two medians
    level = float(np.median(quality))
    moved = abs(float(np.median(last) - np.median(first)))
    if len(quality) < MIN_EPOCHS or not level > 0 or moved > max(2 * noise, 0.01 * level):
        return None
    if np.median(quality[: max(2, len(first) // 3)]) < level - max(_FIRM * noise, 0.02 * level):
        return None  # it rose before the first third was over
    losses = pd.Series(results.filter(regex="^train/").sum(axis=1, min_count=1).to_numpy())
    early, late = (float(np.median(part)) for part in _parted(losses.to_numpy(np.float64)))
    medians = results.reindex(columns=list(QUALITIES)).median()
    return {
        "epochs": training.last_epoch,
        "boxes": float(medians.iloc[0]),
        "corners": float(medians.iloc[1]),
        "fall": 1 - late / early if early else np.nan,
        "best": int(results["epoch"].iloc[int(quality.argmax())]),
    }


@rule(
    "still-rising",
    "info",
    evidence={
        "rise": "by which the quality rose in a tenth of the epochs",
        "epochs": "epochs that ran",
    },
    advice="Train for more epochs.",
    explains=("still-falling",),
)
def still_rising(training: TrainingEvidence) -> Observation | None:
    """The quality on the validation images still rose firmly when the training was over.

    By at least 1 % in a tenth of the epochs, as a straight line through the last three tenths
    tells, and firmly. Epochs after the mosaic was closed are left out: that raises it by itself.
    """
    asked, arguments = int(training.arguments["epochs"]), training.arguments
    closing = int(arguments.get("close_mosaic") or 0) if arguments.get("mosaic") else 0
    quality = qualities(training.results)
    last = quality[: len(quality) - closing] if closing < len(quality) else quality[:0]
    if training.last_epoch < asked or len(last) < MIN_EPOCHS or not last.max() > 0:
        return None
    end = last[-max(6, len(last) * 3 // 10) :]
    if len(last) < len(quality) and np.median(quality[len(last) :]) < np.median(
        end[len(end) // 2 :]
    ):
        return None  # whole images showed that it was over
    fit = stats.linregress(np.arange(len(end)), end)
    rise = float(fit.slope) * len(last) / 10
    if rise < MIN_RISE * last.max() or fit.slope < _FIRM * fit.stderr:
        return None
    return Observation(
        "The quality on the validation images (sum of mAP50-95 of boxes and corners) was still "
        f"rising at the end: by {number(rise)} in a tenth of the epochs.",
        {"rise": rise, "epochs": len(quality)},
    )
