"""Was what the recipe asked for what ran? Arguments, learning rate, epochs and losses of a run."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

import pandas as pd

from containerloc.analysis.training.arguments import (
    arguments_differ,
    unstated_differ,
    weight_decay_scaled,
)
from containerloc.analysis.training.epochs import (
    best_epoch_early,
    best_epochs,
    ended_early,
    rate_differs,
    restarts_never_ran,
    warm_up_hot,
    warm_up_long,
)
from containerloc.analysis.training.losses import (
    chosen_by_boxes,
    loss_exploded,
    losses_not_finite,
    overfitted,
    quality_collapsed,
    still_falling,
)
from containerloc.experiment.schedule import Schedule
from containerloc.experiment.train_arguments import TRAIN_ARGUMENTS
from containerloc.finding import Finding, findings
from containerloc.wording import counted

QUALITY = "metrics/mAP50-95(P)"
# What changes nothing that is learned, or belongs to the machine.
_NO_MATTER = ("workers", "cache", "plots", "val", "save_period", "max_det")


def argument_differences(
    asked: Mapping[str, Any], ran: Mapping[str, Any], defaults: Mapping[str, Any]
) -> pd.DataFrame:
    """The arguments of a training that ran with another value than asked for.

    Parameters
    ----------
    asked
        What the recipe states.
    ran
        The run's args.yaml. An argument that it does not know is no difference: another version.
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
    whole = {**defaults, **asked}
    names = [name for name in whole if name in (*TRAIN_ARGUMENTS, "cos_lr", "model")]
    rows = {
        name: {"asked": whole[name], "ran": ran[name], "stated": name in asked}
        for name in names
        if name in ran and name not in _left_out(ran) and not _same(name, whole[name], ran[name])
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["asked", "ran", "stated"])
    return table.astype({"asked": object, "ran": object, "stated": bool}).rename_axis("argument")


def _left_out(ran: Mapping[str, Any]) -> tuple[str, ...]:
    """What changes nothing; and of a resumed training the model, which is its own last weights."""
    return (*_NO_MATTER, "model") if ran.get("resume") else _NO_MATTER


def _same(name: str, asked: Any, ran: Any) -> bool:
    if name == "model":
        paths = [PurePath(str(value)).parts[-4:] for value in (asked, ran)]  # as in a/train/weights
        told = min(map(len, paths)) if paths[0][-1:] in (("best.pt",), ("last.pt",)) else 1
        return paths[0][-told:] == paths[1][-told:]
    if isinstance(asked, int | float) and isinstance(ran, int | float):
        return abs(asked - ran) <= 1e-9 * max(abs(asked), abs(ran))
    return bool(asked == ran)


def audit_findings(
    results: pd.DataFrame,
    rates: pd.DataFrame,
    *,
    arguments: Mapping[str, Any],
    schedule: Schedule,
    differences: pd.DataFrame,
) -> tuple[Finding, ...]:
    """The findings on a training, worst first.

    Parameters
    ----------
    results
        Ultralytics' results.csv.
    rates
        As `training_rates.learning_rates` gives them.
    arguments
        Those asked for and, where the experiment says nothing, those that ran.
    schedule
        The experiment's.
    differences
        As `argument_differences` gives them.
    """
    never = restarts_never_ran(results, rates, schedule)
    rules = [
        never,
        arguments_differ(differences),
        rate_differs(rates) if never is None or never.severity != "error" else None,
        losses_not_finite(results),
        loss_exploded(results),
        quality_collapsed(results),
        warm_up_hot(rates, arguments),
        warm_up_long(results, arguments),
        ended_early(results, arguments),
        best_epoch_early(results),
        overfitted(results),
        still_falling(results, int(arguments["epochs"])),
        unstated_differ(differences),
        weight_decay_scaled(arguments),
        chosen_by_boxes(results),
    ]
    best = best_epochs(results)[0]
    if_none = (
        f"What was asked for is what ran: {counted(len(results), 'epoch')}, the best of them "
        f"epoch {best}."
    )
    return findings(rules, if_none=if_none)


def training_numbers(results: pd.DataFrame) -> pd.DataFrame:
    """What is kept of a training: its epochs and its best quality, column `value`."""
    best = best_epochs(results)[0]
    quality = results.loc[results["epoch"] == best, QUALITY].iloc[0]
    return pd.DataFrame(
        {
            "value": {
                "training_epochs": len(results),
                "training_best_epoch": best,
                "training_pose_map50_95_best": float(quality),
            }
        }
    )
