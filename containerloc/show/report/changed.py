"""What changed most from one experiment to another, on its photos."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.analysis.comparison.changed_labels import CHANGED_LABELS, most_changed
from containerloc.show.report.cases import Case, Shown
from containerloc.show.report.parts import Picture, Section
from containerloc.wording import number

_MOST: Final = 2  # of each experiment, that got worse, and as many that got better
_SAME_PX: Final = 0.01  # what a label's error may differ from the one that was compared
_NOTE: Final = (
    "Solid blue: label. Dashed yellow: prediction of the experiment that is named. Below each "
    "photo, the crop by the label, then by the prediction."
)


@dataclass(frozen=True)
class Photographed:
    """The cases of each experiment by image, and what shows them; empty where they are gone."""

    cases: Mapping[str, Mapping[str, list[Case]]] = field(default_factory=dict)
    shown: Shown = field(default_factory=lambda: Shown(lambda image: None))


NO_PHOTOS: Final = Photographed()


def changed_section(
    content: Mapping[str, Any], called: Mapping[str, str], photographed: Photographed
) -> Section:
    """The labels that changed most, with the prediction that each experiment makes of them.

    `content` is `comparison.json`; an experiment that is the same model, as it says, has none, and
    so has a label whose error is not any more the one that was compared.
    """
    saved = pd.DataFrame(content.get("changed_labels", ()), columns=["experiment", *CHANGED_LABELS])
    pictures: list[Picture] = []
    for name, rows in saved.groupby("experiment", sort=False):
        if not content["experiments"].get(name, {}).get("is_same"):
            found = _pictures(most_changed(rows, n=_MOST), str(name), photographed)
            pictures += [_of(each, called[str(name)]) for each in found]
    return Section("What changed most", [_NOTE] if pictures else (), pictures=pictures)


def _of(picture: Picture, experiment: str) -> Picture:
    said = f"{experiment}: {picture.caption}"
    return replace(picture, caption=said, alt=f"{said}; the photo, and both crops below it")


def _pictures(rows: pd.DataFrame, name: str, photographed: Photographed) -> list[Picture]:
    made: list[Picture] = []
    for place, row in enumerate(rows.to_dict("records"), 1):
        known = photographed.cases.get(name, {}).get(str(row["image"]), [])
        cases = [case for case in known if case.object == f"line {int(row['line'])}"]
        same = [case for case in cases if _is_same(case.error_px, row["error_px"])]
        drawn = photographed.shown.pictures(same[:1], f"{name}-{place}")
        made += [replace(each, caption=f"{same[0].name}, {_change(row)}") for each in drawn]
    return made


def _is_same(one: float, other: float | None) -> bool:
    if other is None or np.isnan(other):
        return bool(np.isnan(one))
    return bool(abs(one - other) <= _SAME_PX)


def _change(row: Mapping[Any, Any]) -> str:
    """What became of a label.

    Examples
    --------
    >>> _change({"change": "worse", "reference_px": 2.0, "error_px": 9.5})
    'worse: from 2 to 9.50 px off'
    >>> _change({"change": "lost", "reference_px": 2.0, "error_px": None})
    'missed here, 2 px off in the reference'
    """
    before, now = row["reference_px"], row["error_px"]
    if row["change"] == "lost":
        return f"missed here, {number(before)} px off in the reference"
    if row["change"] == "found":
        return f"{number(now)} px off here, missed by the reference"
    return f"{row['change']}: from {number(before)} to {number(now)} px off"
