"""What was changed from one experiment to another: by their recipes, and by what really ran."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.analysis.training.audit import argument_differences
from containerloc.experiment.experiment import Experiment, changes

COLUMNS: Final = ("key", "from", "to", "source")
_RECIPE, _RAN, _BOTH = "recipe", "args.yaml", "recipe and args.yaml"
_NEVER_RAN: Final = "recipe, did not run"
# What moves no weight and no prediction: promises, and what the machine is.
_NO_CAUSE: Final = (
    "targets.",
    "train.workers",
    "train.cache",
    "train.plots",
    "train.val",
    "train.save_period",
    "predict.conf",
)


def what_changed(
    experiment: Experiment,
    reference: Experiment,
    *,
    ran: Mapping[str, Any],
    reference_ran: Mapping[str, Any],
) -> pd.DataFrame:
    """Every key that differs between two experiments: `key`, `from`, `to`, `source`, `counts`.

    `source` is `recipe and args.yaml` where the recipes differ and the trainings ran so, `recipe`
    where a training is not kept or args.yaml does not know the key, `recipe, did not run` where
    both trainings had the same value all the same, `args.yaml` where only what ran differs. Values
    are those that ran, where known. `counts` is False of a key that cannot have changed the
    weights or what they predict, also because it did not run.

    Parameters
    ----------
    ran, reference_ran
        The args.yaml of each training; empty where it is not kept.
    """
    rows: dict[str, list[Any]] = {
        key: [before, after, _RECIPE]
        for key, (before, after) in changes(experiment, reference).items()
    }
    known = ran and reference_ran
    really = argument_differences(reference_ran if known else {}, ran, {})
    for name, row in really.iterrows():
        if name == "cos_lr" and any(key.startswith("schedule.") for key in rows):
            continue  # how Ultralytics is told of the schedule
        key = str(name) if name == "model" else f"train.{name}"
        source = _BOTH if key in rows else _RAN
        rows[key] = [row["asked"], row["ran"], source]
    for key, values in rows.items():
        name = key.removeprefix("train.")
        if values[2] == _RECIPE and name != key and name in ran and name in reference_ran:
            values[2] = _NEVER_RAN
    table = pd.DataFrame(
        [[key, *row] for key, row in rows.items()], columns=list(COLUMNS), dtype=object
    )
    causes = [not str(key).startswith(_NO_CAUSE) for key in table["key"]]
    return table.assign(counts=np.array(causes, bool) & (table["source"] != _NEVER_RAN))


def things_changed(changed: pd.DataFrame) -> list[str]:
    """The changes that may have made the difference, from `what_changed`; a schedule is one.

    Examples
    --------
    >>> table = pd.DataFrame({"key": ["train.pose", "schedule.kind", "schedule.restart_epochs"],
    ...                       "counts": True})
    >>> things_changed(table)
    ['train.pose', 'schedule']
    """
    keys = changed["key"][changed["counts"].astype(bool)]
    return list(
        dict.fromkeys("schedule" if str(key).startswith("schedule.") else str(key) for key in keys)
    )


def credit(changed: pd.DataFrame, *, known: bool) -> str:
    """What the difference may be credited to, in a sentence; `known`: both args.yaml were read."""
    things = things_changed(changed)
    said = "" if known else ", by the recipes, as not both trainings are kept"
    if not things:
        return (
            f"Nothing that could make a difference was changed{said}: what differs is chance, "
            "or is not written down."
        )
    if len(things) == 1:
        return (
            f"One thing was changed, {things[0]}{said}: a difference may be its doing, or that "
            "of another roll of the dice, as each was trained once."
        )
    return (
        f"{len(things)} things were changed at once ({', '.join(things)}){said}: no single one "
        "of them can be credited with a difference."
    )
