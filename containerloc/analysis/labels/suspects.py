"""Labels to look at again, the worst first, each with its reasons."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from containerloc.analysis.labels.consensus import consensus, corner_p_values
from containerloc.analysis.labels.naming import naming_faults
from containerloc.analysis.labels.structure import without_confirmed_order
from containerloc.analysis.labels.witnesses.second import second_witness
from containerloc.analysis.labels.witnesses.suspicion import Key, Suspicion, weighed
from containerloc.analysis.labels.witnesses.texts import text_witness
from containerloc.analysis.labels.witnesses.witness import heard
from containerloc.analysis.measures.confusion import confusion
from containerloc.analysis.measures.corner_errors import LabelErrors, per_label
from containerloc.analysis.measures.matching import MISSED, Matching
from containerloc.data.tables import CORNER_COLUMNS, quads_of
from containerloc.quads import CORNERS, Floats, corner_distances, corner_order, polygon_iou, touches
from containerloc.quads.shape import reading_order
from containerloc.wording import noun_of

FALSE_DISCOVERIES: Final = 0.1  # share of right corners among the disputed ones
MAX_APART_IOU: Final = 0.3  # below this, label and models are not of the same text
MIN_CONFIDENCE: Final = 0.5  # from here on a prediction without a label may be a forgotten label
SUSPECT_COLUMNS: Final = (
    *("image", "line", "class_name", "score", "reasons", "corner", "distance_px", "by_models"),
    *CORNER_COLUMNS,
)
_SCORES: Final = {
    "error": 1.0,
    "warning": 0.6,
    "order": 0.95,
    "elsewhere": 0.9,
    "unseen": 0.7,
    "unlabelled": 0.9,
    "copy": 0.5,
}

ELSEWHERE: Final = "the models see it elsewhere"
SURE: Final = 0.9  # from this score on a label is called wrong; below it is worth a look


def suspects(
    labels: pd.DataFrame,
    images: pd.DataFrame,
    models: Sequence[Matching],
    *,
    faults: pd.DataFrame,
    copies: pd.DataFrame | None = None,
    repeats: pd.DataFrame | None = None,
    texts: pd.DataFrame | None = None,
    confidence: float = 0.25,
) -> pd.DataFrame:
    """Labels that are likely wrong, ranked by how sure that is.

    Parameters
    ----------
    labels, images, faults
        As read and checked; `faults` with severity `info` are no reason, nor is a hidden corner.
    models
        Predictions of one or several models on these images, matched to the labels; none is needed
        for the structure.
    copies
        Pairs of photos, `image_a` here, `image_b` in another split.
    repeats
        A second reading of some labels: it settles whether label or models are right.
    texts
        What a reader makes of each label, `witnesses.texts.TEXT_EVIDENCE`.

    Returns
    -------
    DataFrame
        `SUSPECT_COLUMNS`, one row per label, the most certain first; `line` 0 is an object that
        the models see and nobody labelled. `score`, up to 1: certain from 0.9, else worth a look.
        `reasons`, joined by `; `; `corner` and `distance_px`, the corner that is farthest beyond
        what chance allows, empty and NaN for none; `by_models`, whether they see the object, and
        not as it is labelled; and the corners that they suggest, NaN for none. Of right labels the
        models dispute at most one in a hundred (Benjamini-Hochberg over all corners, at 10 %). One
        model alone is never certain: it may be the one that is wrong.
    """
    keys = list(zip(labels["image"].astype(str), labels["line"].astype(int), strict=True))
    errors = [per_label(model, images, confidence=confidence) for model in models]
    for each in errors:
        faults = without_confirmed_order(faults, each)
    suspicions: list[Suspicion] = []
    middle = np.full((len(keys), 4, 2), np.nan)
    if models:
        middle = consensus(errors)
        instead = _seen_instead(models, errors[0], confidence=confidence)
        suspicions += _misnamed(keys, errors, middle)
        suspicions += _unseen(keys, errors, middle, instead)
        suspicions += _off(keys, errors, middle)
        # What the models see elsewhere instead of a label is told with that label.
        told = set(errors[0].image[(instead == ELSEWHERE).to_numpy()].astype(str))
        suspicions += [one for one in _unlabelled(models, labels) if one.key[0] not in told]
    witnesses = [] if repeats is None else [second_witness(labels, repeats, middle)]
    witnesses += [] if texts is None else [text_witness(texts)]
    suspicions = weighed(suspicions, keys, heard(witnesses, len(keys)), n_models=len(models))
    suspicions = [*_structural(keys, faults), *_copied(keys, copies), *suspicions]
    named = zip(labels["class_name"], middle, strict=True)
    return _ranked(suspicions, dict(zip(keys, named, strict=True)))


def _ranked(
    suspicions: Sequence[Suspicion], labelled: Mapping[Key, tuple[str, Floats]]
) -> pd.DataFrame:
    """One row per label, and per object that nobody labelled."""
    by_object: dict[tuple[Key, int], list[Suspicion]] = {}
    for place, one in enumerate(sorted(suspicions, key=lambda one: -one.score)):
        number = 0 if one.unlabelled is None else place + 1
        by_object.setdefault((one.key, number), []).append(one)
    rows = []
    for (key, _), reasons in by_object.items():
        of_corner = next((one for one in reasons if one.corner), reasons[0])
        words = "; ".join(one.reason for one in reasons)
        by_models = any(one.by_models for one in reasons)
        class_name, quad = reasons[0].unlabelled or labelled[key]
        corner = (of_corner.corner, of_corner.distance_px)
        first = (*key, class_name, reasons[0].score)
        rows.append((*first, words, *corner, by_models, *quad.ravel().tolist()))
    return pd.DataFrame(rows, columns=[*SUSPECT_COLUMNS])


def _structural(keys: Sequence[Key], faults: pd.DataFrame) -> Iterator[Suspicion]:
    known = set(keys)
    no_reason = (faults["severity"] == "info") | (faults["code"] == "corner-missing")
    for row in faults[~no_reason].to_dict("records"):
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


def _seen_instead(
    models: Sequence[Matching], labels: LabelErrors, *, confidence: float
) -> "pd.Series[str]":
    """In words what the models see instead of each label; empty where they see nothing else.

    Another class on the label, as the first model that does so sees it; or, where the label is the
    only one of its image, a prediction on no label. `labels` in the order of those matched.
    """
    names = dict(zip(labels.class_id.tolist(), labels.class_name, strict=True))
    images = pd.Series(labels.image)
    is_alone = images.map(images.value_counts()) == 1
    reasons = pd.Series("", labels.row, dtype=object)
    for model in reversed(models):
        confused = confusion(model, confidence=confidence)
        strays = model.predictions["image"].iloc[confused.strays]
        is_lost = confused.on_label == MISSED
        reasons[(is_alone & images.isin(strays)).to_numpy() & is_lost] = ELSEWHERE
        for row in np.flatnonzero(confused.exchanged & ~confused.found).tolist():
            seen = noun_of([names.get(int(confused.classes_on_labels[row]), "")])
            labelled = noun_of([str(labels.class_name[row])])
            reasons.iloc[row] = f"the models see {seen.a} here, not {labelled.a}"
    return reasons


def _unseen(
    keys: Sequence[Key], errors: Sequence[LabelErrors], middle: Floats, instead: "pd.Series[str]"
) -> Iterator[Suspicion]:
    truth = errors[0].truth
    whole = np.isfinite(truth).all(axis=(1, 2))
    detected = np.any([one.detected for one in errors], axis=0)
    outline = np.take_along_axis(truth, reading_order(truth)[..., None], axis=1)
    apart = polygon_iou(middle, outline) < MAX_APART_IOU
    for row in np.flatnonzero(whole & (apart | ~detected)).tolist():
        noun = noun_of(errors[0].class_name[[row]])
        reason = ELSEWHERE if detected[row] else instead.iloc[row]
        if reason:
            yield Suspicion(keys[row], _SCORES["elsewhere"], reason, by_models=True)
        else:
            yield Suspicion(keys[row], _SCORES["unseen"], f"no model sees {noun.a} here")


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


def _unlabelled(models: Sequence[Matching], labels: pd.DataFrame) -> Iterator[Suspicion]:
    """Objects that the first model is sure of, and every other one sees, where no label is."""
    first, *others = models
    names = dict(zip(labels["class_id"], labels["class_name"], strict=True))
    unmatched = first.predictions.iloc[first.at(MIN_CONFIDENCE).false_positive_rows]
    known = {str(image): [*quads_of(rows)] for image, rows in labels.groupby("image")}
    columns = (unmatched["image"], unmatched["class_id"], unmatched["confidence"])
    for image, number, confidence, quad in zip(*columns, quads_of(unmatched), strict=True):
        of_image = known.setdefault(str(image), [])
        if _touched(quad, np.array(of_image).reshape(-1, 4, 2)):
            continue
        of_image.append(quad)  # a second prediction of it is no second object
        if all(_sees(other.predictions, image, quad) for other in others):
            name, sure = names.get(number, ""), f"confidence {confidence:.2f}"
            reason = f"the models see {noun_of([name]).a} here ({sure}) and nobody labelled it"
            yield Suspicion(
                (str(image), 0),
                _SCORES["unlabelled"],
                reason,
                by_models=True,
                unlabelled=(name, quad),
            )


def _sees(predictions: pd.DataFrame, image: str, quad: Floats) -> bool:
    of_image = (predictions["image"] == image) & (predictions["confidence"] >= MIN_CONFIDENCE / 2)
    return _touched(quad, quads_of(predictions[of_image]))


def _touched(quad: Floats, quads: Floats) -> bool:
    return bool(touches(np.broadcast_to(quad, quads.shape), quads).any())
