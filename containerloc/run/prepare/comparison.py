"""The session of notebook 08: several experiments on the same labels, and every table made once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from containerloc.analysis.comparison import changed_labels, changes, differences
from containerloc.analysis.comparison.compared import Compared
from containerloc.analysis.comparison.cost import cost
from containerloc.analysis.comparison.findings import comparison_findings
from containerloc.analysis.comparison.numbers import Margins
from containerloc.analysis.comparison.slice_differences import slice_differences
from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.review.counts import judged_by, verdict_counts
from containerloc.data.joining import not_shared, predictions_on, without_images
from containerloc.errors import UsageError
from containerloc.experiment.yaml_reading import nearest
from containerloc.finding import Finding
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.files.log import show_log
from containerloc.run.files.results import save_comparison
from containerloc.run.prepare.compared.inputs import (
    compared_inputs,
    is_called,
    load_compared,
    refuse_different,
)
from containerloc.run.prepare.compared.record import comparison_artifacts, described
from containerloc.run.prepare.evidence import evidence_of, photo_context
from containerloc.run.prepare.inputs import Inputs, Selection
from containerloc.run.prepare.predictions import Prediction
from containerloc.run.prepare.reading.session import is_read_by
from containerloc.run.prepare.review.run_review import RunReview
from containerloc.run.prepare.training import Training, training_of_weights
from containerloc.wording import listed

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Comparison", "Selection", "Terms", "open_comparison"]


@dataclass(frozen=True)
class Terms:
    """On which terms experiments are compared.

    Parameters
    ----------
    reference
        The file or the name of the one that the others are compared to; by default the first.
    focus
        The one of the others whose slices and photos are shown; by default the last.
    shared_only
        Compare on the images that all share, labelled the same; else it is an error that they
        differ.
    confidences
        Common thresholds at which all are judged, besides each one's own.
    margin_px, margin_share
        A smaller difference of an error, or of a share such as IoU, does not matter.
    """

    reference: str = ""
    focus: str = ""
    shared_only: bool = False
    confidences: Sequence[float] = ()
    margin_px: float = 1.0
    margin_share: float = 0.02


def open_comparison(
    experiments: Sequence[Path | str],
    selection: Selection,
    terms: Terms = Terms(),
    *,
    attributes: str = "",
    group: str = "",
    prediction: Prediction = Prediction(),  # noqa: B008 - frozen
) -> "Comparison":
    """Open labels and predictions of several experiments, on the same images and labels.

    Parameters
    ----------
    experiments
        Their YAML files, at least two; `*` in a name stands for anything, as in a shell.
    selection
        Split, data and artifacts of all of them.
    attributes
        A CSV with a column `image`, for the slices.
    group
        The column that says which photos show one thing; by default `group`, else `container`.
    prediction
        How predictions are made that are not stored.

    Raises
    ------
    UsageError
        For fewer than two experiments, one given twice, an unknown reference, and one that has
        neither predictions nor weights.
    DataError
        For images or labels that differ, none that are shared, predictions that were changed by
        hand.
    """
    show_log()
    loaded = load_compared(experiments, terms.reference)
    opened = {each.name: compared_inputs(each, selection, prediction) for each in loaded}
    left_out = not_shared({name: each.labels for name, each in opened.items()})
    refuse_different(left_out, opened, shared_only=terms.shared_only)
    labels = without_images(opened[loaded[0].name].labels, left_out)
    inputs = {
        name: replace(each, labels=labels, predictions=predictions_on(each.predictions, labels))
        for name, each in opened.items()
        if each.predictions is not None
    }
    where = comparison_artifacts(loaded, out=selection.out, data=selection.data)
    return Comparison(inputs, left_out, where, selection, terms, attributes, group)


@dataclass(frozen=True)
class Comparison:
    """Several experiments on the same images and labels; the reference comes first everywhere.

    `inputs` by experiment's name; `left_out` says of each image that they do not share why.
    """

    inputs: Mapping[str, Inputs]
    left_out: Mapping[str, str]
    artifacts: Artifacts
    selection: Selection
    terms: Terms
    attributes: str = ""
    group: str = ""

    @property
    def reference(self) -> str:
        """The name of the experiment that the others are compared to."""
        return next(iter(self.inputs))

    @cached_property
    def focus(self) -> str:
        """The name of the experiment whose slices and photos are shown."""
        others = [each.experiment for each in list(self.inputs.values())[1:]]
        name = self.terms.focus
        fitting = [each.name for each in others if not name or is_called(each, name)]
        if not fitting:
            names = [each.name for each in others]
            raise UsageError(
                f"`{name}` is none of the experiments compared to the reference: "
                f"{', '.join(names)}{nearest(name, names)}"
            )
        return fitting[-1]

    @property
    def images(self) -> pd.DataFrame:
        """The photos that all are judged on, one row each."""
        return self.inputs[self.reference].labels.images

    @cached_property
    def trainings(self) -> dict[str, Training]:
        """The training of each, by name; without epochs where it is not kept."""
        return {
            name: training_of_weights(each.experiment, out=self.selection.out)
            for name, each in self.inputs.items()
        }

    @cached_property
    def runs(self) -> dict[str, Evidence]:
        """What is known of each, by name; photos are measured once for all of them."""
        context = photo_context(
            self.inputs[self.reference], attributes=self.attributes, group=self.group
        )
        runs = {
            name: evidence_of(each, self.trainings[name], context)
            for name, each in self.inputs.items()
        }
        return {
            name: replace(run, read=is_read_by(self.inputs[name], run, self.attributes))
            for name, run in runs.items()
        }

    @property
    def pair(self) -> tuple[Evidence, Evidence]:
        """What is known of the experiment in focus, and of the reference."""
        return self.runs[self.focus], self.runs[self.reference]

    @property
    def margins(self) -> Margins:
        """Which differences are too small to matter."""
        return Margins(px=self.terms.margin_px, share=self.terms.margin_share)

    @cached_property
    def differences(self) -> pd.DataFrame:
        """Each experiment against the reference in every number, at its own threshold."""
        return differences.differences(self.runs, margins=self.margins)

    @cached_property
    def at_common_thresholds(self) -> pd.DataFrame:
        """The same at each common threshold, of the numbers that it decides most."""
        return differences.at_common(self.runs, self.terms.confidences, margins=self.margins)

    @cached_property
    def corner_differences(self) -> pd.DataFrame:
        """Each corner's mean error against the reference's."""
        return differences.corner_differences(self.runs, margins=self.margins)

    @property
    def slice_differences(self) -> pd.DataFrame:
        """The experiment in focus against the reference in each kind of ID and photo."""
        return self.slices[self.focus]

    @cached_property
    def slices(self) -> dict[str, pd.DataFrame]:
        """The same of each other experiment, by its name."""
        reference, *others = self.runs.values()
        tables = [slice_differences(run, reference, margins=self.margins) for run in others]
        return dict(zip(list(self.runs)[1:], tables, strict=True))

    @property
    def changed_labels(self) -> pd.DataFrame:
        """How each label's error changed from the reference to the experiment in focus."""
        return self.labels_changed[self.focus]

    @cached_property
    def labels_changed(self) -> dict[str, pd.DataFrame]:
        """The same of each other experiment, by its name."""
        reference, *others = self.runs.values()
        tables = [changed_labels.changed_labels(run, reference) for run in others]
        return dict(zip(list(self.runs)[1:], tables, strict=True))

    def most_changed(self, *, n: int) -> pd.DataFrame:
        """The n labels that got worse most, then the n that got better most."""
        return changed_labels.most_changed(self.changed_labels, n=n)

    @cached_property
    def agreement(self) -> pd.DataFrame:
        """How alike each two experiments are, one row per pair."""
        return changed_labels.agreement(self.runs)

    @property
    def targets(self) -> pd.DataFrame:
        """The targets of each, with what was measured and the verdict."""
        return _stacked({name: run.verdicts for name, run in self.runs.items()})

    @cached_property
    def changes(self) -> dict[str, pd.DataFrame]:
        """What changed from the reference to each other experiment, by its name."""
        first, *others = self.trainings.values()
        return {
            each.experiment.name: changes.what_changed(
                each.experiment, first.experiment, ran=each.ran, reference_ran=first.ran
            )
            for each in others
        }

    @property
    def what_changed(self) -> pd.DataFrame:
        """The same as one table, one row per key of an experiment."""
        return _stacked(self.changes)

    @property
    def trainings_kept(self) -> dict[str, bool]:
        """Whether the args.yaml of each other experiment, and of the reference, are kept."""
        first, *others = self.trainings.values()
        return {each.experiment.name: bool(each.ran and first.ran) for each in others}

    @property
    def results(self) -> dict[str, pd.DataFrame]:
        """The epochs of each training, by experiment; empty where it is not kept."""
        return {name: each.results for name, each in self.trainings.items()}

    @property
    def arguments(self) -> dict[str, Mapping[str, Any]]:
        """The arguments that each training ran with, by experiment."""
        return {name: each.ran for name, each in self.trainings.items()}

    @property
    def made_by(self) -> dict[str, Mapping[str, Any]]:
        """What made the predictions of each."""
        inputs = self.inputs.items()
        return {name: each.predictions.made_by for name, each in inputs if each.predictions}

    @cached_property
    def cost(self) -> pd.DataFrame:
        """Size and times of each, where they were recorded and may be compared."""
        return cost(self.made_by, self.results).dropna(axis="columns", how="all")

    @cached_property
    def reviews(self) -> pd.DataFrame:
        """How many cases of each were judged, who was to blame, and `by` whom; none without one."""
        rows = {}
        for name, inputs in self.inputs.items():
            reviewed = RunReview(inputs, self.runs[name]).reviewed
            counts = verdict_counts(reviewed.latest, n_cases=reviewed.n_cases)
            rows[name] = {**counts, "by": listed(judged_by(reviewed.latest))}
        table = pd.DataFrame.from_dict(rows, orient="index")
        return table[table[["judged", "stale"]].any(axis=1)]

    def findings(self) -> tuple[Finding, ...]:
        """Everything worth knowing about the comparison, worst first."""
        return self._findings

    @cached_property
    def _findings(self) -> tuple[Finding, ...]:
        return comparison_findings(self.compared)

    @cached_property
    def compared(self) -> Compared:
        """What the rules look at."""
        return Compared(
            self.runs,
            self.differences,
            self.at_common_thresholds,
            changed=self.changes,
            trainings_kept=self.trainings_kept,
            left_out=self.left_out,
            made_by=self.made_by,
        )

    def save(self, figures: Mapping[str, "Figure"]) -> list[str]:
        """Save all tables, findings and figures; returns the files written."""
        tables = {
            "differences": self.differences,
            "common": self.at_common_thresholds,
            "corners": self.corner_differences,
            "slices": _stacked(self.slices),
            "agreement": self.agreement,
            "changed_labels": _stacked(self.labels_changed),
        }
        return save_comparison(
            self.artifacts,
            described(self),
            tables=tables,
            findings=self.findings(),
            figures=figures,
        )


def _stacked(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The tables under each other, with the experiment's name first."""
    named = [table.assign(experiment=name) for name, table in tables.items()]
    whole = pd.concat([table for table in named if len(table)] or named[:1], ignore_index=True)
    return whole[["experiment", *whole.columns.drop("experiment")]]
