"""The rules on the losses of a training."""

import numpy as np
import pandas as pd

from containerloc.finding import Finding
from containerloc.quads import Floats
from containerloc.wording import counted

EXPLODED = 3.0  # times the median of the five epochs before


STILL_FALLING = 0.05  # by which the last tenth lies below the tenth before


RISEN = 0.15  # above its lowest


def losses_not_finite(results: pd.DataFrame) -> Finding | None:
    """Losses that became NaN or infinite."""
    losses = results.filter(regex="^(train|val)/")
    bad = results.loc[~np.isfinite(losses.to_numpy(np.float64)).all(axis=1), "epoch"]
    if bad.empty:
        return None
    return Finding(
        "losses-not-finite",
        "error",
        f"Losses are no finite numbers in {counted(len(bad), 'epoch')}, first in epoch "
        f"{bad.iloc[0]:.0f}: what was learned since may be lost.",
        {"epochs": len(bad), "first": int(bad.iloc[0])},
        advice="Lower `lr0`, or train without `amp`.",
    )


def loss_exploded(results: pd.DataFrame) -> Finding | None:
    """A training loss that jumped to a multiple of what it was in the epochs before."""
    total = _total(results, "train")
    before = pd.Series(total).shift(1).rolling(5, min_periods=3).median().to_numpy()
    jumped = np.flatnonzero(total > EXPLODED * before)
    if not jumped.size:
        return None
    epoch = int(results["epoch"].iloc[jumped[0]])
    ratio = float(total[jumped[0]] / before[jumped[0]])
    return Finding(
        "loss-exploded",
        "error",
        f"In epoch {epoch} the training loss jumped to {ratio:.1f} times what it was in the epochs "
        "before.",
        {"epoch": epoch, "ratio": ratio},
        advice="Lower `lr0`, or look at the images that the epoch was the first to see.",
    )


def still_falling(results: pd.DataFrame, epochs: int) -> Finding | None:
    """A validation loss that was still falling when all epochs had run."""
    total = _total(results, "val")
    tenth = len(total) // 10
    if len(total) < epochs or tenth < 2 or not np.isfinite(total[-2 * tenth :]).all():
        return None
    before, last = total[-2 * tenth : -tenth].mean(), total[-tenth:].mean()
    fall = float(1 - last / before)
    if fall < STILL_FALLING:
        return None
    return Finding(
        "still-falling",
        "info",
        f"The validation loss was still falling at the end: by {100 * fall:.0f} % from one tenth "
        "of the epochs to the next.",
        {"fall": fall, "epochs": len(total)},
        advice="More epochs would have gained more.",
    )


def overfitted(results: pd.DataFrame) -> Finding | None:
    """A validation loss that rose while the training loss went on falling.

    Both smoothed over five epochs.
    """
    train, val = (_smooth(_total(results, part)) for part in ("train", "val"))
    if len(val) < 10 or not np.isfinite([*train, *val]).all():
        return None
    lowest = int(val.argmin())
    rise, fall = float(val[-1] / val[lowest] - 1), float(1 - train[-1] / train[lowest])
    if rise < RISEN or fall <= 0:
        return None
    epoch = int(results["epoch"].iloc[min(lowest + 2, len(results) - 1)])
    return Finding(
        "overfitted",
        "warning",
        f"From about epoch {epoch} on the validation loss rose by {100 * rise:.0f} % while the "
        f"training loss fell by {100 * fall:.0f} %: it learned its images by heart.",
        {"epoch": epoch, "rise": rise, "fall": fall},
        advice="More images, stronger augmentation, or fewer epochs.",
    )


def _total(results: pd.DataFrame, part: str) -> Floats:
    return np.asarray(results.filter(regex=f"^{part}/").sum(axis=1, skipna=False), np.float64)


def _smooth(values: Floats) -> Floats:
    return np.convolve(values, np.ones(5) / 5, mode="valid") if len(values) >= 5 else values


COLLAPSED = 0.5  # of the best so far


BLIND = 5.0  # times as much the quality of boxes varies as that of corners


_BOXES, _CORNERS = "metrics/mAP50-95(B)", "metrics/mAP50-95(P)"


def quality_collapsed(results: pd.DataFrame) -> Finding | None:
    """Epochs of less than half the best quality so far, once half of the highest was reached.

    Quality is the sum of mAP50-95 of boxes and of poses.
    """
    reached = results.reindex(columns=[_BOXES, _CORNERS]).fillna(0.0).sum(axis=1).to_numpy()
    before = np.maximum.accumulate(reached)
    fell = np.flatnonzero((before >= 0.5 * reached.max()) & (reached < COLLAPSED * before))
    if not fell.size:
        return None
    worst = int(fell[(reached[fell] / before[fell]).argmin()])
    epoch = int(results["epoch"].iloc[worst])
    return Finding(
        "quality-collapsed",
        "warning",
        f"In {counted(len(fell), 'epoch')} the quality on the validation images fell below half "
        f"of what it had been; deepest in epoch {epoch}: {reached[worst]:.2f} after "
        f"{before[worst]:.2f}.",
        {
            "epochs": len(fell),
            "deepest": epoch,
            "quality": float(reached[worst]),
            "before": float(before[worst]),
        },
        advice="The training is unsteady: lower `lr0`, or take a larger `batch`.",
    )


def chosen_by_boxes(results: pd.DataFrame) -> Finding | None:
    """Quality that in the second half of the epochs only the boxes still moved.

    Spread is the interquartile range.
    """
    half = results.reindex(columns=[_BOXES, _CORNERS]).iloc[len(results) // 2 :]
    boxes, corners = half.quantile(0.75) - half.quantile(0.25)
    if len(half) < 5 or not boxes > BLIND * corners:
        return None
    return Finding(
        "chosen-by-boxes",
        "info",
        f"In the second half of the epochs the mAP50-95 of boxes varied by {boxes:.3f}, that of "
        f"corners by {corners:.4f}: early stopping and the choice of `best.pt` went by boxes, and "
        "corners had hardly any say.",
        {"boxes_spread": float(boxes), "corners_spread": float(corners), "epochs": len(half)},
        advice="Compare `last.pt` with `best.pt` in pixels (notebook 06).",
    )
