"""The rules on the arguments of a training: other ones than asked for, or without their effect."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from containerloc.finding import Finding
from containerloc.wording import counted


def arguments_differ(differences: pd.DataFrame) -> Finding | None:
    """Arguments that the recipe states and that ran with another value."""
    rows = differences[differences["stated"]]
    if rows.empty:
        return None
    told = ", ".join(f"{row.Index} {row.ran} instead of {row.asked}" for row in rows.itertuples())
    return Finding(
        "arguments-differ",
        "error",
        f"{counted(len(rows), 'argument')} of the recipe ran with another value: {told}.",
        {str(row.Index): {"asked": row.asked, "ran": row.ran} for row in rows.itertuples()},
        advice="This run is no result of the recipe: mend the recipe or train again.",
    )


def unstated_differ(differences: pd.DataFrame) -> Finding | None:
    """Arguments that the recipe leaves to Ultralytics, whose default is another than what ran."""
    rows = differences[~differences["stated"]]
    if rows.empty:
        return None
    told = ", ".join(f"{row.Index} {row.ran} (now {row.asked})" for row in rows.itertuples())
    return Finding(
        "defaults-differ",
        "info",
        f"{counted(len(rows), 'argument')} that the recipe does not state ran with another value "
        f"than Ultralytics' default is here: {told}.",
        {str(row.Index): {"default": row.asked, "ran": row.ran} for row in rows.itertuples()},
        advice="State in the recipe what must not change with the version.",
    )


def weight_decay_scaled(arguments: Mapping[str, Any]) -> Finding | None:
    """Another weight decay than asked for: Ultralytics multiplies it by batch over `nbs`.

    Batches below `nbs` are first gathered until they come near it. Source:
    `BaseTrainer._build_train_pipeline` in ultralytics.engine.trainer.
    """
    batch, nominal = arguments.get("batch"), arguments.get("nbs")
    decay = float(arguments.get("weight_decay") or 0)
    if not isinstance(batch, int) or batch < 1 or not nominal or not decay:
        return None
    times = batch * max(round(nominal / batch), 1) / nominal
    if np.isclose(times, 1, rtol=0.01):
        return None
    return Finding(
        "weight-decay-scaled",
        "info",
        f"Ultralytics scales `weight_decay` by batch: {batch} images at a time against `nbs` "
        f"{nominal} make {decay * times:.3g} of the {decay:g} asked for.",
        {"asked": decay, "ran": decay * times, "batch": batch, "nbs": nominal},
        advice="Set `nbs` to `batch` where only the batch is meant to change.",
    )
