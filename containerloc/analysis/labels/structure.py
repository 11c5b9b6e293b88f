"""Faults of labels that their geometry alone shows."""

import os
from collections.abc import Iterator
from itertools import combinations
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.analysis.labels.corner_faults import FaultKind, corner_faults
from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.data.tables import (
    PROBLEM_COLUMNS,
    VISIBILITIES,
    VISIBILITY_COLUMNS,
    boxes_of,
    quads_of,
    table_of,
)
from containerloc.quads import Floats, bounds, polygon_iou

# Annotators pad boxes: a quarter of the text height on every side of an ID 8 times as wide as
# high leaves an IoU of 0.63. A box of other text, or with x and y exchanged, falls below 0.5.
_BOX_IOU: Final = 0.5
# Two IDs on one door never cover each other this much; two labels of one ID do.
_SAME_ID_IOU: Final = 0.8
DOUBLED_CODES: Final = ("duplicate-line", "labels-overlap")
_AGREED_IOU: Final = 0.5  # of label and prediction, corner by corner


def structural_faults(labels_table: pd.DataFrame, images_table: pd.DataFrame) -> pd.DataFrame:
    """Labels whose numbers cannot be right, or are doubtful, whatever the picture shows.

    `PROBLEM_COLUMNS`, and `trainer`: what Ultralytics does with such a label (`keeps`, `clips`,
    `drops the image`, `drops the line`). In the order of the labels; a label may have several.
    How certain the verdicts on corner order are: see `naming_faults`. A missing corner is
    a fault of its own; checks that need all four corners pass over such a label.

    Codes: `corner-missing`, `visibility-unknown`, `corner-outside-image`, `corners-coincide`,
    `no-area`, `not-convex`, `corners-swapped` (the outline crosses itself), `corners-mirrored`,
    `corners-rotated`, `corners-tall`, `box-disagrees`, `duplicate-line`, `labels-overlap`.
    """
    quads = quads_of(labels_table)
    known = images_table.set_index("image").loc[labels_table["image"]]
    sizes = known[["width_px", "height_px"]].to_numpy(np.float64)
    kinds = [
        *corner_faults(quads, sizes),
        _visibilities(labels_table),
        *_box(quads, boxes_of(labels_table)),
        *_repeated(labels_table, quads),
    ]
    return _table(kinds, labels_table, _label_files(known))


def without_confirmed_order(faults: pd.DataFrame, errors: LabelErrors) -> pd.DataFrame:
    """The faults without `corners-rotated` of labels that the model reads in the same order.

    A photo may stand on its head: then label and prediction agree that its text does, too.
    """
    agreed = errors.detected & (errors.order == "as read") & (errors.iou >= _AGREED_IOU)
    confirmed = pd.MultiIndex.from_arrays([errors.image[agreed], errors.line[agreed]])
    labels = pd.MultiIndex.from_frame(faults[["image", "line"]])
    return faults[~(labels.isin(confirmed) & (faults["code"] == "corners-rotated").to_numpy(bool))]


def _label_files(known: pd.DataFrame) -> list[str]:
    """Label files relative to the folder that they share with their images: the data set's root."""
    pairs = zip(known["path"], known["label_path"], strict=True)
    return [
        os.path.relpath(label, os.path.commonpath([image, label])).replace(os.sep, "/")
        if image and label
        else label
        for image, label in pairs
    ]


def _table(kinds: list[FaultKind], labels: pd.DataFrame, files: list[str]) -> pd.DataFrame:
    rows = np.concatenate([kind.rows for kind in kinds]).astype(np.int64)
    each = [(kind, message) for kind in kinds for message in kind.messages]
    columns: dict[str, Any] = {
        "code": [kind.code for kind, _ in each],
        "severity": [kind.severity for kind, _ in each],
        "image": labels["image"].to_numpy()[rows],
        "file": np.array(files, object)[rows],
        "line": labels["line"].to_numpy()[rows],
        "message": [message for _, message in each],
    }
    table = table_of(columns, PROBLEM_COLUMNS)
    table["trainer"] = pd.Series([kind.trainer for kind, _ in each], dtype="str")
    return table.iloc[np.argsort(rows, kind="stable")].reset_index(drop=True)


def _visibilities(labels: pd.DataFrame) -> FaultKind:
    stated = labels.loc[:, list(VISIBILITY_COLUMNS)].to_numpy(np.float64)
    strange = np.isfinite(stated) & ~np.isin(stated, VISIBILITIES)
    rows = np.flatnonzero(strange.any(axis=1))
    messages = [
        f"visibility {stated[row][strange[row]][0]:g}, where 0, 1 and 2 have a meaning: taken as "
        "visible, as by the trainer"
        for row in rows
    ]
    return FaultKind("visibility-unknown", "warning", rows, messages)


def _box(quads: Floats, boxes: Floats) -> Iterator[FaultKind]:
    hulls = bounds(quads)
    iou = polygon_iou(_as_outlines(boxes), _as_outlines(hulls))
    far = iou < _BOX_IOU
    holds = (boxes[:, :2] <= hulls[:, :2]).all(axis=1) & (boxes[:, 2:] >= hulls[:, 2:]).all(axis=1)
    for is_padded, severity, how in (
        (True, "warning", "holds the corners but is much larger"),
        (False, "error", "lies elsewhere than the corners"),
    ):
        rows = np.flatnonzero(far & (holds == is_padded))
        messages = [
            f"the labelled box {_box_text(boxes[row])} {how}, which span {_box_text(hulls[row])}: "
            f"IoU {iou[row]:.2f}, below {_BOX_IOU}"
            for row in rows
        ]
        yield FaultKind("box-disagrees", severity, rows, messages)


def _as_outlines(boxes: Floats) -> Floats:
    return boxes[:, [[0, 1], [2, 1], [2, 3], [0, 3]]]


def _box_text(box: Floats) -> str:
    return f"x {box[0]:.0f} to {box[2]:.0f}, y {box[1]:.0f} to {box[3]:.0f} px"


def _repeated(labels: pd.DataFrame, quads: Floats) -> Iterator[FaultKind]:
    """Labels that repeat an earlier one of the same image, exactly or nearly."""
    several = labels.reset_index(drop=True).groupby("image", sort=False).indices.values()
    pairs = [pair for rows in several for pair in combinations(rows, 2)]
    first, second = np.array(pairs, np.int64).reshape(-1, 2).T
    numbers = labels.drop(columns=["image", "line", "class_name"]).to_numpy(np.float64)
    same = np.isclose(numbers[first], numbers[second], 0, 1e-4, equal_nan=True).all(axis=1)
    iou = polygon_iou(quads[second], quads[first])
    lines = labels["line"].to_numpy()
    for is_exact, code, trainer in (
        (True, "duplicate-line", "drops the line"),
        (False, "labels-overlap", "keeps"),
    ):
        chosen = np.flatnonzero(same if is_exact else ~same & (iou >= _SAME_ID_IOU))
        # A third copy repeats the first and the second; it is one fault.
        _, once = np.unique(second[chosen], return_index=True)
        chosen = chosen[once]
        messages = [
            f"repeats line {lines[first[pair]]}; the trainer counts it once"
            if is_exact
            else f"covers the label of line {lines[first[pair]]} (IoU {iou[pair]:.2f}): one "
            "object labelled twice"
            for pair in chosen
        ]
        yield FaultKind(code, "warning", second[chosen], messages, trainer)
