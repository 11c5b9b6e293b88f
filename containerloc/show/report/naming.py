"""Experiments and causes as people call them, and what their cards link to."""

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final

_EXPERIMENT: Final = re.compile(r"(?:[a-z]+_)*?(exp\d+|\d+)_(?:yolo\w*?_(?:pose_)?)?(.+)", re.I)
_RECIPE: Final = re.compile(r"^\d+_(?:loc_)?")

# What each finding is about, as people say it; a code that is missing here says it by itself.
_CAUSES: Final = {
    "axes-mirrored": "coordinates counted from the wrong side",
    "coordinates-shifted": "predictions shifted alike in all photos",
    "coordinates-scaled": "predictions scaled alike in all photos",
    "coordinates-rotated": "predictions rotated alike in all photos",
    "coordinates-mapped": "predictions and labels in different coordinates",
    "images-shifted": "predictions of the neighbouring image",
    "predictions-collapsed": "predictions that do not depend on the photo",
    "labels-circular": "labels made by the model itself",
    "values-on-grid": "coordinates rounded to a grid",
    "images-unpredicted": "images without predictions",
    "predictions-repeated": "several predictions on one object",
    "neighbours-suppressed": "neighbours of a detected object are missed",
    "labels-doubled": "objects labelled twice",
    "predicted-otherwise": "predictions made with other settings",
    "validation-threshold-differs": "another threshold would be better",
    "wrong-class": "objects predicted as another class",
    "corners-unplaced": "predictions without all four corners",
    "near-duplicates": "nearly the same photo several times",
    "groups-suggested": "photos of one container count as independent",
    "scaled-whole": "all outlines too large or too small",
    "turned-whole": "all outlines turned by the same angle",
    "wrong-text": "predictions on other text",
    "imbalance-by-chance": "one corner worse than the others, perhaps by chance",
    "cases-judged": "what people judged",
    "epochs-repeated": "epochs recorded twice",
    "epochs-missing": "epochs that are not recorded",
    "stopped-before-restart": "the training stopped before the next restart",
    "restarts-not-applied": "restarts that did not happen",
    "arguments-differ": "a training with other arguments than asked for",
    "rate-differs": "another learning rate than asked for",
    "losses-not-finite": "losses that are not finite",
    "loss-exploded": "a loss that jumped up",
    "quality-collapsed": "the quality collapsed during training",
    "warm-up-hot": "a learning rate too high during warm-up",
    "warm-up-long": "a warm-up longer than asked for",
    "cut-off": "the training was cut off",
    "not-validated": "no validation during training",
    "overfitted": "the model memorised its training images",
    "still-rising": "the training ended while it still improved",
    "still-falling": "the training ended while its loss still fell",
    "defaults-differ": "defaults of another version",
    "weight-decay-scaled": "another weight decay than asked for",
    "chosen-by-boxes": "boxes, not corners, chose the weights",
    "split-leak": "photos of one container in two splits",
    "label-noise": "how exactly the labels are drawn",
    "labels-biased": "two people label a corner differently",
    "labels-not-model": "errors that come from the labels",
    "labels-or-model": "labels or model: where errors come from",
    "labels-drift": "labels of one person or day that differ",
    "valid-but-wrong": "a wrong text that passes the check digit",
    "known-text-contradicted": "texts that may be recorded wrongly",
    "read-outcome": "what a reader makes of the crops",
    "corners-good-enough": "the corners are good enough to read",
    "reading-tolerance": "how large an error reading tolerates",
    "not-read": "nothing was read",
    "image-unread": "images that the model cannot open",
    "image-rewritten": "images that the trainer rewrites",
    "images-left-out": "images that not all experiments have",
    "matched-otherwise": "experiments that count detections differently",
    "settings-differ": "experiments predicted with different settings",
    "own-means-mislead": "means over different objects mislead",
    "threshold-decides": "the thresholds make the difference",
    "better-than-reference": "better than the reference",
    "worse-than-reference": "worse than the reference",
    "both-better-and-worse": "better in some numbers, worse in others",
    "trained-again": "the same recipe, trained again",
    "several-changes": "several changes at once",
    "one-change": "one change",
    "no-change": "nothing was changed",
    "no-difference-shown": "no difference is shown",
    "equivalent": "as good as the reference",
    "practically-identical": "practically identical predictions",
    "targets-missed": "missed targets",
    "targets-undecided": "targets that these images cannot decide",
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
    "missed-below-threshold": "detected, but with too little confidence",
    "missed-altogether": "not detected at any confidence",
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
    "labels-suspect": "labels that cannot be right",
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


def experiment_name(name: str, file: str = "") -> str:
    """What people call an experiment: its number, and what is special about it.

    `file` is its recipe; where its name says the same in more words, those are taken.

    Examples
    --------
    >>> experiment_name("localization_exp003_yolo11s_pose_higher_weight")
    'exp003 · higher weight'
    >>> experiment_name("exp003_yolo11s_pose_higher_weight", "003_loc_higher_pose_weight.yaml")
    'exp003 · higher pose weight'
    >>> experiment_name("004_mine"), experiment_name("plates")
    ('004 · mine', 'plates')
    """
    found = _EXPERIMENT.fullmatch(name)
    if not found:
        return name.replace("_", " ")
    words = found[2].split("_")
    recipe = _RECIPE.sub("", PurePath(file).stem).split("_")
    return f"{found[1]} · {' '.join(recipe if set(words) < set(recipe) else words)}"


def name_on_record(name: str, record: Mapping[str, Any]) -> str:
    """What people call an experiment, by what `run.json` says of it.

    Examples
    --------
    >>> name_on_record("exp4_wide", {"experiment_files": ["004_loc_wide_doors.yaml", "base.yaml"]})
    'exp4 · wide doors'
    """
    files = record.get("experiment_files") or [""]
    return experiment_name(name, str(files[0]))


def cause_name(code: str) -> str:
    """What people call a cause.

    Examples
    --------
    >>> cause_name("photos-turned"), cause_name("label-columns")
    ('photos on their side', 'label columns')
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
