"""The rules on the losses of a training, and on its quality on the validation images."""

import numpy as np
import pandas as pd

from containerloc.analysis.training.epochs import QUALITIES, qualities
from containerloc.analysis.training.evidence import TrainingEvidence
from containerloc.finding import Observation, rule
from containerloc.quads import Floats
from containerloc.wording import counted, number

EXPLODED = 3.0  # times the median of the five epochs before
MIN_FALL = 0.05  # by which the last tenth lies below the tenth before
MIN_RISE = 0.15  # above its lowest
COLLAPSED = 0.5  # of the best so far
MIN_SPREAD_RATIO = 5.0  # times as much as corners the quality of boxes varies


def _total(results: pd.DataFrame, part: str) -> Floats:
    """The sum of the losses of training or validation in each epoch; NaN where there are none."""
    losses = results.filter(regex=f"^{part}/").to_numpy(np.float64)
    return losses.sum(axis=1) if losses.shape[1] else np.full(len(losses), np.nan)


def _smooth(values: Floats) -> Floats:
    return np.convolve(values, np.ones(5) / 5, mode="valid") if len(values) >= 5 else values


@rule(
    "losses-not-finite",
    "error",
    evidence={"epochs": "epochs with such a loss", "first": "the first of them"},
    advice="Lower `lr0`, or train without `amp`.",
)
def losses_not_finite(training: TrainingEvidence) -> Observation | None:
    """Losses became NaN or infinite."""
    losses = training.results.filter(regex="^(train|val)/").to_numpy(np.float64)
    bad = training.results.loc[~np.isfinite(losses).all(axis=1), "epoch"]
    if bad.empty:
        return None
    return Observation(
        f"Losses are NaN or infinite in {counted(len(bad), 'epoch')}, first in epoch "
        f"{bad.iloc[0]:.0f}: what the model learned may be lost from there on.",
        {"epochs": len(bad), "first": int(bad.iloc[0])},
    )


@rule(
    "loss-exploded",
    "error",
    evidence={"epoch": "the first such epoch", "ratio": "its loss over that of the epochs before"},
    advice="Lower `lr0`; if it jumps all the same, look for faulty labels (notebook 05).",
)
def loss_exploded(training: TrainingEvidence) -> Observation | None:
    """The training loss jumped to three times the median of the five epochs before."""
    total = _total(training.results, "train")
    before = pd.Series(total).shift(1).rolling(5, min_periods=3).median().to_numpy()
    jumped = np.flatnonzero(total > EXPLODED * before)
    if not jumped.size:
        return None
    epoch = int(training.results["epoch"].iloc[jumped[0]])
    ratio = float(total[jumped[0]] / before[jumped[0]])
    return Observation(
        f"In epoch {epoch} the training loss jumped to {number(ratio)} times that of the "
        "five epochs before.",
        {"epoch": epoch, "ratio": ratio},
    )


@rule(
    "still-falling",
    "info",
    evidence={"fall": "share by which the loss fell", "epochs": "epochs that ran"},
    advice="Train for more epochs.",
)
def still_falling(training: TrainingEvidence) -> Observation | None:
    """The validation loss still fell by 5 % between the last two tenths of the epochs."""
    total = _total(training.results, "val")
    tenth, asked = len(total) // 10, int(training.arguments["epochs"])
    if len(total) < asked or tenth < 2 or not np.isfinite(total[-2 * tenth :]).all():
        return None
    fall = float(1 - total[-tenth:].mean() / total[-2 * tenth : -tenth].mean())
    if fall < MIN_FALL:
        return None
    return Observation(
        f"The validation loss was still falling at the end: by {fall:.0%} between the last two "
        "tenths of the epochs.",
        {"fall": fall, "epochs": len(total)},
    )


@rule(
    "overfitted",
    "warning",
    evidence={
        "epoch": "about where the validation loss is lowest",
        "rise": "share by which it rose since",
        "fall": "share by which the training loss fell since",
    },
    advice="Use more images, stronger augmentation, or fewer epochs.",
    explains=("best-epoch-early", "learned-nothing"),
    consequences=("stopped-early", "stopped-before-restart"),
)
def overfitted(training: TrainingEvidence) -> Observation | None:
    """The validation loss, smoothed over five epochs, rose by 15 % while the training loss fell."""
    results = training.results
    train, val = (_smooth(_total(results, part)) for part in ("train", "val"))
    if len(val) < 10 or not np.isfinite([*train, *val]).all():
        return None
    lowest = int(val.argmin())
    rise, fall = float(val[-1] / val[lowest] - 1), float(1 - train[-1] / train[lowest])
    if rise < MIN_RISE or fall <= 0:
        return None
    epoch = int(results["epoch"].iloc[min(lowest + 2, len(results) - 1)])
    return Observation(
        f"From about epoch {epoch} on the validation loss rose by {rise:.0%} while the training "
        f"loss fell by {fall:.0%}: the model memorised its training images.",
        {"epoch": epoch, "rise": rise, "fall": fall},
    )


@rule(
    "quality-collapsed",
    "warning",
    evidence={
        "epochs": "epochs of such a low quality",
        "deepest": "the epoch in which it fell deepest",
        "quality": "its quality",
        "before": "the best quality before it",
    },
    advice="The training is unstable: lower `lr0`, or take a larger `batch`.",
)
def quality_collapsed(training: TrainingEvidence) -> Observation | None:
    """The quality fell below half of the best so far, once half of the highest was reached.

    Quality is the sum of mAP50-95 of boxes and of poses on the validation images.
    """
    reached = qualities(training.results)
    before = np.maximum.accumulate(reached)
    fell = np.flatnonzero((before >= 0.5 * reached.max()) & (reached < COLLAPSED * before))
    if not fell.size:
        return None
    worst = int(fell[(reached[fell] / before[fell]).argmin()])
    epoch = int(training.results["epoch"].iloc[worst])
    return Observation(
        f"In {counted(len(fell), 'epoch')} the quality on the validation images fell below half "
        f"of the best before; it was worst in epoch {epoch}: {number(reached[worst])} after "
        f"{number(before[worst])}.",
        {
            "epochs": len(fell),
            "deepest": epoch,
            "quality": float(reached[worst]),
            "before": float(before[worst]),
        },
    )


@rule(
    "chosen-by-boxes",
    "info",
    evidence={
        "boxes_spread": "interquartile range of the boxes' mAP50-95",
        "corners_spread": "interquartile range of the corners' mAP50-95",
        "epochs": "epochs of the second half",
    },
    advice="Compare `last.pt` with `best.pt` in pixels (notebook 06).",
)
def chosen_by_boxes(training: TrainingEvidence) -> Observation | None:
    """In the second half of the epochs the quality of boxes varied five times that of corners."""
    half = training.results.reindex(columns=QUALITIES).iloc[len(training.results) // 2 :]
    boxes, corners = half.quantile(0.75) - half.quantile(0.25)
    if len(half) < 5 or not boxes > MIN_SPREAD_RATIO * corners:
        return None
    return Observation(
        f"In the second half of the epochs the mAP50-95 of boxes varied by {number(boxes)}, that "
        f"of corners by {number(corners)}: boxes rather than corners decided when training stopped "
        "and which epoch became `best.pt`.",
        {"boxes_spread": float(boxes), "corners_spread": float(corners), "epochs": len(half)},
    )
