"""The arguments of a training: which ran with another value than asked for, and the rules on it."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.analysis.training.evidence import TrainingEvidence
from containerloc.experiment.train_arguments import TRAIN_ARGUMENTS, WITHOUT_EFFECT
from containerloc.finding import Observation, rule
from containerloc.wording import counted

_OFF_BY_NULL: Final = ("time", "freeze", "auto_augment")


def argument_differences(
    asked: Mapping[str, Any], ran: Mapping[str, Any], defaults: Mapping[str, Any]
) -> pd.DataFrame:
    """The arguments of a training that ran with another value than asked for.

    Parameters
    ----------
    asked
        What the recipe states.
    ran
        The run's args.yaml. An argument that it does not know, or that is null where null turns
        nothing off, is no difference: another version.
    defaults
        Ultralytics' own values of what the recipe does not state; empty where they are not known.

    Returns
    -------
    DataFrame
        Index `argument`; columns `asked`, `ran` and `stated`: whether the recipe states it. Of a
        model the name counts, not where the file lay; of a best.pt or last.pt its experiment, too.

    Examples
    --------
    >>> argument_differences({"pose": 20.0, "lr0": 0.001}, {"pose": 12, "lr0": 1e-3}, {}).T
    argument  pose
    asked     20.0
    ran         12
    stated    True
    """
    # A resumed training starts from its own last weights.
    irrelevant = (*WITHOUT_EFFECT, "model") if ran.get("resume") else WITHOUT_EFFECT
    rows = {
        name: {"asked": value, "ran": ran[name], "stated": name in asked}
        for name, value in {**defaults, **asked}.items()
        if name in (*TRAIN_ARGUMENTS, "cos_lr", "model")
        and (ran.get(name) is not None or (name in ran and name in _OFF_BY_NULL))
        and name not in irrelevant
        and not _is_same(name, value, ran[name])
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["asked", "ran", "stated"])
    return table.astype({"asked": object, "ran": object, "stated": bool}).rename_axis("argument")


def _is_same(name: str, asked: Any, ran: Any) -> bool:
    if name == "model":
        paths = [PurePath(str(value)).parts[-4:] for value in (asked, ran)]  # as in a/train/weights
        parts = min(map(len, paths)) if paths[0][-1:] in (("best.pt",), ("last.pt",)) else 1
        return paths[0][-parts:] == paths[1][-parts:]
    if isinstance(asked, int | float) and isinstance(ran, int | float):
        return abs(asked - ran) <= 1e-9 * max(abs(asked), abs(ran))
    return bool(asked == ran)


@rule(
    "arguments-differ",
    "error",
    evidence={"<argument>": "the value asked for and the value that ran"},
    advice="This run is no result of the recipe: correct the recipe or train again.",
)
def arguments_differ(training: TrainingEvidence) -> Observation | None:
    """Arguments that the recipe states ran with another value."""
    rows = training.differences[training.differences["stated"]]
    if rows.empty:
        return None
    values = ", ".join(f"{row.Index} {row.ran} instead of {row.asked}" for row in rows.itertuples())
    return Observation(
        f"{counted(len(rows), 'argument')} of the recipe ran with another value: {values}.",
        {str(row.Index): {"asked": row.asked, "ran": row.ran} for row in rows.itertuples()},
    )


@rule(
    "defaults-differ",
    "info",
    evidence={"<argument>": "Ultralytics' default here and the value that ran"},
    advice="State in the recipe what must not change with the version.",
)
def defaults_differ(training: TrainingEvidence) -> Observation | None:
    """Arguments that the recipe does not state ran with another value than the default is here."""
    rows = training.differences[~training.differences["stated"]]
    if rows.empty:
        return None
    values = ", ".join(f"{row.Index} {row.ran} (now {row.asked})" for row in rows.itertuples())
    return Observation(
        f"{counted(len(rows), 'argument')} that the recipe does not state ran with another value "
        f"than Ultralytics' default here: {values}.",
        {str(row.Index): {"default": row.asked, "ran": row.ran} for row in rows.itertuples()},
    )


@rule(
    "weight-decay-scaled",
    "info",
    evidence={
        "asked": "the weight decay asked for",
        "ran": "the weight decay that ran",
        "batch": "images in a batch",
        "nbs": "Ultralytics' nominal batch size",
    },
    advice="Set `nbs` to `batch` where only the batch is meant to change.",
)
def weight_decay_scaled(training: TrainingEvidence) -> Observation | None:
    """Another weight decay ran than asked for: Ultralytics multiplies it by batch over `nbs`.

    Batches below `nbs` are first gathered until they come near it. Source:
    `BaseTrainer._build_train_pipeline` in ultralytics.engine.trainer.
    """
    batch, nominal = training.arguments.get("batch"), training.arguments.get("nbs")
    decay = float(training.arguments.get("weight_decay") or 0)
    if not isinstance(batch, int) or batch < 1 or not nominal or not decay:
        return None
    times = batch * max(round(nominal / batch), 1) / nominal
    if np.isclose(times, 1, rtol=0.01):
        return None
    return Observation(
        f"Ultralytics scales `weight_decay` with the batch: with {batch} images in a batch and "
        f"`nbs` {nominal}, {decay * times:.3g} ran instead of the {decay:g} asked for.",
        {"asked": decay, "ran": decay * times, "batch": batch, "nbs": nominal},
    )
