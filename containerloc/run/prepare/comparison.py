"""What notebook 08 starts from: several experiments on the same images and labels, or a refusal."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from containerloc.analysis.comparison.changes import (
    credit_sentence,
    effective_changes,
    what_changed,
)
from containerloc.analysis.comparison.cost import cost
from containerloc.analysis.comparison.differences import own_numbers
from containerloc.analysis.comparison.findings import Compared
from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.data.joining import not_shared, predictions_on, without_images
from containerloc.errors import UsageError
from containerloc.experiment.experiment import Experiment, load_experiment
from containerloc.experiment.yaml_reading import nearest
from containerloc.finding import Finding
from containerloc.run.files.artifacts import Artifacts, artifacts_of
from containerloc.run.files.json_files import update_findings, write_json
from containerloc.run.files.results import save_figures, save_table
from containerloc.run.prepare.compared_inputs import in_order, opened, refuse_different
from containerloc.run.prepare.evidence import evidence_of, photo_context
from containerloc.run.prepare.inputs import Inputs
from containerloc.run.prepare.training import Training, training_of_weights

if TYPE_CHECKING:
    pass

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LONGEST_NAME: Final = 120


@dataclass(frozen=True)
class Comparison:
    """Several experiments, opened; the reference first in each mapping, by experiment's name.

    `left_out` says of each image that they do not share why.
    """

    inputs: Mapping[str, Inputs]
    trainings: Mapping[str, Training]
    runs: Mapping[str, Evidence]
    artifacts: Artifacts
    left_out: Mapping[str, str]

    @property
    def reference(self) -> str:
        """The name of the experiment that the others are compared to."""
        return next(iter(self.inputs))

    def focus(self, name: str = "") -> str:
        """The experiment that is looked at closely, by name or file; by default the last."""
        known = {
            each: (each, str(inputs.experiment.path), inputs.experiment.path.stem)
            for each, inputs in list(self.inputs.items())[1:]
        }
        fits = [
            each
            for each, names in known.items()
            if not name or name in names or str(Path(name).resolve()) in names
        ]
        if not fits:
            raise UsageError(
                f"`{name}` is none of the experiments compared to the reference: "
                f"{', '.join(known)}{nearest(name, list(known))}"
            )
        return fits[-1]

    @property
    def images(self) -> pd.DataFrame:
        """The images that all are judged on."""
        return next(iter(self.inputs.values())).labels.images

    @property
    def changed(self) -> dict[str, pd.DataFrame]:
        """What was changed from the reference to each other experiment."""
        first, *others = self.trainings.values()
        return {
            each.experiment.name: what_changed(
                each.experiment, first.experiment, ran=each.ran, reference_ran=first.ran
            )
            for each in others
        }

    @property
    def cost(self) -> pd.DataFrame:
        """Size and times of each, where they were recorded."""
        made = {
            name: each.predictions.made_by for name, each in self.inputs.items() if each.predictions
        }
        return cost(made, {name: each.results for name, each in self.trainings.items()})

    @property
    def known(self) -> dict[str, bool]:
        """Whether the args.yaml of each other experiment, and of the reference, are kept."""
        first, *others = self.trainings.values()
        return {each.experiment.name: bool(each.ran and first.ran) for each in others}

    def judged(self, differences: pd.DataFrame, common: pd.DataFrame) -> Compared:
        """What the rules of a comparison look at."""
        made = {
            name: each.predictions.made_by for name, each in self.inputs.items() if each.predictions
        }
        return Compared(
            self.runs,
            differences,
            common,
            changed=self.changed,
            trainings_kept=self.known,
            left_out=self.left_out,
            weights={
                name: by["weights_sha256"] for name, by in made.items() if "weights_sha256" in by
            },
        )


def open_comparison(
    experiments: Sequence[Path | str],
    *,
    reference: str = "",
    split: str = "val",
    data: str = "",
    out: str = "",
    shared_only: bool = False,
    attributes: str = "",
) -> Comparison:
    """Labels and predictions of several experiments, brought to the same images and labels.

    Parameters
    ----------
    experiments
        Their YAML files, at least two; `*` in a name stands for anything, as in a shell.
    reference
        The file or the name of the one that the others are compared to; by default the first.
    split, data, out
        As for `open_inputs`, for all of them.
    shared_only
        Compare on the images that all share, labelled the same; else it is an error that they
        differ.
    attributes
        A CSV with a column `image`, for the slices.

    Raises
    ------
    UsageError
        For fewer than two experiments, one given twice, an unknown reference, and one that has
        neither predictions nor weights.
    DataError
        For images or labels that differ, none that are shared, predictions that were changed by
        hand.
    """
    files = in_order(experiments, reference)
    loaded = {each.name: each for each in map(load_experiment, files)}
    found = {name: opened(each, split=split, data=data, out=out) for name, each in loaded.items()}
    left_out = not_shared({name: each.labels for name, each in found.items()})
    refuse_different(left_out, found, shared_only=shared_only)
    first = next(iter(found.values()))
    labels = without_images(first.labels, left_out)
    inputs = {
        name: replace(each, labels=labels, predictions=predictions_on(each.predictions, labels))
        for name, each in found.items()
        if each.predictions is not None
    }
    trainings = {name: training_of_weights(each, out=out) for name, each in loaded.items()}
    context = photo_context(next(iter(inputs.values())), attributes=attributes)
    runs = {name: evidence_of(each, trainings[name], context) for name, each in inputs.items()}
    where = comparison_artifacts(list(loaded.values()), out=out, data=data)
    return Comparison(inputs, trainings, runs, where, left_out)


def comparison_artifacts(
    experiments: Sequence[Experiment], *, out: str = "", data: str = ""
) -> Artifacts:
    """Where a comparison's artifacts lie: `comparisons/<name>` beside those of its experiments.

    The name is `<reference>_vs_<other>_vs_...`; with many experiments their number and a hash.
    """
    names = [experiment.name for experiment in experiments]
    name = "_vs_".join(names)
    if len(name) > _LONGEST_NAME:
        digest = hashlib.sha256("\0".join(names).encode()).hexdigest()[:8]
        name = f"{names[0]}_vs_{len(names) - 1}_others_{digest}"
    beside = artifacts_of(experiments[0], out, data)
    return replace(beside, folder=beside.folder.parent / "comparisons" / name)


def described(comparison: Comparison) -> dict[str, Any]:
    """What was compared, on what, each one's own numbers and targets, and what was changed."""
    first = next(iter(comparison.inputs.values()))
    costs = comparison.cost.to_dict("index")
    numbers = own_numbers(comparison.runs)
    return {
        "reference": first.experiment.name,
        "split": first.split,
        "images": len(first.labels.images),
        "labels": len(first.labels.table),
        "left_out": dict(comparison.left_out),
        "experiments": {
            name: {
                "file": str(each.experiment.path),
                "confidence": each.confidence,
                "weights_sha256": each.predictions.made_by.get("weights_sha256")
                if each.predictions
                else None,
                "numbers": _by_metric(numbers[numbers["experiment"] == name]),
                "targets": comparison.runs[name].verdicts.to_dict("records"),
                "cost": costs[name],
                **_changes(comparison, name),
            }
            for name, each in comparison.inputs.items()
        },
    }


