"""Experiments and causes as people call them, and what their cards link to."""

import re
from collections.abc import Sequence
from typing import Final

_EXPERIMENT: Final = re.compile(r"(?:[a-z]+_)*?(exp\d+|\d+)_(?:yolo\w*?_(?:pose_)?)?(.+)", re.I)

# Causes whose code does not say it by itself.
_CAUSES: Final = {
    "axes-exchanged": "x and y exchanged",
    "normalised-as-pixels": "normalised values read as pixels",
    "resize-not-undone": "coordinates of the resized photo",
    "letterbox-not-undone": "coordinates of the padded photo",
    "orientation-ignored": "EXIF orientation ignored",
    "photos-recropped": "photos cropped anew since",
    "read-lost-by-model": "texts that the model loses to the reader",
    "reading-margin": "a margin before reading",
    "photo-unreadable": "photos that no reader can read",
    "label-cuts-text": "labels that cut characters",
    "photos-turned": "photos on their side",
    "order-mirrored": "corners run the wrong way round",
    "order-rotated": "corners one place further on",
    "corner-swapped": "two corners exchanged",
    "crossed": "outlines that cross themselves",
    "corner-bare": "a corner without a character beside it",
    "corner-hidden": "a corner that is covered",
    "corner-biased": "a corner off in one direction",
    "corner-scattered": "a corner that scatters",
    "cut-inward": "characters cut off",
    "margin-outward": "outlines too large",
    "shifted-whole": "all outlines shifted",
    "threshold-below-plateau": "the threshold is too low",
    "threshold-loses-labels": "the threshold is too high",
    "threshold-differs": "another threshold was used",
    "missed-below-threshold": "found, but with too little confidence",
    "missed-altogether": "not found at any confidence",
    "first-choice-wrong": "the most confident prediction is elsewhere",
    "half-of-the-id": "half of the ID left out",
    "extra-text": "other text enclosed",
    "slice-worse": "one kind of photo is worse",
    "ids-truncated": "IDs cut by the photo's border",
    "resolution-limit": "text too small for the input size",
    "training-leak": "training photos among those judged",
    "stopped-early": "the training stopped early",
    "best-epoch-early": "the training did not improve on its start",
    "rate-too-high": "a learning rate too high for its start",
    "nothing-left": "mAP had nothing left to show",
    "learned-nothing": "the training learned nothing that helps",
    "labels-suspect": "labels to check again",
    "labels-disputed": "labels that the models dispute",
    "map-saturated": "mAP cannot rank these models",
}

# The figure that shows a cause, by the first words of its code; the first that fits.
_FIGURES: Final = (
    (("threshold", "missed-below", "validation-threshold"), "07_sweep.png"),
    (("corner-", "shifted", "cut-inward", "margin", "imbalance"), "06_corner_offsets.png"),
    (("slice",), "06_slices.png"),
    (("labels-suspect", "labels-disputed"), "05_suspects.png"),
    (("wrong-class",), "06_confusion.png"),
    (("read-lost", "photo-unreadable"), "09_lost.png"),
    (("reading-margin", "label-cuts"), "09_margin.png"),
    (("corners-good", "reading-tolerance"), "09_corner_cost.png"),
    (
        (
            "stopped",
            "best-epoch",
            "restarts",
            "loss",
            "quality",
            "still",
            "over",
            "rate",
            "learned",
            "nothing-left",
        ),
        "_curves.png",
    ),
    (("",), "06_worst_cases.png"),
)


def experiment_name(name: str) -> str:
    """What people call an experiment: its number, and what is special about it.

    Examples
    --------
    >>> experiment_name("localization_exp003_yolo11s_pose_higher_weight")
    'exp003 · higher weight'
    >>> experiment_name("004_mine"), experiment_name("plates")
    ('004 · mine', 'plates')
    """
    found = _EXPERIMENT.fullmatch(name)
    return f"{found[1]} · {found[2].replace('_', ' ')}" if found else name.replace("_", " ")


def cause_name(code: str) -> str:
    """What people call a cause.

    Examples
    --------
    >>> cause_name("photos-turned"), cause_name("split-leak")
    ('photos on their side', 'split leak')
    """
    return _CAUSES.get(code, code.replace("-", " "))


def figure_of(code: str, figures: Sequence[str]) -> str:
    """The figure that shows a cause, of those that there are; empty for none.

    Examples
    --------
    >>> figure_of("threshold-differs", ["06_worst_cases.png", "07_sweep.png"])
    '07_sweep.png'
    """
    for begins, end in _FIGURES:
        if code.startswith(begins):
            return next((name for name in figures if name.endswith(end)), "")
    return ""
