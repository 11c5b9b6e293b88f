"""The same evidence as it would be without a fault: corners renamed, IDs as good as the others."""

from dataclasses import replace

import numpy as np
import pandas as pd

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.measures.matching import MISSED
from containerloc.data.tables import box_columns, quad_columns, quads_of
from containerloc.quads import Bools, Floats, bounds, closest_naming


def with_corners(evidence: Evidence, which: Bools, corners: Floats) -> Evidence:
    """The evidence with other corners predicted on some labels, also on those that are missed.

    `which` has one entry per label, `(n,)`; `corners` are `(n, 4, 2)`, those of the others unused.
    """
    rows = evidence.matching.prediction_of_label
    found = which & (rows != MISSED)
    moved = quads_of(evidence.predictions).copy()
    moved[rows[found]] = corners[found]
    boxes = bounds(moved)
    predictions = evidence.predictions.assign(**quad_columns(moved), **box_columns(boxes))
    # Also what was predicted with too little confidence would be found.
    least = np.maximum(predictions["confidence"], evidence.settings.in_use)
    confident = predictions["confidence"].where(~predictions.index.isin(rows[found]), least)
    lost = which & (rows == MISSED)
    labels = evidence.labels[lost]
    added = labels[["image", "class_id"]].assign(
        confidence=1.0, **quad_columns(corners[lost]), **box_columns(bounds(corners[lost]))
    )
    whole = pd.concat([predictions.assign(confidence=confident), added], ignore_index=True)
    return replace(evidence, predictions=whole)


def renamed(evidence: Evidence, which: Bools) -> Evidence:
    """The evidence with the corners predicted on some labels named as fits these labels best."""
    predicted = evidence.errors.predicted
    best = closest_naming(predicted, evidence.errors.truth)
    return with_corners(evidence, which, np.take_along_axis(predicted, best[..., None], axis=1))


def as_the_others(evidence: Evidence, which: Bools) -> Evidence:
    """The evidence with some labels found as precisely as the typical one of the others.

    Each of their corners is as far off as the median of the others, in text heights, and outward
    as if all were enlarged; those that are better already stay as they are, and all do where
    there is no other.
    """
    errors = evidence.errors
    if not (~which & errors.measured).any():
        return evidence
    height = errors.text_height_px
    usual = np.nanmedian((errors.error_px / height)[~which & errors.measured])
    middle = errors.truth.mean(axis=1, keepdims=True)
    outward = errors.truth - middle
    length = np.linalg.norm(outward, axis=2, keepdims=True)
    corners = errors.truth + outward / length * (usual * height)[:, None, None]
    worse = which & ~(errors.error_px <= usual * height)
    return with_corners(evidence, worse, corners)


def without(evidence: Evidence, which: Bools) -> Evidence:
    """The evidence without some labels and what is predicted on them."""
    rows = evidence.matching.prediction_of_label[which]
    predictions = evidence.predictions.drop(evidence.predictions.index[rows[rows != MISSED]])
    labels = evidence.labels[~which]
    return replace(
        evidence,
        predictions=predictions.reset_index(drop=True),
        labels=labels.reset_index(drop=True),
    )
