"""Every object's error along one logarithmic axis, each dot with its photo."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from containerloc.quads import Floats
from containerloc.show.report.cases import Case, Shown
from containerloc.show.report.crops import thumbnail_jpeg
from containerloc.show.report.parts import Dot, Strip
from containerloc.wording import OBJECT, Noun, number

PICTURE: Final = "report_pictures/every-error.svg"
_MOST_DOTS: Final = 3000
_MOST_THUMBNAILS: Final = 100
_COLUMNS: Final = 60  # dots of one column stand above each other
_MISSED_FROM: Final = 0.93  # the right end is for those that are not found
_TICKS: Final = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


def error_strip(
    cases: Mapping[str, list[Case]],
    shown: Shown,
    *,
    marked: Collection[str],
    marks: Mapping[str, float | None],
    noun: Noun = OBJECT,
) -> Strip | None:
    """The strip of all labels; None where none has an error.

    `marked` are images that cards are about; `marks` are values on the axis by their words.
    """
    labelled = [c for each in cases.values() for c in each if c.object.startswith("line")]
    worst = sorted(labelled, key=lambda case: -np.nan_to_num(case.error_px, nan=1e9))[:_MOST_DOTS]
    errors = np.array([case.error_px for case in worst], np.float64)
    if not np.isfinite(errors).any():
        return None
    axis = _Axis(errors)
    dots = _with_thumbnails(
        [
            Dot(x, y, case.name, case.said, shown.link(case), case.image in marked)
            for case, x, y in zip(worst, axis.places, _heights(axis.places), strict=True)
        ],
        worst,
        shown,
    )
    note = (
        "" if len(worst) == len(labelled) else f"The {len(worst):,} largest of {len(labelled):,}."
    )
    known = {words: value for words, value in marks.items() if value}
    return Strip(
        f"Every {noun.one} by its error",
        note,
        "distance error, px (log)",
        dots,
        axis.ticks,
        [(axis.place(value), f"{words} {number(value)} px") for words, value in known.items()],
        PICTURE,
    )


class _Axis:
    """Where a value lies, 0 to 1, on a logarithmic axis; what is not found lies at the end."""

    def __init__(self, errors: Floats) -> None:
        has_missed = bool(np.isnan(errors).any())
        known = np.maximum(errors[np.isfinite(errors)], 0.05)
        self.low, self.high = np.log10(known.min() / 1.2), np.log10(known.max() * 1.2)
        self.end = _MISSED_FROM - 0.03 if has_missed else 1.0
        missed = np.isnan(errors)
        spread = np.linspace(_MISSED_FROM + 0.01, 0.99, max(int(missed.sum()), 1))
        self.places = np.array([self.place(value) for value in np.nan_to_num(errors, nan=1.0)])
        self.places[missed] = spread[: missed.sum()]
        self.ticks = [(self.place(t), f"{t:g}") for t in _TICKS if self._holds(t)]
        self.ticks += [((1 + _MISSED_FROM) / 2, "missed")] if has_missed else []

    def place(self, value: float) -> float:
        at = (np.log10(max(value, 0.05)) - self.low) / (self.high - self.low)
        return float(np.clip(at, 0, 1) * self.end)

    def _holds(self, value: float) -> bool:
        return bool(self.low <= np.log10(value) <= self.high)


def _heights(places: Floats) -> list[float]:
    """Above each other where places are near: the lowest at 0, the highest column up to 1."""
    column = np.floor(places * _COLUMNS).astype(int).tolist()
    highest = max(Counter(column).values())
    seen = Counter[int]()
    heights = []
    for each in column:
        heights.append(seen[each] / max(highest - 1, 11))
        seen[each] += 1
    return heights


def _with_thumbnails(dots: Sequence[Dot], cases: Sequence[Case], shown: Shown) -> list[Dot]:
    """The dots, the worst with a thumbnail as far as their photos can be read."""
    made = []
    for place, (dot, case) in enumerate(zip(dots, cases, strict=True)):
        pixels = shown.photo_of(case.image) if place < _MOST_THUMBNAILS else None
        if pixels is None or np.isnan([case.label, case.predicted]).all():
            made.append(dot)
        else:
            jpeg = thumbnail_jpeg(pixels, case.label, case.predicted)
            made.append(replace(dot, thumbnail=jpeg))
    return made