def _by_metric(numbers: pd.DataFrame) -> dict[Any, Any]:
    return numbers.drop(columns="experiment").set_index("metric").to_dict("index")


def _changes(comparison: Comparison, name: str) -> dict[str, Any]:
    changed = comparison.changed.get(name)
    if changed is None:
        return {}
    return {
        "changed": changed.to_dict("records"),
        "things_changed": effective_changes(changed),
        "credit": credit_sentence(changed, trainings_kept=comparison.known[name]),
    }


def save_comparison(
    comparison: Comparison,
    tables: Mapping[str, pd.DataFrame],
    *,
    findings: Sequence[Finding],
    figures: Mapping[str, "Figure"],
) -> list[str]:
    """Save everything that was found; returns the paths written, for display.

    Parameters
    ----------
    tables
        By name, each a list of rows under that name in `comparison.json`; `differences` is
        `comparison.csv`, too.
    figures
        By name; saved as `figures/08_<name>.png`.
    """
    where = comparison.artifacts
    rows = {name: table.to_dict("records") for name, table in tables.items()}
    write_json(where.comparison, {**described(comparison), **rows})
    save_table(tables["differences"], where.comparison.with_suffix(".csv"))
    update_findings(where, "08", [finding.as_dict() for finding in findings])
    pictures = save_figures(where, "08", figures)
    written = [where.comparison, where.comparison.with_suffix(".csv"), where.findings, *pictures]
    return [str(path.relative_to(where.results)) for path in written]
