"""The rules behind the findings of notebook 04, on how a training went."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from containerloc.analysis.diagnosis import Finding, findings, in_words
from containerloc.analysis.training_rates import rates_off

QUALITY = "metrics/mAP50-95(P)"


def training_findings(
    results: pd.DataFrame, rates: pd.DataFrame, arguments: Mapping[str, Any]
) -> tuple[Finding, ...]:
    """Findings of notebook 04: losses that are no numbers, another rate, fewer epochs than asked.

    `results` is Ultralytics' results.csv, `rates` as `analysis.training_rates` gives them,
    `arguments` are those of the training; one that `time` bounds asks for no number of epochs.
    """
    epochs = len(results) if arguments.get("time") else int(arguments["epochs"])
    best = results.iloc[int(results[QUALITY].to_numpy().argmax())]
    rules = [losses_not_finite(results), rate_differs(rates), ended_early(results, epochs)]
    return findings(rules, otherwise=f"All {in_words(epochs, 'epoch')} ran as asked for; the "
                    f"highest pose mAP50-95, {best[QUALITY]:.3f}, came in epoch "
                    f"{best['epoch']:.0f}.")  # fmt: skip


def losses_not_finite(results: pd.DataFrame) -> Finding | None:
    """Losses that became NaN or infinite."""
    losses = results.filter(regex="^(train|val)/")
    bad = results.loc[~np.isfinite(losses.to_numpy()).all(axis=1), "epoch"]
    if bad.empty:
        return None
    return Finding(
        "losses-not-finite", "error",
        f"Losses are no finite numbers in {in_words(len(bad), 'epoch')}, first in epoch "
        f"{bad.iloc[0]:.0f}: what was learned since may be lost.",
        {"epochs": len(bad), "first": int(bad.iloc[0])},
        advice="Lower `lr0`, or train without `amp`.",
    )  # fmt: skip


def rate_differs(rates: pd.DataFrame) -> Finding | None:
    """Epochs after the warm-up whose learning rate was not the one asked for."""
    off = rates_off(rates)
    if off.empty:
        return None
    first = off.iloc[0]
    groups = [name for name in map(str, off) if name.startswith("pg")]
    ran = ", ".join(f"{first[name]:.3g}" for name in groups)
    return Finding(
        "rate-differs", "error",
        f"In {in_words(len(off), 'epoch')} of {len(rates)} the learning rate was not the one asked "
        f"for; first in epoch {first['epoch']:.0f}: {ran} instead of {first['asked']:.3g}.",
        {"epochs": len(off), "n": len(rates), "first": int(first["epoch"])},
        advice="Train with `containerloc train`, which applies the experiment's schedule.",
    )  # fmt: skip


def ended_early(results: pd.DataFrame, epochs: int) -> Finding | None:
    """Fewer epochs than asked for."""
    if len(results) >= epochs:
        return None
    return Finding(
        "ended-early", "warning",
        f"{len(results)} of {in_words(epochs, 'epoch')} ran: the learning rate never came to its "
        "end. Early stopping (`patience`) or an interruption cut it off.",
        {"epochs": len(results), "asked": epochs},
        advice="Go on with `containerloc train --resume` if it was interrupted.",
    )  # fmt: skip


def training_numbers(results: pd.DataFrame) -> pd.DataFrame:
    """What is kept of a training: its epochs and its best quality, column `value`."""
    best = int(results[QUALITY].to_numpy().argmax())
    return pd.DataFrame({"value": {
        "training_epochs": len(results),
        "training_best_epoch": int(results["epoch"].iloc[best]),
        "training_pose_map50_95_best": float(results[QUALITY].iloc[best]),
    }})  # fmt: skip
