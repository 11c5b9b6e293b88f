"""What `containerloc sweep` prints: a table of thresholds, with labels or without."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pandas as pd
from rich.table import Table

from containerloc.analysis.labels.copies import groups_of, twins
from containerloc.analysis.measures.matching import matching
from containerloc.analysis.measures.thresholds import sweep, sweep_unlabeled
from containerloc.data.dataset import read_dataset
from containerloc.data.joining import join_to_labels
from containerloc.data.labels import read_labels
from containerloc.data.predictions import read_predictions
from containerloc.errors import UsageError
from containerloc.wording import DASH


def sweep_table(
    predictions: Path,
    *,
    thresholds: Sequence[float],
    data: str = "",
    split: str = "val",
    images: int = 0,
) -> Table:
    """What each threshold keeps, from predictions alone; with `data`, how well it fits the labels.

    Its caption names images that the model cannot tell apart: copies, which count once. `images`
    is how many there were, where the file does not name those without a prediction.
    """
    if any(not 0 <= threshold <= 1 for threshold in thresholds):
        raise UsageError(f"thresholds lie between 0 and 1; got {', '.join(map(str, thresholds))}")
    stored = read_predictions(predictions)
    if data:
        labels = read_labels(read_dataset(data), split)
        joined, n = join_to_labels(stored, labels), len(labels.images)
        swept = sweep(matching(joined.table, labels.table), n_images=n, thresholds=thresholds)
        table = _labeled(swept, len(labels.table))
    else:
        n = images or len(stored.images)
        if n < len(stored.images):
            raise UsageError(
                f"{n} images, but {predictions} has predictions on {len(stored.images)}"
            )
        table = _unlabeled(sweep_unlabeled(stored.table, n_images=n, thresholds=thresholds), n)
    table.caption, table.caption_justify = _same_twice(stored.table, n), "left"
    return table


def _same_twice(predictions: pd.DataFrame, n_images: int) -> str | None:
    pairs = twins(predictions)
    if pairs.empty:
        return None
    names = pd.Series(predictions["image"].unique())
    copies = len(names) - groups_of(pairs, names).nunique()
    listed = ", ".join(f"{one} = {other}" for one, other in pairs.itertuples(index=False))
    return (
        f"The same prediction to a hundredth of a pixel, so probably the same photo: {listed}. "
        f"{n_images - copies} of the {n_images} images are different."
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


_WITH_LABELS: Final = {
    "false_positives_per_image": ("false positives per image", ".2f"),
    "precision": ("precision", ".3f"),
    "mde_px": ("MDE, px", ".2f"),
    "iou": ("polygon IoU", ".3f"),
    "iou_unconditional": ("polygon IoU, misses as 0", ".3f"),
}


def _labeled(swept: pd.DataFrame, n_labels: int) -> Table:
    headings = [words for words, _ in _WITH_LABELS.values()]
    table = Table("threshold", "detected", *headings, title="against the labels")
    for row in swept.to_dict("records"):
        written = [
            DASH if pd.isna(row[key]) else format(row[key], form)
            for key, (_, form) in _WITH_LABELS.items()
        ]
        table.add_row(f"{row['threshold']:g}", f"{row['detected']} of {n_labels}", *written)
    return table


def _unlabeled(swept: pd.DataFrame, n_images: int) -> Table:
    headings = ("threshold", "images with a prediction", "predictions per image")
    table = Table(*headings, title="without labels: what is kept, not what is right")
    for row in swept.to_dict("records"):
        kept = f"{row['images_kept']:.0f} of {n_images}"
        table.add_row(f"{row['threshold']:g}", kept, f"{row['predictions_per_image']:.2f}")
    return table
