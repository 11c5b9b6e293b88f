"""The suspects among a run's labels: the same in notebook 05, on the command line, in a review."""

import logging
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from containerloc.analysis.labels.suspects import suspects
from containerloc.analysis.measures.corner_errors import per_label
from containerloc.analysis.measures.matching import Matching
from containerloc.data.labels import read_labels
from containerloc.run.prepare.inputs import Inputs
from containerloc.run.prepare.reading.known_texts import stored_evidence

_log = logging.getLogger(__name__)

REPEATS = "repeats"  # the folder beside a data.yaml with a second reading of some labels


def second_reading(inputs: Inputs, folder: str = "") -> pd.DataFrame | None:
    """A second reading of some labels, of a folder or of that beside the data; None for none."""
    beside = inputs.dataset.path.parent / REPEATS
    if not folder and not (beside / inputs.split).is_dir():
        return None
    again = read_labels(inputs.dataset, inputs.split, folder=Path(folder) if folder else beside)
    _log.info(f"second reading: {folder or beside}, {len(again.table)} labels")
    return again.table


def suspected(
    inputs: Inputs,
    models: Sequence[Matching],
    *,
    repeats: pd.DataFrame | None,
    copies: pd.DataFrame | None = None,
    attributes: str = "",
) -> pd.DataFrame:
    """What is suspected, as of `suspects`, by all that is known of the labels.

    `models` as matched to them, the run's own first; what a reader made of labels and of its
    corners counts where notebook 09 has stored it, and `attributes` tell texts, as there.
    """
    labels, images, confidence = inputs.labels.table, inputs.labels.images, inputs.confidence
    texts = None
    if models:
        errors = per_label(models[0], images, confidence=confidence)
        texts = stored_evidence(inputs, errors, attributes)
    return suspects(
        labels,
        images,
        models,
        faults=inputs.label_faults,
        copies=copies,
        repeats=repeats,
        texts=texts,
        confidence=confidence,
    )
