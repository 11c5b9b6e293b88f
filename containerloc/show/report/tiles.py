"""The four numbers that are read first: found, how far off, read, targets."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.experiment.targets import verdict_counts
from containerloc.metric import METRICS, metric_of
from containerloc.show.report.parts import Tile
from containerloc.wording import OBJECT, Noun, listed

Metrics = Mapping[str, Mapping[str, Any]]
_MUCH = 1.2  # times the median: from here on, the mean is told beside it, and why
_FEW = 0.1  # share of the objects that can make half of the error


def experiment_tiles(
    metrics: Metrics, verdicts: pd.DataFrame, errors_px: Sequence[float], noun: Noun = OBJECT
) -> tuple[Tile, ...]:
    """The tiles of one experiment; one whose number is not known is left out.

    `errors_px` are the distance errors of the detected objects.
    """
    tiles = (
        _found(metrics, noun),
        _error(metrics, errors_px, noun),
        _read(metrics, noun),
        targets_tile(verdicts),
    )
    return tuple(tile for tile in tiles if tile)


def count_of(row: Mapping[str, Any]) -> str:
    """A share as a count.

    Examples
    --------
    >>> count_of({"value": 72 / 74, "n": 74})
    '72 of 74'
    """
    return f"{row['value'] * row['n']:.0f} of {row['n']:,.0f}"


def half_of_the_error(errors_px: Sequence[float]) -> int:
    """How many objects, the worst first, make about half of the summed error: at least 45 %.

    Examples
    --------
    >>> half_of_the_error([1.0, 1.0, 1.0, 9.0]), half_of_the_error([])
    (1, 0)
    """
    errors = np.sort(np.nan_to_num(np.asarray(errors_px, np.float64)))[::-1]
    total = errors.sum()
    return int(np.searchsorted(np.cumsum(errors), 0.45 * total) + 1) if total > 0 else 0


def _is_known(row: Mapping[str, Any]) -> bool:
    return row.get("value") is not None and row.get("n") is not None


def _interval(key: str, row: Mapping[str, Any]) -> str:
    metric = metric_of(key)
    ends = metric.interval(row)
    unit = f" {metric.unit}" if metric.unit else ""
    return f"95% interval {ends}{unit}" if ends else ""


def _found(metrics: Metrics, noun: Noun) -> Tile | None:
    row, first = (metrics.get(key, {}) for key in ("detection_rate", "first_choice_rate"))
    if not _is_known(row):
        return None
    threshold = metrics.get("threshold_in_use", {}).get("value")
    where = "" if threshold is None else f"at confidence {threshold:g}; "
    note = f"{where}{_interval('detection_rate', row)}"
    if _is_known(first):
        note += f"; first choice right in {count_of(first)}"
    return Tile(f"{noun.many} detected", count_of(row), note)


def _error(metrics: Metrics, errors_px: Sequence[float], noun: Noun) -> Tile | None:
    median, mean = (metrics.get(key, {}) for key in ("error_median_px", "mde_px"))
    if median.get("value") is None:
        return None
    metric = METRICS["error_median_px"]
    note = _interval("error_median_px", median)
    if mean.get("value") is not None:
        note += f"; mean {METRICS['mde_px'].with_unit(mean['value'])}"
        few = half_of_the_error(errors_px)
        if mean["value"] > _MUCH * median["value"] and few <= max(_FEW * len(errors_px), 1):
            note += f", about half of it from {noun.counted(few)}"
    return Tile("median distance error", metric.with_unit(median["value"]), note.lstrip("; "))


def _read(metrics: Metrics, noun: Noun) -> Tile | None:
    """What a reader made of the crops; shown once notebook 09 has run."""
    row = metrics.get("read_rate", {})
    if not _is_known(row):
        return None
    return Tile(f"{noun.many} read", count_of(row), _interval("read_rate", row))


def targets_tile(verdicts: pd.DataFrame) -> Tile:
    """How many targets are met, missed and undecided, and which are not met."""
    if verdicts.empty:
        return Tile("targets", "none", "`targets:` of the experiment may promise numbers")
    words = verdicts["verdict"].tolist()
    open_ones = [
        f"{metric_of(str(row['metric'])).words} {row['promise']}: {row['verdict']}"
        for row in verdicts.to_dict("records")
        if row["verdict"] != "met"
    ]
    tone = "bad" if "missed" in words else "" if open_ones else "good"
    return Tile("targets", verdict_counts(words), listed(open_ones, most=2), tone)


_COMPARED: Final = ("detection_rate", "mde_px", "iou_mean")


def comparison_tiles(differences: Mapping[str, Sequence[Mapping[str, Any]]]) -> tuple[Tile, ...]:
    """The differences that are read first, of each experiment to the reference.

    `differences` are the rows of each experiment, by what it is called.
    """
    return tuple(filter(None, (_difference(key, differences) for key in _COMPARED)))


def _difference(key: str, differences: Mapping[str, Sequence[Mapping[str, Any]]]) -> Tile | None:
    rows = {
        name: row
        for name, each in differences.items()
        for row in each
        if row["metric"] == key and row["difference"] is not None
    }
    if not rows:
        return None
    metric = metric_of(key)
    verdicts = {row["verdict"] for row in rows.values()}
    tone = {"better": "good", "worse": "bad"}.get(min(verdicts)) if len(verdicts) == 1 else ""
    if len(rows) == 1:
        (row,) = rows.values()
        value, _, interval = metric.difference(row).rstrip(")").partition(" (")
        words = ": ".join(filter(None, (interval, _judged(row))))
        return Tile(metric.words, value, words, tone or "")
    parts = [f"{name}: {metric.difference(row)}, {_judged(row)}" for name, row in rows.items()]
    apart = [f"{name.partition(' ')[0]} {row['verdict']}" for name, row in rows.items()]
    value = next(iter(verdicts)) if len(verdicts) == 1 else ", ".join(apart)
    return Tile(metric.words, value, "; ".join(parts), tone or "")


def _judged(row: Mapping[str, Any]) -> str:
    """The verdict; why none is shown where the number's own interval leaves zero out."""
    verdict, low, high = str(row["verdict"]), row.get("ci_low"), row.get("ci_high")
    by_itself = low is not None and high is not None and low * high > 0
    many = " (among so many numbers compared)"
    return verdict + many if by_itself and verdict == "no difference shown" else verdict
