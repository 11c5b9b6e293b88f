"""Labels to look at again, the worst first, each with its reasons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from containerloc.analysis.labels.consensus import consensus, corner_p_values
from containerloc.analysis.labels.naming import naming_faults
from containerloc.analysis.measures.corner_errors import corners_of, per_label
from containerloc.analysis.measures.matching import matching
from containerloc.data.tables import CORNER_COLUMNS, quad_columns, quads_of
from containerloc.quads import CORNERS, Floats, corner_distances, corner_order, polygon_iou, touches
from containerloc.quads.shape import reading_order

FALSE_DISCOVERIES: Final = 0.1  # of the corners told to be off, the share that are not
APART: Final = 0.3  # IoU below which label and models are not of the same text
SURE: Final = 0.5  # confidence from which an ID without a label is asked about
SUSPECT_COLUMNS: Final = (
    "image",
    "line",
    "score",
    "reasons",
    "corner",
    "distance_px",
    "by_models",
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

    `by_models`: they see the ID, and otherwise than the label has it.
    """

    key: Key
    score: float
    said: str
    corner: str = ""
    distance_px: float = np.nan
    by_models: bool = False


def suspects(
    labels: pd.DataFrame,
    images: pd.DataFrame,
    models: Sequence[pd.DataFrame],
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
        Predictions of one or several models on these images; none is needed for the structure.
    copies
        Pairs of photos, `image_a` here, `image_b` in another split.

    Returns
    -------
    DataFrame
        A label a row; `line` 0 is an ID that the models see and nobody labelled. `score`, up to 1:
        certain from 0.9, else worth a look. `reasons`, joined by `; `; `corner` and `distance_px`,
        the corner that is farthest beyond what chance allows, empty and NaN for none; `by_models`,
        whether they see the ID, and otherwise; and the corners that they suggest, NaN for none. On
        sound labels at most one in a hundred is told to be off by the models (Benjamini-Hochberg
        over all corners, at 10 %).
    """
    pairs = zip(labels["image"].astype(str), labels["line"].astype(int), strict=True)
    keys: list[Key] = list(pairs)
    found = [*_structural(keys, faults), *_copied(keys, copies)]
    suggested: dict[Key, Floats] = {}
    if models:
        tables = [
            per_label(matching(model, labels), images, confidence=confidence).frame
            for model in models
        ]
        middle = consensus(tables)
        suggested = dict(zip(keys, middle, strict=True))
        found += [
            *_misnamed(keys, tables, middle),
            *_unseen(keys, tables, middle),
            *_off(keys, tables, middle),
        ]
        for told, quad in _unlabelled(models, labels):
            found.append(told)
            suggested[told.key] = quad
    return _ranked(found, suggested)


def _ranked(found: Sequence[Suspicion], suggested: dict[Key, Floats]) -> pd.DataFrame:
    by_key: dict[Key, list[Suspicion]] = {}
    for one in sorted(found, key=lambda one: -one.score):
        by_key.setdefault(one.key, []).append(one)
    rows = []
    for key, mine in by_key.items():
        cornered = next((one for one in mine if one.corner), mine[0])
        quad = quad_columns(suggested.get(key, np.full((4, 2), np.nan))[None])
        said = "; ".join(one.said for one in mine)
        corners = [float(values[0]) for values in quad.values()]
        rows.append(
            (
                *key,
                mine[0].score,
                said,
                cornered.corner,
                cornered.distance_px,
                any(one.by_models for one in mine),
                *corners,
            )
        )
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
    there = dict(zip(copies["image_a"], copies["image_b"], strict=True))
    for key in keys:
        if key[0] in there:
            said = f"the same photo as {there[key[0]]} of another split"
            yield Suspicion(key, _SCORES["copy"], said)


def _misnamed(
    keys: Sequence[Key], tables: Sequence[pd.DataFrame], middle: Floats
) -> Iterator[Suspicion]:
    order = corner_order(middle, corners_of(tables[0], "true"))
    # A text that runs the other way round does not exist: there the models are wrong.
    possible = ~np.isin(naming_faults(middle), ["swapped", "mirrored"])
    for row in np.flatnonzero(possible & ~np.isin(order, ["as read", ""])).tolist():
        said = f"the models name its corners otherwise ({order[row]})"
        yield Suspicion(keys[row], _SCORES["order"], said, by_models=True)


def _unseen(
    keys: Sequence[Key], tables: Sequence[pd.DataFrame], middle: Floats
) -> Iterator[Suspicion]:
    truth = corners_of(tables[0], "true")
    whole = np.isfinite(truth).all(axis=(1, 2))
    detected = np.any([table["detected"] for table in tables], axis=0)
    outline = np.take_along_axis(truth, reading_order(truth)[..., None], axis=1)
    apart = polygon_iou(middle, outline) < APART
    for row in np.flatnonzero(whole & (apart | np.isnan(middle).any(axis=(1, 2)))).tolist():
        kind, said = (
            ("elsewhere", "the models see the ID elsewhere")
            if detected[row]
            else ("unseen", "no model sees an ID here")
        )
        yield Suspicion(keys[row], _SCORES[kind], said, by_models=bool(detected[row]))


def _off(
    keys: Sequence[Key], tables: Sequence[pd.DataFrame], middle: Floats
) -> Iterator[Suspicion]:
    """Labels with a corner that is farther from the models' than chance allows."""
    p = corner_p_values(tables)
    known = np.isfinite(p)
    if not known.any():
        return
    adjusted = np.ones(p.shape)
    adjusted[known] = stats.false_discovery_control(p[known])
    distances = corner_distances(middle, corners_of(tables[0], "true"))
    for row in np.flatnonzero((adjusted <= FALSE_DISCOVERIES).any(axis=1)).tolist():
        worst = int(adjusted[row].argmin())
        name, away = CORNERS[worst], float(distances[row, worst])
        said = f"{name} lies {away:.1f} px from where the models see it"
        yield Suspicion(keys[row], 1 - float(adjusted[row, worst]), said, name, away, True)


def _unlabelled(
    models: Sequence[pd.DataFrame], labels: pd.DataFrame
) -> Iterator[tuple[Suspicion, Floats]]:
    """IDs that the first model is sure of, and every other one sees, where there is no label."""
    spare = models[0].iloc[matching(models[0], labels).at(SURE).false_positive_rows]
    for image, quad, sure in zip(spare["image"], quads_of(spare), spare["confidence"], strict=True):
        labelled = quads_of(labels[labels["image"] == image])
        if touches(np.broadcast_to(quad, labelled.shape), labelled).any():
            continue
        if all(_sees(model, image, quad) for model in models[1:]):
            said = f"the models see an ID here (confidence {sure:.2f}) and nobody labelled it"
            yield Suspicion((str(image), 0), _SCORES["unlabelled"], said, by_models=True), quad


def _sees(model: pd.DataFrame, image: str, quad: Floats) -> bool:
    there = quads_of(model[(model["image"] == image) & (model["confidence"] >= SURE / 2)])
    return bool(touches(there, np.broadcast_to(quad, there.shape)).any())
