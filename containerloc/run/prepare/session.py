"""The session of notebooks 04, 06, 07 and 09: one experiment, and every table of it made once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from containerloc.analysis.diagnosis.diagnose import diagnose
from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.measures.calibration import corner_calibration, reject_curve, reject_gain
from containerloc.analysis.measures.cause_gains import cause_table
from containerloc.analysis.measures.confusion import ALL_CLASSES, confusion_table, object_counts
from containerloc.analysis.measures.corner_errors import worst
from containerloc.analysis.measures.decomposition import error_shares
from containerloc.analysis.measures.headline import per_corner
from containerloc.analysis.review.findings import review_findings
from containerloc.data.labels import Labels
from containerloc.experiment.experiment import Experiment
from containerloc.finding import Finding, worst_first
from containerloc.run.files.artifacts import from_here
from containerloc.run.files.log import show_log
from containerloc.run.files.results import save_results
from containerloc.run.prepare.evidence import evidence_of, gather, known_of_photos
from containerloc.run.prepare.inputs import Inputs, Selection, open_inputs, opened
from containerloc.run.prepare.reading.session import ReadingRun
from containerloc.run.prepare.review.run_review import RunReview, user_name
from containerloc.run.prepare.threshold_choice import ThresholdChoice
from containerloc.run.prepare.training import (
    Training,
    open_training,
    sample_to_train_on,
    trainer_table,
    training_of_weights,
)
from containerloc.run.prepare.weights import Compute, train_experiment
from containerloc.show.review.widget import NO_FRONT_END, has_front_end, review_widget
from containerloc.show.tables import numbers_table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Run", "Selection", "open_run"]


def open_run(
    experiment: Path | str, selection: Selection, *, attributes: str = "", group: str = ""
) -> "Run":
    """Open an experiment for a notebook; nothing but its file is read yet.

    Parameters
    ----------
    experiment
        Its YAML file.
    attributes
        A CSV with a column `image`, for slices by its columns, besides the data set's own.
    group
        The column that says which photos show one thing; by default `group`, else `container`.

    Raises
    ------
    UsageError
        When the file is no experiment, and for a selection that contradicts itself.
    """
    show_log()
    return Run(*opened(experiment, selection), attributes, group)


@dataclass(frozen=True)
class Run:
    """One experiment on one split: what notebook 06 shows, and the way to 04, 07 and 09.

    Whatever a property needs (data, predictions, photos) is opened, or made, when it is first
    asked for.
    """

    experiment: Experiment
    selection: Selection
    attributes: str = ""
    group: str = ""

    def train(self, *, device: str = "auto", bfloat16: bool = False, jobs: int = 1) -> Training:
        """Train the experiment, or go on where it was interrupted; a finished one is only read."""
        data, out = self.selection.data, self.selection.out
        compute = Compute(device, bfloat16, jobs)
        train_experiment(self.experiment, resume=True, data=data, out=out, compute=compute)
        return open_training(self.experiment, out=out)

    @property
    def trainer_arguments(self) -> pd.DataFrame:
        """What the trainer is given, one row per argument."""
        return trainer_table(self.experiment, data=self.selection.data)

    @cached_property
    def training_sample(self) -> Labels:
        """Labels of images that are trained on, or of the split `val`, validated on meanwhile."""
        split, data = self.selection.split, self.selection.data
        return sample_to_train_on(self.experiment, split=split, data=data)

    @cached_property
    def inputs(self) -> Inputs:
        """Labels and predictions of the split."""
        return open_inputs(self.experiment, self.selection)

    @cached_property
    def training(self) -> Training:
        """The training that made the weights; without epochs where it is not kept."""
        out, weights = self.selection.out, self.selection.weights
        return training_of_weights(self.experiment, out=out, weights=weights)

    @cached_property
    def evidence(self) -> Evidence:
        """Everything that the rules look at."""
        return gather(self.inputs, self.training, attributes=self.attributes, group=self.group)

    @cached_property
    def thresholds(self) -> ThresholdChoice:
        """The same predictions at every threshold; no photo is opened."""
        known = known_of_photos(self.inputs, attributes=self.attributes, group=self.group)
        return ThresholdChoice(self.inputs, evidence_of(self.inputs, self.training, known))

    @cached_property
    def reading(self) -> ReadingRun:
        """What a reader of text makes of the crops."""
        return ReadingRun(self.inputs, self.evidence, self.attributes)

    @cached_property
    def corners(self) -> pd.DataFrame:
        """The errors of each corner by itself; of each class, too, where there are several."""
        tables = {name: per_corner(run.numbers) for name, run in self.by_class.items()}
        if not tables:
            return per_corner(self.evidence.numbers)
        return pd.concat(tables, names=["class"]).reset_index("class")

    @cached_property
    def objects(self) -> pd.DataFrame:
        """What became of the labels and predictions of each class: counts."""
        return object_counts(self.evidence.confusion, self.evidence.class_names)

    @cached_property
    def confusion(self) -> pd.DataFrame:
        """How many labels of each class have a prediction of which class on them."""
        return confusion_table(self.evidence.confusion, self.evidence.class_names)

    @property
    def by_class(self) -> dict[str, Evidence]:
        """All labels, then those of each class by itself; empty where there is only one."""
        classes = self.evidence.by_class
        return {ALL_CLASSES: self.evidence, **classes} if classes else {}

    @cached_property
    def causes(self) -> pd.DataFrame:
        """How many labels each cause explains, and what mending it would gain."""
        return cause_table(self.evidence.errors, self.evidence.causes)

    @cached_property
    def error_shares(self) -> pd.DataFrame:
        """What the squared errors of the well located IDs are made of."""
        return error_shares(self.evidence.well_located)

    @cached_property
    def calibration(self) -> pd.DataFrame:
        """Whether the model's confidence in a corner tells how far off it is."""
        return corner_calibration(self.evidence.errors)

    @cached_property
    def reject_curve(self) -> pd.DataFrame:
        """The MDE of what is kept when the least confident IDs are rejected."""
        return reject_curve(self.evidence.errors)

    @cached_property
    def reject_gain(self) -> "pd.Series[float]":
        """How much of the best possible gain rejecting by confidence brings."""
        return reject_gain(self.evidence.errors)

    @property
    def missed(self) -> NDArray[np.int64]:
        """The places in `errors` of labels that no prediction matches."""
        return np.flatnonzero(~self.evidence.errors.detected)

    @cached_property
    def reviewed(self) -> RunReview:
        """The cases, and what people say of them."""
        return RunReview(self.inputs, self.evidence, diagnose(self.evidence))

    @property
    def reviewed_numbers(self) -> pd.DataFrame:
        """The headline with and without disputed labels, in words; empty where nobody judged."""
        reviewed = self.reviewed.numbers
        if reviewed.empty:
            return reviewed
        runs = {"labels as they are": self.evidence.numbers, "as reviewed": reviewed}
        return numbers_table({name: numbers.to_dict("index") for name, numbers in runs.items()})

    @property
    def review_page(self) -> str:
        """Where review.html is, as seen from a notebook: beside the folder of executed ones."""
        page = self.inputs.artifacts.review_page
        if os.environ.get(NO_FRONT_END):
            return f"../{page.name}"
        return Path(from_here(page)).as_posix() if page.is_file() else ""

    def review(self, pictures: "Figure") -> Any:
        """All cases, to be looked at and judged, where there is a front end; else the pictures."""
        if not has_front_end():
            return pictures
        shown, verdicts = self.reviewed.shown(who=user_name()), self.reviewed.verdicts
        return review_widget(shown, pictures, save=verdicts.save, verdicts=verdicts.shown)

    def worst(self, *, over_px: float, at_least: int) -> NDArray[np.int64]:
        """The places in `errors` that are off by more than `over_px`, or the `at_least` worst."""
        return worst(self.evidence.errors, over_px=over_px, at_least=at_least)

    def findings(self) -> tuple[Finding, ...]:
        """What is to be known of the experiment, worst first."""
        return self._findings

    @cached_property
    def _findings(self) -> tuple[Finding, ...]:
        own = review_findings(self.reviewed.reviewed)
        return worst_first([*self.reviewed.findings, *own])

    def save(self, figures: Mapping[str, "Figure"]) -> list[str]:
        """Save numbers, findings, errors and figures; returns the files written."""
        where = self.inputs.artifacts
        reviewed = self.reviewed.numbers.add_prefix("reviewed_", axis="index")
        tables = {where.per_image: self.evidence.errors.frame}
        if self.by_class:
            numbers = {name: run.numbers for name, run in self.by_class.items()}
            tables[where.per_class] = pd.concat(numbers, names=["class"]).reset_index()
            tables[where.confusion] = self.confusion.reset_index()
        else:  # of an earlier run on several classes
            where.per_class.unlink(missing_ok=True)
            where.confusion.unlink(missing_ok=True)
        return save_results(
            where,
            "06",
            findings=self.findings(),
            numbers=pd.concat([self.evidence.numbers, reviewed]),
            tables=tables,
            figures=figures,
        )
