"""Every number once: its key, its words, its unit, how it is written, which direction is good.

Whoever prints, draws, compares, promises or logs a number looks it up here by the key that it has
in `metrics.json`, and shows people its words, never the key.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, Literal

import numpy as np

from containerloc import wording
from containerloc.quads import CORNERS

Better = Literal["lower", "higher", "neither"]
Counted = Literal["labels", "detected", "images", "epochs", "predictions"]


@dataclass(frozen=True)
class Metric:
    """One number of a run or of a data set.

    Parameters
    ----------
    key
        Its name in `metrics.json`, in targets and in trackers such as MLflow.
    words
        Its name in tables and sentences.
    form
        How a value is written, as in `format(value, form)`.
    better
        Which direction is good.
    of
        What its n counts. A miss counts in a number of `labels` and is left out of one of
        `detected` IDs.
    unit
        `px`, or empty for shares, counts and ratios.
    definition
        What it is, where the words alone do not say it.
    corner
        Which corner it is of, such as `TL`; empty for a number of whole IDs.
    counts
        Whether it says how many of the n: a count as it is, a share times n.

    Examples
    --------
    >>> error = METRICS["mde_px"]
    >>> error.label, error.better, error.written(10.381), error.with_unit(10.381)
    ('mean distance error (MDE), px', 'lower', '10.4', '10.4 px')
    >>> error.with_interval({"value": 10.381, "ci_low": 5.294, "ci_high": 17.52, "n": 74})
    '10.4 px (5.3 to 17.5, n = 74)'
    >>> METRICS["detection_rate"].with_interval(
    ...     {"value": 72 / 74, "ci_low": 0.907, "ci_high": 0.993, "n": 74})
    '72 of 74 (97.3%, 90.7% to 99.3%)'
    >>> METRICS["missed"].with_interval({"value": 2, "ci_low": 0.551, "ci_high": 6.9, "n": 74})
    '2 of 74'
    """

    key: str
    words: str
    form: str
    better: Better
    of: Counted
    unit: str = ""
    definition: str = ""
    corner: str = ""
    counts: bool = False

    @property
    def label(self) -> str:
        """Words and unit, as a column or an axis is named."""
        return f"{self.words}, {self.unit}" if self.unit else self.words

    @property
    def defined(self) -> str:
        """The words, and what it is where they alone do not say it."""
        return f"{self.words}: {self.definition}" if self.definition else self.words

    @property
    def misses(self) -> str:
        """Whether a missed ID counts: `counted`, `left out`, or empty where none can be missed."""
        return {"labels": "counted", "detected": "left out"}.get(self.of, "")

    def written(
        self, value: float | None, *, sign: bool = False, decimals: int | None = None
    ) -> str:
        """The value without its unit: three digits, or those that `decimals` says.

        A dash where it is not known; with `sign`, + before gains. Never more decimals than its
        form has, and no sign before nothing.
        """
        if value is None or value != value:
            return wording.DASH
        if abs(value) == float("inf"):
            return "∞" if value > 0 else "−∞"
        if self._decimals is None:
            return format(value, ("+" if sign else "") + self.form)
        carried = wording.decimals(self._scale * value) if decimals is None else decimals
        text = format(value, f".{min(carried, self._decimals)}{self.form[-1]}")
        text = "100%" if self._is_share and value == 1 else text
        if not text.strip("-0.%"):
            return text.lstrip("-")
        return f"+{text}" if sign and value > 0 else text

    def with_unit(
        self, value: float | None, *, sign: bool = False, decimals: int | None = None
    ) -> str:
        """The value with its unit."""
        text = self.written(value, sign=sign, decimals=decimals)
        return f"{text} {self.unit}" if self.unit and text != wording.DASH else text

    def bound(self, value: float) -> str:
        """A bound that a person chose: with its unit, and no more digits than were given."""
        if self._is_share:
            return f"{100 * value:g}%"
        return f"{value:g} {self.unit}".rstrip()

    def value(self, row: Mapping[Any, Any]) -> str:
        """The value of a row of `metrics.json`, in the digits that its interval carries."""
        return self.with_unit(row.get("value"), decimals=self.carried(row))

    def measured(self, row: Mapping[Any, Any]) -> str:
        """The value of a row; one that says how many of the n as that."""
        value, n = row.get("value"), row.get("n")
        if value is None or value != value or not n or not self.counts:
            return self.value(row)
        return f"{value * n if self._is_share else value:.0f} of {n:.0f}"

    def interval(self, row: Mapping[Any, Any]) -> str:
        """The interval of a row of `metrics.json`, open where an end is not known.

        Empty where nothing is known, or where it says no more than the value; of a count, too.
        """
        low, high = row.get("ci_low"), row.get("ci_high")
        if low == high or (self.counts and not self._is_share):
            return ""
        decimals = self.carried(row)
        ends = [self.written(x, decimals=decimals) if _is_finite(x) else None for x in (low, high)]
        return wording.between(*ends)

    def with_interval(self, row: Mapping[Any, Any], *, with_n: bool = True) -> str:
        """A row of `metrics.json`: the value, its interval as far as it is known, and its n."""
        text, parts = self.measured(row), [self.interval(row)]
        if text == wording.DASH:
            return text
        if " of " in text:  # which has the n
            share = self.written(row["value"], decimals=self.carried(row))
            parts = [share if self._is_share else "", *parts]
        elif with_n and row.get("n") is not None:
            parts.append(f"n = {row['n']:.0f}")
        inside = ", ".join(filter(None, parts))
        return f"{text} ({inside})" if inside else text

    def difference(self, row: Mapping[Any, Any]) -> str:
        """A difference of two such numbers with its interval; of shares in points of a hundred.

        Examples
        --------
        >>> METRICS["detection_rate"].difference(
        ...     {"difference": -0.014, "ci_low": -0.07, "ci_high": 0.03})
        '-1.4 points (-7.0 to +3.0)'
        """
        metric, scale = self._of_differences
        value, low, high = (
            np.nan if row[key] is None else scale * row[key]
            for key in ("difference", "ci_low", "ci_high")
        )
        decimals = metric.carried({"value": value, "ci_low": low, "ci_high": high})
        text = metric.with_unit(value, sign=True, decimals=decimals)
        ends = [metric.written(end, sign=True, decimals=decimals) for end in (low, high)]
        plain = metric.written(value, sign=True, decimals=decimals)
        if wording.DASH in ends or {plain} == set(ends):
            return text
        return f"{text} ({' to '.join(ends)})"

    def amount(self, difference: float) -> str:
        """A difference without its direction, as a margin is given: `1 px`, `2 points`."""
        metric, scale = self._of_differences
        return f"{scale * difference:g} {metric.unit}".rstrip()

    @property
    def _is_share(self) -> bool:
        return self.form.endswith("%")

    @property
    def _decimals(self) -> int | None:
        """The most decimals that are written; None for a form with a number of digits."""
        return int(self.form[1:-1]) if self.form[-1] in "f%" else None

    @property
    def _scale(self) -> float:
        return 100.0 if self._is_share else 1.0

    def carried(self, row: Mapping[Any, Any]) -> int | None:
        """How many decimals the interval of a row carries; None where it has none."""
        low, high = row.get("ci_low"), row.get("ci_high")
        if low is None or high is None or not _is_finite(low) or not _is_finite(high):
            return None
        return wording.decimals(self._scale * (high - low) / 2, digits=2) if high > low else None

    @property
    def _of_differences(self) -> "tuple[Metric, float]":
        """How differences are written, and by what they are multiplied for it."""
        if not self._is_share:
            return self, 1.0
        return replace(self, form=self.form.replace("%", "f"), unit="points"), 100.0


def _is_finite(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


_error = partial(Metric, form=".2f", better="lower", of="detected", unit="px")
_lower = partial(Metric, better="lower", of="detected")
_higher = partial(Metric, better="higher", of="detected")
_count = partial(Metric, form=".0f")


_STATISTICS: Final = {
    "std": "standard deviation",
    "median": "median",
    "p90": "90th percentile",
    "max": "maximum",
}


def _spread(
    prefix: str, words: str, keys: Sequence[str] = tuple(_STATISTICS), *, corner: str = ""
) -> list[Metric]:
    return [
        _error(f"{prefix}error_{key}_px", f"{words}, {_STATISTICS[key]}", corner=corner)
        for key in keys
    ]


def _with_unconditional(score: Metric) -> tuple[Metric, Metric]:
    words = f"{score.words} (misses as 0)"
    return score, replace(score, key=f"{score.key}_unconditional", words=words, of="labels")


def _by_key(*metrics: Metric) -> dict[str, Metric]:
    return {metric.key: metric for metric in metrics}


# What `measures.headline` measures, in its order, and what a target may promise.
HEADLINE_METRICS: Final = _by_key(
    Metric("detection_rate", "detection rate", ".1%", "higher", "labels", counts=True),
    Metric(
        "first_choice_rate",
        "first choice right",
        ".1%",
        "higher",
        "images",
        definition="of images with one label, those whose most confident prediction is on it",
        counts=True,
    ),
    Metric("false_positives_per_image", "false positives per image", ".3f", "lower", "images"),
    _count("missed", "missed labels", better="lower", of="labels", counts=True),
    _lower("order_wrong", "objects with corners in a wrong order", ".0f", counts=True),
    _lower("crossed", "self-crossing predictions", ".0f", counts=True),
    *_spread("", "distance error", ("median", "p90")),
    _error(
        "mde_px",
        "mean distance error (MDE)",
        definition="over objects, each the mean over its 4 corners",
    ),
    *_spread("", "distance error", ("std", "max")),
    _lower(
        "relative_error_p90",
        "relative error, 90th percentile",
        ".3f",
        definition="distance error / height of a line of text; nine of ten are below",
    ),
    _lower("nme", "NME", ".4f", definition="distance error / sqrt(w·h) of the labelled box"),
    *_with_unconditional(_higher("iou_mean", "polygon IoU", ".3f")),
    *_with_unconditional(_higher("pck_05", "PCK at 5 % of sqrt(w·h)", ".1%")),
    *_with_unconditional(_higher("pck_10", "PCK at 10 % of sqrt(w·h)", ".1%")),
    _higher("coverage_mean", "coverage", ".3f", definition="share of the labelled area covered"),
    _lower("margin_mean", "margin", ".3f", definition="area outside / the labelled area"),
    *(
        metric
        for corner in CORNERS
        for metric in (
            _error(f"{corner.lower()}_error_mean_px", f"{corner} error, mean", corner=corner),
            *_spread(f"{corner.lower()}_", f"{corner} error", corner=corner),
        )
    ),
    _lower("imbalance", "imbalance", ".2f", definition="worst / best corner's mean error"),
)

# What notebook 09 measures of a reader of text; a target may promise these, too.
READING_METRICS: Final = _by_key(
    Metric(
        "read_rate",
        "read",
        ".1%",
        "higher",
        "labels",
        definition="labels whose text a reader reads right from the model's crop",
        counts=True,
    ),
    *(
        Metric(f"read_rate{key}", f"read{words}", ".1%", "higher", "labels", counts=True)
        for key, words in {
            "_labels": " from the labels' crops",
            "_with_margin": " with the best margin",
            "_labels_with_margin": " from the labels' crops with the best margin",
        }.items()
    ),
    *(
        _count(f"read_{key}", words, better="lower", of="labels", counts=True)
        for key, words in {
            "lost_by_model": "reads lost by the model",
            "lost_by_crop": "reads lost by too narrow a crop",
            "lost_by_photo": "reads lost by the photo or the reader",
            "valid_but_wrong": "read as another valid text",
        }.items()
    ),
    Metric(
        "character_error_rate",
        "character error rate",
        ".1%",
        "lower",
        "labels",
        definition="characters read wrong, added or left out / characters of the known texts",
    ),
    Metric(
        "within_tolerance_rate",
        "within what reading tolerates",
        ".1%",
        "higher",
        "labels",
        definition="labels whose corners are off by no more than the reader tolerates",
        counts=True,
    ),
    Metric("reading_tolerance", "tolerance of the reader, text heights", ".2f", "higher", "labels"),
    Metric("reading_tolerance_px", "tolerance of the reader", ".1f", "higher", "labels", "px"),
    Metric(
        "reading_tolerance_with_margin",
        "tolerance of the reader with the best margin, text heights",
        ".2f",
        "higher",
        "labels",
    ),
    Metric("reading_margin", "best margin, text heights", ".2f", "neither", "labels"),
)

# With the numbers that notebooks 04, 05 and 07 write, and those that only a comparison has.
METRICS: Final = (
    HEADLINE_METRICS
    | READING_METRICS
    | _by_key(
        _lower(
            "order_wrong_rate", "share of objects with corners in a wrong order", ".1%", counts=True
        ),
        _count("false_positives", "false positives", better="lower", of="images"),
        Metric("precision", "precision", ".3f", "higher", "predictions"),
        Metric("predictions_per_image", "predictions per image", ".2f", "neither", "images"),
        Metric("threshold_in_use", "threshold in use", ".3g", "neither", "labels"),
        Metric("plateau_low", "plateau of thresholds, lower end", ".3g", "neither", "labels"),
        Metric("plateau_high", "plateau of thresholds, upper end", ".3g", "neither", "labels"),
        _count("training_epochs", "epochs trained", better="neither", of="epochs"),
        _count("training_best_epoch", "best epoch", better="neither", of="epochs"),
        Metric(
            "training_pose_map50_95_best", "pose mAP50-95, best epoch", ".3f", "higher", "epochs"
        ),
        _count("dataset_images", "images", better="neither", of="images"),
        _count("dataset_images_usable", "usable images", better="higher", of="images"),
        _count("dataset_images_skipped", "skipped images", better="lower", of="images"),
        _count(
            "dataset_images_without_label", "images without label", better="neither", of="images"
        ),
        _count(
            "dataset_images_with_several_labels",
            "images with several labels",
            better="neither",
            of="images",
        ),
        _count("dataset_labels", "labels", better="neither", of="labels"),
        _count("dataset_label_errors", "errors in labels", better="lower", of="labels"),
        _count("dataset_label_warnings", "warnings on labels", better="lower", of="labels"),
    )
)

# The columns of a sweep by their names in `thresholds.csv`, besides the threshold and its counts.
SWEEP_METRICS: Final = {
    "false_positives": METRICS["false_positives"],
    "precision": METRICS["precision"],
    "mde_px": METRICS["mde_px"],
    "iou": METRICS["iou_mean"],
    "iou_unconditional": METRICS["iou_mean_unconditional"],
    "false_positives_per_image": METRICS["false_positives_per_image"],
    "predictions_per_image": METRICS["predictions_per_image"],
}


def metric_of(key: str) -> Metric:
    """The metric of a key; one that is not in `METRICS` is written with its key as words.

    `metrics.json` may hold numbers of a notebook of the user's own.

    Examples
    --------
    >>> metric_of("plateau_low").words, metric_of("words_read").words
    ('plateau of thresholds, lower end', 'words read')
    """
    return METRICS.get(key) or Metric(key, key.replace("_", " "), ".4g", "neither", "labels")
