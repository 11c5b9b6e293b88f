"""Labels to look at again, the worst first, each with its reasons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from containerloc.analysis.labels.consensus import consensus, corner_p_values
from containerloc.analysis.labels.naming import naming_faults
from containerloc.analysis.measures.corner_errors import LabelErrors, per_label
from containerloc.analysis.measures.matching import Matching
from containerloc.data.tables import CORNER_COLUMNS, quads_of
from containerloc.quads import CORNERS, Floats, corner_distances, corner_order, polygon_iou, touches
from containerloc.quads.shape import reading_order

FALSE_DISCOVERIES: Final = 0.1  # share of right corners among the disputed ones
MAX_APART_IOU: Final = 0.3  # below this, label and models are not of the same text
MIN_CONFIDENCE: Final = 0.5  # from here on a prediction without a label may be a forgotten label
SUSPECT_COLUMNS: Final = (
    *("image", "line", "score", "reasons", "corner", "distance_px", "by_models"),
    *CORNER_COLUMNS,
)
_SCORES: Final = {
    "error": 1.0,
    "warning": 0.6,
    "order": 0.95,
    "elsewhere": 0.9,
    "unseen": 0.7,
    "unlabelled": 0.8,
    "copy": 0.5,
}

Key = tuple[str, int]  # image and line


@dataclass(frozen=True)
class Suspicion:
    """One reason to look at a label, up to 1 for a certain one; the corner, where it is one.

    `by_models`: the models see the ID, but not as it is labelled.
    """

    key: Key
    score: float
    reason: str
    corner: str = ""
    distance_px: float = np.nan
    by_models: bool = False


def suspects(
    labels: pd.DataFrame,
    images: pd.DataFrame,
    models: Sequence[Matching],
    *,
    faults: pd.DataFrame,
    copies: pd.DataFrame | None = None,
    confidence: float = 0.25,
) -> pd.DataFrame:
    """Labels that are likely wrong, ranked by how sure that is.

    Parameters
    ----------
    labels, images, faults
        As read and checked; `faults` with severity `info` are no reason.
    models
        Predictions of one or several models on these images, matched to the labels; none is needed
        for the structure.
    copies
        Pairs of photos, `image_a` here, `image_b` in another split.

    Returns
    -------
    DataFrame
        `SUSPECT_COLUMNS`, one row per label, the most certain first; `line` 0 is an ID that the
        models see and nobody labelled. `score`, up to 1: certain from 0.9, else worth a look.
        `reasons`, joined by `; `; `corner` and `distance_px`, the corner that is farthest beyond
        what chance allows, empty and NaN for none; `by_models`, whether they see the ID, and not
        as it is labelled; and the corners that they suggest, NaN for none. Of right labels the
        models dispute at most one in a hundred (Benjamini-Hochberg over all corners, at 10 %).
    """
    keys = list(zip(labels["image"].astype(str), labels["line"].astype(int), strict=True))
    suspicions = [*_structural(keys, faults), *_copied(keys, copies)]
    suggested: dict[Key, Floats] = {}
    if models:
        errors = [per_label(model, images, confidence=confidence) for model in models]
        middle = consensus(errors)
        suggested = dict(zip(keys, middle, strict=True))
        beside = _beside(models, confidence)
        suspicions += _misnamed(keys, errors, middle)
        suspicions += (unseen := [*_unseen(keys, errors, middle, beside)])
        suspicions += _off(keys, errors, middle)
        # What the models see instead of a label is told with that label.
        told = {one.key[0] for one in unseen if one.by_models}
        for suspicion, quad in _unlabelled(models, labels):
            if suspicion.key[0] not in told:
                suspicions.append(suspicion)
                suggested[suspicion.key] = quad
    return _ranked(suspicions, suggested)


def _ranked(suspicions: Sequence[Suspicion], suggested: dict[Key, Floats]) -> pd.DataFrame:
    by_key: dict[Key, list[Suspicion]] = {}
    for one in sorted(suspicions, key=lambda one: -one.score):
        by_key.setdefault(one.key, []).append(one)
    rows = []
    for key, reasons in by_key.items():
        of_corner = next((one for one in reasons if one.corner), reasons[0])
        words = "; ".join(one.reason for one in reasons)
        by_models = any(one.by_models for one in reasons)
        quad = suggested.get(key, np.full((4, 2), np.nan)).ravel().tolist()
        corner = (of_corner.corner, of_corner.distance_px)
        rows.append((*key, reasons[0].score, words, *corner, by_models, *quad))
    return pd.DataFrame(rows, columns=[*SUSPECT_COLUMNS])


def _structural(keys: Sequence[Key], faults: pd.DataFrame) -> Iterator[Suspicion]:
    known = set(keys)
    for row in faults[faults["severity"] != "info"].to_dict("records"):
        key = (str(row["image"]), int(row["line"]))
        if key in known:
            yield Suspicion(key, _SCORES[row["severity"]], f"{row['code']}: {row['message']}")


def _copied(keys: Sequence[Key], copies: pd.DataFrame | None) -> Iterator[Suspicion]:
    if copies is None:
        return
    copy_of = dict(zip(copies["image_a"], copies["image_b"], strict=True))
    for key in keys:
        if key[0] in copy_of:
            reason = f"the same photo as {copy_of[key[0]]} of another split"
            yield Suspicion(key, _SCORES["copy"], reason)


def _misnamed(
    keys: Sequence[Key], errors: Sequence[LabelErrors], middle: Floats
) -> Iterator[Suspicion]:
    order = corner_order(middle, errors[0].truth)
    # A text that runs the other way round does not exist: there the models are wrong.
    possible = ~np.isin(naming_faults(middle), ["swapped", "mirrored"])
    for row in np.flatnonzero(possible & ~np.isin(order, ["as read", ""])).tolist():
        reason = f"the models name its corners differently ({order[row]})"
        yield Suspicion(keys[row], _SCORES["order"], reason, by_models=True)


def _beside(models: Sequence[Matching], confidence: float) -> set[str]:
    """Images with a prediction that is on no label."""
    rows = [model.predictions["image"].iloc[model.elsewhere_at(confidence)] for model in models]
    return set(pd.concat(rows).astype(str))


def _unseen(
    keys: Sequence[Key], errors: Sequence[LabelErrors], middle: Floats, beside: set[str]
) -> Iterator[Suspicion]:
    truth = errors[0].truth
    whole = np.isfinite(truth).all(axis=(1, 2))
    detected = np.any([one.detected for one in errors], axis=0)
    detected |= np.isin(errors[0].image.astype(str), list(beside))
    outline = np.take_along_axis(truth, reading_order(truth)[..., None], axis=1)
    apart = polygon_iou(middle, outline) < MAX_APART_IOU
    for row in np.flatnonzero(whole & (apart | np.isnan(middle).any(axis=(1, 2)))).tolist():
        kind, reason = "unseen", "no model sees an ID here"
        if detected[row]:
            kind, reason = "elsewhere", "the models see the ID elsewhere"
        yield Suspicion(keys[row], _SCORES[kind], reason, by_models=bool(detected[row]))


def _off(keys: Sequence[Key], errors: Sequence[LabelErrors], middle: Floats) -> Iterator[Suspicion]:
    """Labels with a corner that is farther from the models' than chance allows."""
    p = corner_p_values(errors)
    known = np.isfinite(p)
    if not known.any():
        return
    adjusted = np.ones(p.shape)
    adjusted[known] = stats.false_discovery_control(p[known])
    distances = corner_distances(middle, errors[0].truth)
    for row in np.flatnonzero((adjusted <= FALSE_DISCOVERIES).any(axis=1)).tolist():
        worst = int(adjusted[row].argmin())
        name, away = CORNERS[worst], float(distances[row, worst])
        reason = f"{name} lies {away:.1f} px from where the models see it"
        yield Suspicion(keys[row], 1 - float(adjusted[row, worst]), reason, name, away, True)


def _unlabelled(
    models: Sequence[Matching], labels: pd.DataFrame
) -> Iterator[tuple[Suspicion, Floats]]:
    """IDs that the first model is sure of, and every other one sees, where there is no label."""
    first, *others = models
    unmatched = first.predictions.iloc[first.at(MIN_CONFIDENCE).false_positive_rows]
    columns = (unmatched["image"], unmatched["confidence"], quads_of(unmatched))
    for image, confidence, quad in zip(*columns, strict=True):
        if _touched(quad, labels[labels["image"] == image]):
            continue
        if all(_sees(other.predictions, image, quad) for other in others):
            sure = f"confidence {confidence:.2f}"
            reason = f"the models see an ID here ({sure}) and nobody labelled it"
            yield Suspicion((str(image), 0), _SCORES["unlabelled"], reason, by_models=True), quad


def _sees(predictions: pd.DataFrame, image: str, quad: Floats) -> bool:
    of_image = (predictions["image"] == image) & (predictions["confidence"] >= MIN_CONFIDENCE / 2)
    return _touched(quad, predictions[of_image])


def _touched(quad: Floats, table: pd.DataFrame) -> bool:
    quads = quads_of(table)
    return bool(touches(np.broadcast_to(quad, quads.shape), quads).any())
