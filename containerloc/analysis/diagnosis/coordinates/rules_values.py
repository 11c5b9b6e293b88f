"""The rules on predictions as a whole: of another image, of none, the labels', or on a grid."""

from typing import Final

import numpy as np
import pandas as pd

from containerloc.analysis.diagnosis.coordinates.other_images import (
    MIN_IMAGES,
    MIN_SHARE,
    alone,
    meant_for_others,
    other_orders,
    spreads,
)
from containerloc.analysis.diagnosis.coordinates.pairs import NEAR
from containerloc.analysis.diagnosis.coordinates.rules_map import OF_ALL_OBJECTS, OF_SINGLE_OBJECTS
from containerloc.analysis.diagnosis.coordinates.values import equal_quads, grid_step
from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.data.tables import quads_of
from containerloc.finding import Observation, rule
from containerloc.quads import Floats, text_wh
from containerloc.wording import counted, is_or_are

MOST_SPREAD: Final = 0.25  # of the labels', where predictions do not depend on the image
MIN_EQUAL: Final = 3
MIN_SHARE_EQUAL: Final = 0.05
ERROR_FROM_SHARE_EQUAL: Final = 0.5
NOTABLE_STEP: Final = 0.05  # text heights
_EVERYTHING: Final = (*OF_SINGLE_OBJECTS, *OF_ALL_OBJECTS, "targets-missed")


def _sizes(evidence: Evidence, table: pd.DataFrame) -> Floats:
    size = evidence.images.set_index("image").loc[table["image"], ["width_px", "height_px"]]
    return size.to_numpy(np.float64)


@rule(
    "images-shifted",
    "error",
    evidence={
        "labels": "those with a prediction that lies on the other image's label",
        "elsewhere": "labels alone on their image whose prediction is not on them",
        "n": "labels",
        "taken_for": "the other image, in words",
    },
    advice="Check how images and predictions were brought together: a list that is one off, or "
    "sorted otherwise, gives each image the predictions of another.",
    consequences=_EVERYTHING,
)
def images_shifted(evidence: Evidence) -> Observation | None:
    """Predictions lie on the labels of a neighbouring image: the images are mixed up.

    At least six, and 60 % of those that lie elsewhere.
    """
    if evidence.coordinate_fault is not None:
        return None
    labels, rows = evidence.labels, alone(evidence.labels)
    truth, wh = quads_of(labels), _sizes(evidence, labels)
    rows = rows[np.argsort(labels["image"].iloc[rows].to_numpy(object), kind="stable")]
    names = labels["image"].iloc[rows].tolist()
    judged = [
        (words, *meant_for_others(evidence.pairs, rows, order, truth=truth, wh=wh))
        for words, order in other_orders(names)
    ]
    words, elsewhere, explained = max(judged, key=lambda each: int(each[2].sum()))
    n, of = int(explained.sum()), int(elsewhere.sum())
    if n < MIN_IMAGES or n < MIN_SHARE * of:
        return None
    return Observation(
        f"{n} of {counted(of, 'prediction')} that lie beside their label lie on that of {words}: "
        "predictions and images are mixed up; the model may be right.",
        {"labels": n, "elsewhere": of, "n": len(labels), "taken_for": words},
        labels["image"].to_numpy()[explained],
    )


