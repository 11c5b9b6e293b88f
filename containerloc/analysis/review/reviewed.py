"""Labels and numbers as people who looked at them say: corrected, and without what is disputed."""

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.measures.headline import headline_numbers
from containerloc.analysis.review.cases import prediction_objects
from containerloc.analysis.review.verdicts import AMBIGUOUS, LABEL_WRONG, PHOTO_BAD, is_corrected
from containerloc.data.tables import (
    CORNER_COLUMNS,
    LABEL_COLUMNS,
    VISIBILITY_COLUMNS,
    box_columns,
    quad_columns,
    quads_of,
    table_of,
)
from containerloc.quads import Bools, bounds

_DISPUTED: Final = (LABEL_WRONG, AMBIGUOUS, PHOTO_BAD)


def proposals(standing: pd.DataFrame) -> pd.DataFrame:
    """The verdicts that say where corners belong, and blame nothing but the label."""
    return standing[is_corrected(standing) & standing["verdict"].isin(["", LABEL_WRONG])]


def corrected_labels(labels: pd.DataFrame, standing: pd.DataFrame) -> pd.DataFrame:
    """The labels with every proposed corner in its place, and those that nobody had drawn.

    Parameters
    ----------
    labels
        As in `data.tables`.
    standing
        The verdicts of one split that stand, as from `verdicts.latest`, none of them out of date;
        with the column `class_id`.

    Returns
    -------
    DataFrame
        As `labels`, in its order, then what was added: the lines after the last one of its image.
        The box of a corrected label is the one round its corners.
    """
    proposed = proposals(standing)
    is_new = ~proposed["object"].str.startswith("line ")
    return pd.concat(
        [_moved(labels, proposed[~is_new]), _added(labels, proposed[is_new])], ignore_index=True
    ).astype(labels.dtypes.to_dict())


def _moved(labels: pd.DataFrame, proposed: pd.DataFrame) -> pd.DataFrame:
    """The labels with proposed corners where there are any."""
    keys = pd.MultiIndex.from_arrays([labels["image"], "line " + labels["line"].astype("str")])
    on = proposed.set_index(["image", "object"])[[*CORNER_COLUMNS]].reindex(keys)
    corners, old = quads_of(on), quads_of(labels)
    known = np.isfinite(corners.sum(axis=2))
    quads = np.where(known[..., None], corners, old)
    moved = known.any(axis=1) & np.isfinite(quads).all(axis=(1, 2))
    table = labels.assign(**quad_columns(quads))
    boxes = pd.DataFrame(box_columns(bounds(quads)), labels.index)
    table.loc[moved, boxes.columns] = boxes[moved]
    seen = table[[*VISIBILITY_COLUMNS]].to_numpy()
    table[[*VISIBILITY_COLUMNS]] = np.where(known & (seen == 0), 2.0, seen)
    return table


def _added(labels: pd.DataFrame, proposed: pd.DataFrame) -> pd.DataFrame:
    """Labels of objects that had none."""
    quads = quads_of(proposed)
    last = labels.groupby("image")["line"].max().reindex(proposed["image"]).fillna(0).to_numpy()
    columns = {
        "image": proposed["image"].to_numpy(),
        "line": last + proposed.groupby("image").cumcount().to_numpy() + 1,
        "class_id": proposed["class_id"].to_numpy(),
        "class_name": proposed["class"].to_numpy(),
        **box_columns(bounds(quads)),
        **quad_columns(quads),
        **dict.fromkeys(VISIBILITY_COLUMNS, np.full(len(quads), 2.0)),
    }
    return table_of(columns, LABEL_COLUMNS)


def is_left_out(labels: pd.DataFrame, standing: pd.DataFrame) -> Bools:
    """Whether people say that a label cannot be measured against, `(n labels,)`.

    The label is wrong and nobody says where it belongs, it is ambiguous, or the photo is bad.
    """
    objects = "line " + labels["line"].astype("str")
    return _disputed(pd.MultiIndex.from_arrays([labels["image"], objects]), standing)


def _disputed(objects: pd.MultiIndex, standing: pd.DataFrame) -> Bools:
    disputed = standing[standing["verdict"].isin(_DISPUTED)]
    disputed = disputed.drop(proposals(disputed).index)
    return np.asarray(objects.isin(pd.MultiIndex.from_frame(disputed[["image", "object"]])))


def reviewed_numbers(evidence: Evidence, standing: pd.DataFrame) -> pd.DataFrame:
    """The headline numbers on the labels as people who looked at them say; see `headline`.

    Corrected labels stand for wrong ones. Labels as of `is_left_out` do not count, nor do
    predictions of objects that nobody labelled and somebody confirmed.
    """
    labels = corrected_labels(evidence.labels, standing)
    reviewed = replace(evidence, labels=labels)
    errors = reviewed.errors.take(~is_left_out(labels, standing))
    free = reviewed.matching.at(reviewed.settings.in_use).false_positive_rows
    predictions = evidence.predictions.iloc[free]
    objects = prediction_objects(evidence.predictions).iloc[free]
    keys = pd.MultiIndex.from_arrays([predictions["image"], objects])
    confirmed = predictions["image"][_disputed(keys, standing)].value_counts()
    of_image = confirmed.reindex(evidence.images["image"], fill_value=0).to_numpy(np.int64)
    return headline_numbers(
        errors, false_positives=reviewed.false_positives - of_image, groups=evidence.groups
    )
