"""What `containerloc sweep` prints: a table of thresholds, with labels or without."""

from collections.abc import Sequence
from typing import Final

import pandas as pd
from rich.table import Table

from containerloc.analysis.labels.copies import groups_of, twins
from containerloc.analysis.measures.confusion import confusion
from containerloc.analysis.measures.matching import Matching, matching
from containerloc.analysis.measures.thresholds.sweep import sweep, sweep_unlabeled
from containerloc.data.dataset import read_dataset
from containerloc.data.joining import join_to_labels
from containerloc.data.labels import read_labels
from containerloc.data.predictions import read_predictions, unknown_corners
from containerloc.errors import UsageError
from containerloc.experiment.gate import Gate
from containerloc.run.prepare.session import Run
from containerloc.show.tables import sweep_table, unlabeled_sweep_table
from containerloc.wording import counted, is_or_are

# Beside the count of false positives and the IoU that counts misses; 80 columns hold no more.
_TOLD_OTHERWISE: Final = ("false_positives_per_image", "iou")


def experiment_table(run: Run, *, thresholds: Sequence[float]) -> Table:
    """What each threshold keeps of an experiment's predictions, and which is advised, if any.

    The advice has to hold when images are resampled: groups of them, where the run has groups.
    """
    _check(thresholds)
    choice = run.thresholds
    table = _against_labels(choice.evidence.matching, len(choice.evidence.images), thresholds)
    advice = " ".join(finding.sentence for finding in choice.findings())
    table.caption = " ".join(filter(None, (str(table.caption or ""), advice)))
    return table


def file_table(
    predictions: str,
    *,
    thresholds: Sequence[float],
    data: str = "",
    split: str = "val",
    images: int = 0,
) -> Table:
    """What each threshold keeps, from predictions alone; with `data`, how well it fits the labels.

    Its caption names images with the same predictions: probably copies, which count once. `images`
    is how many there were, where the file does not name those without a prediction.
    """
    _check(thresholds)
    if not predictions:
        raise UsageError("give an experiment, or a file of --predictions")
    stored = read_predictions(predictions)
    if data:
        dataset = read_dataset(data)
        labels, gate = read_labels(dataset, split), Gate().of_classes(len(dataset.names))
        matched = matching(join_to_labels(stored, labels).table, labels.table, gate=gate)
        return _against_labels(matched, len(labels.images), thresholds)
    n = images or len(stored.images)
    if n < len(stored.images):
        raise UsageError(f"{n} images, but {predictions} has predictions on {len(stored.images)}")
    swept = sweep_unlabeled(stored.table, n_images=n, thresholds=thresholds)
    title = "without labels: what is kept, not what is right"
    return _table(unlabeled_sweep_table(swept, n_images=n), title, _notes(stored.table, n))


def _against_labels(matched: Matching, n_images: int, thresholds: Sequence[float]) -> Table:
    swept = sweep(matched, n_images=n_images, thresholds=thresholds)
    told_otherwise = [column for column in _TOLD_OTHERWISE if column in swept]
    written = sweep_table(swept.drop(columns=told_otherwise), n_labels=len(matched.labels))
    told = (
        matched.gate.sentence,
        _exchanged(matched, min(thresholds, default=1.0)),
        _notes(matched.predictions, n_images),
    )
    return _table(written, "against the labels", " ".join(filter(None, told)))


def _exchanged(matched: Matching, confidence: float) -> str:
    """How many labels have another class predicted on them; empty where none has."""
    n, of = int(confusion(matched, confidence=confidence).exchanged.sum()), len(matched.labels)
    if not n:
        return ""
    at = f"at confidence {confidence:g}"
    return f"{n} of {counted(of, 'label')} {is_or_are(n)} predicted as another class {at}."


def _table(written: pd.DataFrame, title: str, caption: str | None) -> Table:
    table = Table(title=title, caption=caption, caption_justify="left")
    for column in written.columns:
        table.add_column(column, overflow="fold")  # rather on two lines than cut
    for row in written.itertuples(index=False):
        table.add_row(*row)
    return table


def refuse_groups(attributes: str, group: str) -> None:
    """UsageError for groups of images without an experiment, whose advice they are for."""
    if attributes or group:
        raise UsageError("attributes and groups are for the advice on an experiment: name one")


def _check(thresholds: Sequence[float]) -> None:
    if any(not 0 <= threshold <= 1 for threshold in thresholds):
        raise UsageError(f"thresholds lie between 0 and 1; got {', '.join(map(str, thresholds))}")


def _notes(predictions: pd.DataFrame, n_images: int) -> str | None:
    notes = _same_twice(predictions, n_images), unknown_corners(predictions)
    return " ".join(f"{note}." for note in notes if note) or None


def _same_twice(predictions: pd.DataFrame, n_images: int) -> str:
    pairs = twins(predictions)
    if pairs.empty:
        return ""
    names = pd.Series(predictions["image"].unique())
    copies = len(names) - groups_of(pairs, names).nunique()
    listed = ", ".join(f"{one} = {other}" for one, other in pairs.itertuples(index=False))
    return (
        f"The same prediction to a hundredth of a pixel, so probably the same photo: {listed}. "
        f"{n_images - copies} of the {n_images} images are different"
    )


def parsed_numbers(text: str) -> tuple[float, ...]:
    """Numbers written with commas between them.

    Examples
    --------
    >>> parsed_numbers("0.1, 0.25")
    (0.1, 0.25)
    """
    try:
        return tuple(float(part) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise UsageError(f"`{text}`: numbers with commas between them, as in 0.1,0.25") from error