@rule(
    "predictions-collapsed",
    "error",
    evidence={
        "spread_px": "how far predictions typically lie from their common place, px",
        "labels_spread_px": "the same of the labels, px",
        "n": "labels with a prediction",
    },
    advice="Look at the training's losses, and whether the weights were loaded: a model that "
    "always says the same has learned nothing of the images.",
    consequences=_EVERYTHING,
)
def predictions_collapsed(evidence: Evidence) -> Observation | None:
    """Predictions do not depend on the image: they lie at one place where labels do not.

    Most lie beside their labels, and spread at most a quarter as far as these.
    """
    rows, pairs = alone(evidence.labels), evidence.pairs
    single = pairs.take(np.isin(pairs.label, rows))
    elsewhere = single.paired & (single.distances(single.truth) > NEAR)
    n = int(single.paired.sum())
    if evidence.coordinate_fault is not None or n < MIN_IMAGES or 2 * elsewhere.sum() < n:
        return None
    predicted, labelled = spreads(single)
    if predicted > MOST_SPREAD * labelled:
        return None
    return Observation(
        f"Predictions hardly depend on the image: typically they lie within {predicted:.3g} px of "
        f"one place, the {evidence.noun.many} within {labelled:.3g} px (n = {n}).",
        {"spread_px": predicted, "labels_spread_px": labelled, "n": n},
        evidence.labels["image"].to_numpy()[elsewhere],
    )


@rule(
    "labels-circular",
    "error",
    "warning",
    evidence={"equal": "predictions that are the label itself", "n": "measured labels"},
    advice="Judge against labels that people have placed, without seeing predictions; labels taken "
    "over from a model measure nothing but this.",
)
def labels_circular(evidence: Evidence) -> Observation | None:
    """Predictions equal their labels: the labels were made by this model.

    To 0.05 px, or to the rounding of the labels; at least three, and 5 % of those measured. An
    error from half of them on.
    """
    found = evidence.errors.take(evidence.errors.measured)
    if len(found) < MIN_EQUAL:
        return None
    grid = grid_step(found.truth, found.image_wh, input_px=evidence.settings.input_px)
    step = np.where(grid[1] <= 2, grid[1], 0.0) if grid else 0.0
    equal = equal_quads(found.predicted, found.truth, step_px=step)
    n, of = int(equal.sum()), len(found)
    if n < max(MIN_EQUAL, MIN_SHARE_EQUAL * of):
        return None
    which = "All" if n == of else f"{n} of"
    return Observation(
        f"{which} {counted(of, 'label')} {is_or_are(of)} the prediction itself: the labels were "
        "made by this model, so its errors there are none, whatever it does on new images.",
        {"equal": n, "n": of},
        found.image[equal],
        severity="error" if n >= ERROR_FROM_SHARE_EQUAL * of else "warning",
    )


@rule(
    "values-on-grid",
    "warning",
    "info",
    evidence={
        "table": "labels or predictions",
        "step": "the grid, in words",
        "step_px": "its median step, px",
        "step_text_heights": "the same in text heights",
        "n": "labels or matched predictions",
    },
    advice="Write coordinates with decimals: rounding alone puts corners up to half a step off.",
    consequences=("resolution-limit", "slice-worse", "imbalance-by-chance"),
)
def values_on_grid(evidence: Evidence) -> tuple[Observation, ...]:
    """All corners lie on a grid: coordinates were rounded, or are steps of the network.

    A warning from a twentieth of the text's height on.
    """
    found = evidence.errors.take(evidence.errors.measured)
    sides = {"labels": (found.truth, "labelled"), "predictions": (found.predicted, "predicted")}
    made = []
    for table, (quads, word) in sides.items():
        grid = grid_step(quads, found.image_wh, input_px=evidence.settings.input_px)
        if grid is None:
            continue
        share = float(np.median(grid[1].max(axis=1) / text_wh(found.truth)[:, 1]))
        step = float(np.median(grid[1]))
        made.append(
            Observation(
                f"All {word} corners lie on a grid of {grid[0]}: they were rounded, by {share:.1%} "
                f"of the text's height (n = {len(found)}).",
                {
                    "table": table,
                    "step": grid[0],
                    "step_px": step,
                    "step_text_heights": share,
                    "n": len(found),
                },
                severity="warning" if share >= NOTABLE_STEP else "info",
            )
        )
    return tuple(made)


VALUE_RULES: Final = (images_shifted, predictions_collapsed, labels_circular, values_on_grid)
