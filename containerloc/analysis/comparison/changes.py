"""What changed from one experiment to another: in their recipes, and in what really ran."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from containerloc.analysis.training.arguments import argument_differences
from containerloc.experiment.experiment import Experiment, changes
from containerloc.experiment.train_arguments import WITHOUT_EFFECT

WHAT_CHANGED: Final = ("key", "from", "to", "source", "counts")
_RECIPE, _RAN, _BOTH = "recipe", "args.yaml", "recipe and args.yaml"
_NEVER_RAN: Final = "recipe, did not run"
# Targets, the machine's own settings, the threshold and what counts as found change neither weights
# nor predictions.
_WITHOUT_EFFECT: Final = (
    *("targets.", "predict.conf", "match."),
    *(f"train.{name}" for name in WITHOUT_EFFECT),
)
# Another seed is another draw of the same recipe.
_CHANCE: Final = ("train.seed", "train.deterministic")


def what_changed(
    experiment: Experiment,
    reference: Experiment,
    *,
    ran: Mapping[str, Any],
    reference_ran: Mapping[str, Any],
) -> pd.DataFrame:
    """Every key that differs between two experiments, one row each, columns `WHAT_CHANGED`.

    `source` is `recipe and args.yaml` where the recipes differ and the trainings ran so; `recipe`
    where a training is not kept or args.yaml does not know the key; `recipe, did not run` where
    both trainings used the same value all the same; `args.yaml` where only what ran differs. Values
    are those that ran, where known. `counts` is False for a key that cannot have changed the
    weights or what they predict, also because it did not run.

    Parameters
    ----------
    ran, reference_ran
        The args.yaml of each training; empty where it is not kept.
    """
    rows: dict[str, tuple[Any, Any, str]] = {
        key: (before, after, _source(key, ran, reference_ran))
        for key, (before, after) in changes(experiment, reference).items()
    }
    known = ran and reference_ran
    differing = argument_differences(reference_ran if known else {}, ran, {})
    for name, row in differing.iterrows():
        if name == "cos_lr" and any(key.startswith("schedule.") for key in rows):
            continue  # how Ultralytics is told the schedule
        key = str(name) if name == "model" else f"train.{name}"
        rows[key] = (row["asked"], row["ran"], _BOTH if key in rows else _RAN)
    return pd.DataFrame(
        [
            (key, *row, row[-1] != _NEVER_RAN and not key.startswith(_WITHOUT_EFFECT))
            for key, row in rows.items()
        ],
        columns=list(WHAT_CHANGED),
    ).astype({**dict.fromkeys(WHAT_CHANGED, object), "counts": bool})


def _source(key: str, ran: Mapping[str, Any], reference_ran: Mapping[str, Any]) -> str:
    """Where a key of the recipes is known to differ, unless the values that ran differ too."""
    name = key.removeprefix("train.")
    return _NEVER_RAN if name != key and name in ran and name in reference_ran else _RECIPE


def effective_changes(changed: pd.DataFrame) -> list[str]:
    """The changes that may be credited with a difference, from `what_changed`.

    A schedule is one change. A seed is none: what it changes is chance.

    Examples
    --------
    >>> table = pd.DataFrame({"key": ["train.pose", "schedule.kind", "schedule.restart_epochs"],
    ...                       "counts": True})
    >>> effective_changes(table)
    ['train.pose', 'schedule']
    """
    keys = changed["key"][changed["counts"].astype(bool)].astype(str)
    keys = keys[~keys.isin(_CHANCE)]
    return list(dict.fromkeys(keys.mask(keys.str.startswith("schedule."), "schedule")))


def is_reseeded(changed: pd.DataFrame) -> bool:
    """Whether another seed was trained with, from `what_changed`."""
    return bool((changed["counts"].astype(bool) & changed["key"].isin(_CHANCE)).any())


def credit_sentence(
    changed: pd.DataFrame, *, trainings_kept: bool, weights: str = "", differs: bool = True
) -> str:
    """Which change a difference may be attributed to, if there is one.

    By recipes alone unless `trainings_kept`. `weights` says whether both are the `same` or `other`,
    empty where that is not known; `differs`, whether any difference is shown.
    """
    if weights == "same":
        return "Both have the same weights: no difference comes from a training."
    names = effective_changes(changed)
    basis = "" if trainings_kept else " (judged by the recipes, as not both trainings are kept)"
    if not names:
        return _of_one_recipe(changed, basis=basis, weights=weights, differs=differs)
    things = f"{len(names)} things were changed at once ({', '.join(names)}){basis}"
    if len(names) == 1:
        things = f"Only {names[0]} was changed{basis}"
    if not differs:
        return f"{things}. No difference is shown, so it is credited with nothing."
    if len(names) == 1:
        return (
            f"{things}: it may be the cause of a difference, but so may chance, because each "
            "experiment was trained once."
        )
    return f"{things}: a difference cannot be attributed to any one of them."


def _of_one_recipe(changed: pd.DataFrame, *, basis: str, weights: str, differs: bool) -> str:
    if weights != "other" and not is_reseeded(changed):
        return (
            f"Nothing that could make a difference was changed{basis}: any difference is chance or "
            "has a cause that is not on record."
        )
    seed = " with another seed" if is_reseeded(changed) else ""
    chance = "no difference is shown between the two trainings"
    if differs:
        chance = "what differs is chance between trainings, no better recipe"
    return f"The recipe is the same{basis}, but it was trained again{seed}: {chance}."
