"""Trainings as Ultralytics writes them down: one that ran as asked, and two that did not."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.experiment.schedule import Schedule, rate_share

ASKED: Final[Mapping[str, Any]] = {
    "model": "yolo11s-pose.pt",
    "epochs": 150,
    "patience": 20,
    "batch": 64,
    "imgsz": 640,
    "optimizer": "AdamW",
    "lr0": 0.001,
    "lrf": 0.01,
    "weight_decay": 0.0005,
    "warmup_epochs": 3,
    "warmup_bias_lr": 0.0,
    "mosaic": 1.0,
    "pose": 15.0,
    "degrees": 10.0,
    "perspective": 0.0005,
}
# What Ultralytics fills in.
_FILLED: Final = {"close_mosaic": 10, "nbs": 64, "time": None, "resume": False, "workers": 8}


@dataclass(frozen=True)
class Trained:
    """What `training.audit` looks at: what was asked for, what ran, and results.csv."""

    results: pd.DataFrame
    asked: Mapping[str, Any] = field(default_factory=lambda: dict(ASKED))
    ran: Mapping[str, Any] = field(default_factory=lambda: {**_FILLED, **ASKED})
    schedule: Schedule = Schedule("cosine")  # noqa: RUF009 - frozen


def trained(
    rng: np.random.Generator,
    *,
    ran: Schedule = Schedule("cosine"),  # noqa: B008 - frozen
    epochs: int = 150,
    best: int = 0,
) -> Trained:
    """A training of so many epochs of 150, its learning rate as `ran` tells.

    Losses fall and quality rises until epoch `best`, by default one of the last tenth.
    """
    epoch = np.arange(1, epochs + 1)
    best = best or epochs - int(rng.integers(1, epochs // 10))
    falling = (1 + 2 * np.exp(-epoch / (epochs / 8))) * rng.normal(1, 0.01, epochs)
    risen = 1 - np.exp(-4 * epoch / best) - np.where(epoch > best, 0.004 * (epoch - best), 0)
    boxes = 0.62 + 0.25 * risen + rng.uniform(-0.01, 0, epochs)
    corners = 0.80 + 0.18 * risen + rng.uniform(-0.01, 0, epochs)
    boxes[best - 1], corners[best - 1] = boxes.max() + 0.004, corners.max() + 0.004
    share = rate_share(ran, epochs=150, final=float(ASKED["lrf"]))
    rate = 0.001 * np.array([share(int(e) - 1) for e in epoch]) * np.minimum(epoch / 3, 1)
    results = pd.DataFrame(
        {
            "epoch": epoch,
            "time": 20.0 * epoch,
            "train/box_loss": falling,
            "train/pose_loss": 0.4 * falling,
            "train/kobj_loss": 0.2,
            "metrics/mAP50(B)": np.minimum(boxes + 0.12, 0.995),
            "metrics/mAP50-95(B)": boxes,
            "metrics/mAP50(P)": np.minimum(corners + 0.01, 0.995),
            "metrics/mAP50-95(P)": corners,
            "val/box_loss": 1.1 * falling,
            "val/pose_loss": 0.5 * falling,
            "val/kobj_loss": 0.25,
            **{f"lr/pg{group}": rate.round(9) for group in range(3)},
        }
    )
    return Trained(results)


def without_restarts(rng: np.random.Generator) -> Trained:
    """Restarts every 50 epochs were asked for; what ran is one cosine."""
    return replace(trained(rng), schedule=Schedule("cosine_restarts", 50))


def stopped_early(rng: np.random.Generator) -> Trained:
    """Early stopping ended it after 25 to 30 of 150 epochs."""
    epochs = int(rng.integers(25, 31))
    return trained(rng, epochs=epochs, best=epochs - int(ASKED["patience"]))
