"""The rules on coordinates: one map, and not the model, puts predictions beside their labels."""

from functools import partial
from typing import Final

import numpy as np

from containerloc.analysis.diagnosis.coordinates import maps
from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.data.tables import quads_of
from containerloc.finding import Observation, Rule
from containerloc.quads import text_wh

# What is said of single objects follows where one map explains them.
OF_SINGLE_OBJECTS: Final = (
    "first-choice-wrong",
    "missed-altogether",
    "missed-below-threshold",
    "wrong-text",
    "half-of-the-id",
    "extra-text",
    "order-rotated",
    "order-mirrored",
    "corner-swapped",
    "crossed",
    "photos-turned",
    "labels-suspect",  # an order that the model would confirm, were it in its place
    "threshold-loses-labels",
    "threshold-below-plateau",
    "labels-disputed",
)
# What is said of those on their labels, where all are moved.
OF_ALL_OBJECTS: Final = (
    "cut-inward",
    "margin-outward",
    "shifted-whole",
    "scaled-whole",
    "turned-whole",
    "corner-biased",
    "corner-hidden",
    "corner-bare",
    "corner-scattered",
    "ids-truncated",
    "resolution-limit",
    "slice-worse",
    "imbalance-by-chance",
)
_EVIDENCE: Final = {
    "labels": "those that the map explains",
    "elsewhere": "labels whose prediction is not on them; where most are, those with a prediction",
    "n": "labels",
    "before_px": "median distance error of those explained, px, wherever their prediction lies",
    "after_px": "the same once the map is undone",
    "<parameter>": "what the map does: `factor`, `shift_x_px`, `angle_deg`, `exif` and the like",
}


def _with_map(evidence: Evidence, *, code: str) -> Observation | None:
    fault = evidence.coordinate_fault
    if fault is None or fault.found.code != code:
        return None
    explained, elsewhere = int(fault.explained.sum()), int(fault.elsewhere.sum())
    height = text_wh(quads_of(evidence.labels))[fault.explained, 1]
    before, after = (
        float(np.median(each[fault.explained] * height)) for each in (fault.before, fault.after)
    )
    noun = evidence.noun
    which = "all" if explained == elsewhere else f"{explained} of"
    return Observation(
        f"{which.capitalize()} {noun.counted(elsewhere)} that are predicted beside their label lie "
        f"on it once {fault.found.undone}: then they are typically {after:.3g} px off, and not "
        f"{before:.3g} px (n = {len(fault.explained)}). The coordinates are wrong, not the model.",
        {
            "labels": explained,
            "elsewhere": elsewhere,
            "n": len(fault.explained),
            "before_px": before,
            "after_px": after,
            **fault.found.evidence,
        },
        evidence.labels["image"].to_numpy()[fault.explained],
    )


def _rule_of(code: str, meaning: str, advice: str, *may_follow: str) -> Rule:
    how = "Fitted over all labels whose prediction lies elsewhere; it explains most of them."
    return Rule(
        code,
        ("error",),
        partial(_with_map, code=code),
        f"{meaning}\n\n{how}",
        _EVIDENCE,
        advice,
        consequences=(*OF_SINGLE_OBJECTS, *may_follow, "targets-missed"),
    )


MAP_RULES: Final = (
    _rule_of(
        maps.AXES,
        "Predictions have x and y exchanged, or the photo's width and height.",
        "Correct the order of x and y, or of width and height, where the predictions are written.",
        *OF_ALL_OBJECTS,
    ),
    _rule_of(
        maps.NORMALISED,
        "Predictions are shares of the photo's size, read as pixels, or multiplied by it twice.",
        "Multiply shares by the photo's width and height, once, where the predictions are written.",
        *OF_ALL_OBJECTS,
    ),
    _rule_of(
        maps.RESIZED,
        "Predictions are in pixels of a resized photo.",
        "Scale the predictions back to the photo's own size where they are written.",
        *OF_ALL_OBJECTS,
    ),
    _rule_of(
        maps.LETTERBOXED,
        "Predictions are off by the margin that a letterbox adds to the photo.",
        "Take the letterbox's margin off before scaling back, as Ultralytics' `scale_coords` does.",
        *OF_ALL_OBJECTS,
    ),
    _rule_of(
        maps.MIRRORED,
        "Predictions count y from below, or x from the right.",
        "Count x from the left and y from the top where the predictions are written.",
        *OF_ALL_OBJECTS,
    ),
    _rule_of(
        maps.TURNED,
        "Predictions are those of photos whose EXIF orientation was not applied; all or some.",
        "Apply the EXIF orientation before predicting (`PIL.ImageOps.exif_transpose`), or save the "
        "photos turned; labels and predictions have to mean the same picture.",
        *("resolution-limit", "slice-worse", "imbalance-by-chance"),
    ),
    _rule_of(
        maps.RECROPPED,
        "Predictions and labels are of differently cropped photos.",
        "Predict on the photos that were labelled, or carry the labels over to the cropped ones.",
        *OF_ALL_OBJECTS,
    ),
    _rule_of(
        maps.SHIFTED,
        "Predictions lie beside their labels by the same shift in all photos.",
        "Look for what shifts them: photos cropped since they were labelled, a margin added before "
        "predicting, an offset where the predictions are written.",
        *OF_ALL_OBJECTS,
    ),
    _rule_of(
        maps.SCALED,
        "Predictions are scaled about the photo's upper left corner.",
        "Look for a wrong width or height where the predictions are scaled to the photo.",
        *OF_ALL_OBJECTS,
    ),
    _rule_of(
        maps.ROTATED,
        "Predictions are turned about one point of the photo.",
        "Look for a rotation or rectification of the photos that the labels have not, or the "
        "other way round.",
        *OF_ALL_OBJECTS,
    ),
    _rule_of(
        maps.MAPPED,
        "Predictions and labels differ by an affine map that is none of the usual bugs.",
        "Compare how photos are resized, cropped or rectified before predicting and labelling.",
        *OF_ALL_OBJECTS,
    ),
)
