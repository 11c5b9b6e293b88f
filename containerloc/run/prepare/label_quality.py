"""The session of notebook 05: the labels of one split, and every table on them made once."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from containerloc.analysis.labels.contents import contents, faulty_labels
from containerloc.analysis.labels.copies import groups_of, near_duplicates
from containerloc.analysis.labels.drift import drifts
from containerloc.analysis.labels.findings import LabelEvidence, label_findings
from containerloc.analysis.labels.labels_or_model import corner_verdicts
from containerloc.analysis.labels.odd_shapes import shape_scores
from containerloc.analysis.labels.repairs import certain_repairs
from containerloc.analysis.labels.second_reading import reading_errors, repeat_noise
from containerloc.analysis.measures.causes import GROSS, causes
from containerloc.analysis.measures.confusion import ALL_CLASSES
from containerloc.analysis.measures.corner_errors import per_label
from containerloc.analysis.measures.matching import Matching, matching
from containerloc.analysis.measures.sizes import size_quantiles
from containerloc.analysis.measures.thresholds.sweep import critical_confidences
from containerloc.analysis.review.cleared import is_cleared
from containerloc.analysis.statistics.groups import joined
from containerloc.data.formats.attributes import given_attributes, rows_used
from containerloc.data.tables import PREDICTION_COLUMNS, table_of
from containerloc.errors import ContainerlocError
from containerloc.experiment.experiment import find_experiment, load_experiment
from containerloc.finding import Finding
from containerloc.quads import Floats
from containerloc.run.files.artifacts import artifacts_of
from containerloc.run.files.log import show_log
from containerloc.run.files.results import save_results
from containerloc.run.prepare.evidence import known_of_photos
from containerloc.run.prepare.inputs import (
    Inputs,
    Selection,
    label_inputs,
    naming,
    opened,
    with_predictions,
)
from containerloc.run.prepare.review.suspected import second_reading, suspected
from containerloc.run.prepare.review.verdicts import judged_suspects
from containerloc.run.prepare.suspects import copies_elsewhere

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_log = logging.getLogger(__name__)

MAX_PLACING_ERROR = 0.5  # in text heights: a larger error is of another kind than placing a corner


def open_labels(
    experiment: Path | str,
    selection: Selection,
    *,
    others: Sequence[str] | str = (),
    repeats: str = "",
    attributes: str = "",
    group: str = "",
) -> "LabelQuality":
    """Open the labels of an experiment's data for notebook 05.

    Parameters
    ----------
    experiment
        Its YAML file.
    others
        Further experiments, by file or name, whose models look at the same images. The model of
        `experiment` is asked where it has weights.
    repeats
        A folder of label files, a second reading of some of the images; empty for `repeats` beside
        the data.yaml, where there is one.
    attributes
        A CSV with a column `image` and others by which labelling may differ: annotator, batch.
    group
        The column that says which photos show one thing; by default `group`, else `container`.
    """
    show_log()
    loaded, selection = opened(experiment, selection)
    inputs = label_inputs(loaded, selection)
    names = [others] if isinstance(others, str) else others  # one name is a list of one
    further = [load_experiment(find_experiment(name, loaded.root)) for name in names]
    models = []
    try:
        models.append(with_predictions(inputs, selection).predicted.table)
    except ContainerlocError as error:
        _log.warning(f"no model looks at the labels: {error}")
    for each in further:
        same = replace(inputs, experiment=each, artifacts=artifacts_of(each, selection.out))
        with naming(each):
            models.append(with_predictions(same, Selection(out=selection.out)).predicted.table)
    known = pd.DataFrame(index=inputs.labels.images["image"])
    if attributes:
        given = given_attributes(inputs.dataset, inputs.labels.images, Path(attributes))
        _log.info(f"{attributes}: {rows_used(given)}")
        known = given.table
    shows = known_of_photos(inputs, attributes=attributes, group=group).given
    again = second_reading(inputs, repeats)
    return LabelQuality(inputs, tuple(models), again, known, shows, attributes)


@dataclass(frozen=True)
class LabelQuality:
    """The labels of a split, and all that may show where they are wrong.

    `models` are predictions of one or several experiments on these images, `repeats` a second
    reading of some labels, `attributes` columns of the images by which labels may differ, `shows`
    which container, say, each image shows, where that is known; `texts_file` the CSV that tells
    the texts of labels, empty for that beside the data.
    """

    inputs: Inputs
    models: tuple[pd.DataFrame, ...] = ()
    repeats: pd.DataFrame | None = None
    attributes: pd.DataFrame | None = None
    shows: "pd.Series[Any]" = field(default_factory=partial(pd.Series, dtype="object"))
    texts_file: str = ""

    @property
    def labels(self) -> pd.DataFrame:
        """The labels, one row each."""
        return self.inputs.labels.table

    @property
    def images(self) -> pd.DataFrame:
        """The photos, one row each."""
        return self.inputs.labels.images

    @property
    def faults(self) -> pd.DataFrame:
        """Every fault of files, lines and geometry."""
        return self.inputs.label_faults

    @cached_property
    def repairs(self) -> pd.DataFrame:
        """The repairs that need no eyes, one row per line of a label file."""
        confidence = self.inputs.confidence
        errors = [per_label(one, self.images, confidence=confidence) for one in self.matched]
        return certain_repairs(self.labels, self.faults, models=errors)

    @cached_property
    def faulty(self) -> pd.DataFrame:
        """The labels that have faults, errors first, with the column `faults` naming them."""
        return faulty_labels(self.labels, self.faults)

    @cached_property
    def counts(self) -> pd.DataFrame:
        """How many images, labels and faults there are."""
        n_skipped = self.inputs.labels.n_skipped_images
        return contents(self.images, self.labels, self.faults, n_skipped=n_skipped)

    @cached_property
    def sizes(self) -> pd.DataFrame:
        """Quantiles of the sizes of all labels; of each class, too, where there are several."""
        every = size_quantiles(self.labels, self.images)
        classes = {
            str(name): size_quantiles(rows, self.images)
            for name, rows in self.labels.groupby("class_name", sort=False)
        }
        if len(classes) < 2:
            return every
        return pd.concat({ALL_CLASSES: every, **classes}, names=["class"]).reset_index("class")

    @cached_property
    def copies(self) -> pd.DataFrame:
        """Pairs of photos of this split that are the same, or nearly."""
        return near_duplicates(self.inputs.photo_hashes)

    @cached_property
    def groups(self) -> "pd.Series[int]":
        """Image -> its group of copies."""
        return groups_of(self.copies, self.images["image"])

    @cached_property
    def leaks(self) -> pd.DataFrame:
        """Photos that another split has, too."""
        return copies_elsewhere(self.inputs)

    @cached_property
    def shapes(self) -> pd.DataFrame:
        """How odd each label's shape is, the oddest first."""
        scores = shape_scores(self.labels)
        return scores.sort_values("score", ascending=False, kind="stable")

    @cached_property
    def suspects(self) -> pd.DataFrame:
        """Labels to look at again, the most certain first; `verdict` confirms one."""
        return self._suspects[~is_cleared(self._suspects)].reset_index(drop=True)

    @cached_property
    def cleared(self) -> pd.DataFrame:
        """Suspects that somebody has looked at and not found wrong."""
        return self._suspects[is_cleared(self._suspects)].reset_index(drop=True)

    @cached_property
    def _suspects(self) -> pd.DataFrame:
        every = suspected(
            self.inputs,
            self.matched,
            repeats=self.repeats,
            copies=self.leaks,
            attributes=self.texts_file,
        )
        first = self.models[0] if self.models else table_of({}, PREDICTION_COLUMNS)
        return judged_suspects(every, self.inputs, first)

    @cached_property
    def noise(self) -> pd.DataFrame:
        """Scatter and offset of each corner by the second reading; empty without one."""
        return pd.DataFrame() if self.repeats is None else repeat_noise(self.labels, self.repeats)

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """Which part of the first model's error is the labels'; empty without a model."""
        if not self.models:
            return pd.DataFrame()
        first, *others = self._placing_errors
        repeat = None if self.repeats is None else reading_errors(self.labels, self.repeats)
        alike = joined(self.images["image"], self.shows, self.groups)
        groups = self.labels["image"].map(alike).astype(str)
        return corner_verdicts(first, groups, repeat=repeat, others=others)

    @cached_property
    def drifts(self) -> pd.DataFrame:
        """Values of an attribute whose labels lie differently; empty without a model."""
        if not self.models or self.attributes is None:
            return pd.DataFrame()
        columns = self.attributes.loc[self.labels["image"]].reset_index(drop=True)
        return drifts(self._placing_errors[0], columns)

    @cached_property
    def matched(self) -> list[Matching]:
        """The predictions of each model, matched to the labels."""
        return [matching(model, self.labels, gate=self.inputs.gate) for model in self.models]

    @cached_property
    def _placing_errors(self) -> list[Floats]:
        return [self._placing_errors_of(model) for model in self.matched]

    def _placing_errors_of(self, model: Matching) -> Floats:
        """Signed corner errors of a model, NaN where it did more than misplace corners."""
        errors = per_label(model, self.images, confidence=self.inputs.confidence)
        kinds = causes(errors, critical_confidences(model), self.faults)
        signed = errors.signed_px.copy()
        far = np.linalg.norm(signed, axis=2) > MAX_PLACING_ERROR * errors.text_wh[:, 1:]
        signed[kinds.isin(GROSS).to_numpy(bool) | far.all(axis=1)] = np.nan
        return signed

    def findings(self) -> tuple[Finding, ...]:
        """What is to be known of these labels, worst first."""
        return self._findings

    @cached_property
    def _findings(self) -> tuple[Finding, ...]:
        return label_findings(
            LabelEvidence(
                n_images=len(self.images),
                n_labels=len(self.labels),
                faults=self.faults,
                groups=self.groups,
                leaks=self.leaks,
                suspects=self.suspects,
                noise=self.noise,
                verdicts=self.verdicts,
                drifts=self.drifts,
            )
        )

    def save(self, figures: Mapping[str, "Figure"]) -> list[str]:
        """Save counts, findings, suspects and figures; returns the files written."""
        where = self.inputs.artifacts
        counts = self.counts.rename(columns={"count": "value"}).add_prefix("dataset_", axis="index")
        return save_results(
            where,
            "05",
            findings=self.findings(),
            numbers=counts,
            tables={where.suspects: self.suspects},
            figures=figures,
        )
