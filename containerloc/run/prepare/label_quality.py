"""What notebook 05 knows of labels beyond their structure: copies, models, a second reading."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from containerloc.analysis.labels import findings as rules
from containerloc.analysis.labels.copies import groups_of, near_duplicates
from containerloc.analysis.labels.drift import drifts
from containerloc.analysis.labels.findings import label_findings
from containerloc.analysis.labels.labels_or_model import corner_verdicts
from containerloc.analysis.labels.odd_shapes import shape_scores
from containerloc.analysis.labels.second_reading import paired_readings, repeat_noise
from containerloc.analysis.labels.suspects import suspects
from containerloc.analysis.measures.causes import GROSS, causes
from containerloc.analysis.measures.corner_errors import per_label
from containerloc.analysis.measures.matching import matching
from containerloc.analysis.measures.thresholds import critical_confidences
from containerloc.data.attributes import read_attributes
from containerloc.data.dataset import read_dataset
from containerloc.data.labels import read_labels
from containerloc.data.tables import quads_of
from containerloc.errors import UsageError
from containerloc.experiment.experiment import find_experiment, load_experiment
from containerloc.finding import Finding
from containerloc.quads import Floats, own_frame_errors
from containerloc.run.prepare.inputs import Inputs, Selection, open_inputs
from containerloc.run.prepare.suspects import copies_elsewhere

_log = logging.getLogger(__name__)

FAR = 0.5  # in text heights: an error larger than that is of another kind than placing a corner


@dataclass(frozen=True)
class LabelQuality:
    """The labels of a split and everything that may tell on them; tables made once.

    `models` are predictions of one or several experiments on these images, `repeats` a second
    reading of some labels, `attributes` columns of the images by which labels may differ.
    """

    run: Inputs
    faults: pd.DataFrame
    models: tuple[pd.DataFrame, ...]
    repeats: pd.DataFrame | None
    attributes: pd.DataFrame

    @cached_property
    def copies(self) -> pd.DataFrame:
        """Pairs of photos of this split that are the same, or nearly."""
        return near_duplicates(self.run.photo_hashes)

    @cached_property
    def leaks(self) -> pd.DataFrame:
        """Photos that another split has, too."""
        return copies_elsewhere(self.run)

    @cached_property
    def groups(self) -> "pd.Series[int]":
        """Image -> its group of copies."""
        return groups_of(self.copies, self.run.labels.images["image"])

    @cached_property
    def shapes(self) -> pd.DataFrame:
        """How odd each label's shape is."""
        return shape_scores(self.run.labels.table)

    @cached_property
    def suspected(self) -> pd.DataFrame:
        """Labels to look at again."""
        labels = self.run.labels
        return suspects(
            labels.table,
            labels.images,
            self.models,
            faults=self.faults,
            copies=self.leaks,
            confidence=self.run.confidence,
        )

    @cached_property
    def noise(self) -> pd.DataFrame:
        """Scatter and offset of each corner by the second reading; empty without one."""
        if self.repeats is None:
            return pd.DataFrame()
        return repeat_noise(self.run.labels.table, self.repeats)

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """Of the first model's error, what is the labels'; empty without a model."""
        if not self.models:
            return pd.DataFrame()
        errors = [self._errors(model) for model in self.models]
        groups = self.run.labels.table["image"].map(self.groups).astype(str)
        return corner_verdicts(errors[0], groups, repeat=self._repeat(), others=errors[1:])

    @cached_property
    def drifts(self) -> pd.DataFrame:
        """Levels of a column whose labels lie otherwise; empty without a model."""
        if not self.models:
            return pd.DataFrame()
        columns = self.attributes.loc[self.run.labels.table["image"]].reset_index(drop=True)
        return drifts(self._errors(self.models[0]), columns)

    def findings(self) -> tuple[Finding, ...]:
        """What is to be known of these labels, worst first."""
        n = len(self.run.labels.table)
        beyond = [
            *rules.copy_findings(self.groups, self.leaks),
            *rules.suspects_told(self.suspected, n),
            *rules.noise_told(self.noise),
            *rules.verdicts_told(self.verdicts),
            *rules.drifts_told(self.drifts),
        ]
        images = len(self.run.labels.images)
        return label_findings(self.faults, n_images=images, n_labels=n, beyond=beyond)

    def _errors(self, model: pd.DataFrame) -> Floats:
        """Signed corner errors of a model, NaN where it did something else than place corners."""
        labels, images = self.run.labels.table, self.run.labels.images
        matched = matching(model, labels)
        errors = per_label(matched, images, confidence=self.run.confidence)
        gross = causes(errors, critical_confidences(matched), self.faults).isin(GROSS)
        signed = own_frame_errors(errors.predicted, errors.truth)
        far = (np.linalg.norm(signed, axis=2) > FAR * errors.text_wh[:, 1:]).all(axis=1)
        signed[gross.to_numpy(bool) | far] = np.nan
        return signed

    def _repeat(self) -> Floats | None:
        if self.repeats is None:
            return None
        labels = self.run.labels.table
        rows = paired_readings(labels, self.repeats)
        quads = quads_of(labels)
        moved = np.full(quads.shape, np.nan)
        moved[rows["label"]] = own_frame_errors(
            quads_of(self.repeats)[rows["repeat"]], quads[rows["label"]]
        )
        return moved


def gather_quality(
    run: Inputs,
    faults: pd.DataFrame,
    *,
    others: Sequence[str] = (),
    repeats: str = "",
    attributes: str = "",
    out: str = "",
) -> LabelQuality:
    """Everything on the labels of a run.

    Parameters
    ----------
    others
        Further experiments, by file or name, whose models look at the same images. The run's own
        is asked where it has weights.
    repeats
        A folder of label files, a second reading of some of the images; empty for none.
    attributes
        A CSV with a column `image` and others by which labelling may differ: annotator, batch.
    """
    models = []
    for experiment in (str(run.experiment.path), *others):
        path = find_experiment(experiment, run.experiment.root)
        selection = Selection(split=run.split, data=str(run.data_yaml), out=out)
        try:
            asked = open_inputs(load_experiment(path), selection)
        except UsageError as error:
            if experiment in others:
                raise
            _log.warning(f"labels alone: {error}")
            continue
        assert asked.predictions is not None
        models.append(asked.predictions.table)
    dataset = read_dataset(run.data_yaml)
    again = read_labels(dataset, run.split, folder=Path(repeats)).table if repeats else None
    images = run.labels.images["image"]
    known = read_attributes(Path(attributes)) if attributes else pd.DataFrame(index=images)
    return LabelQuality(run, faults, tuple(models), again, known.reindex(images))
