"""The rule on the first choice: what a reader takes that expects one object in a photo."""

from typing import Final

import numpy as np
import pandas as pd

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.diagnosis.stories.few import severity_of
from containerloc.analysis.measures.first_choice import wrong_first_choices
from containerloc.finding import Observation, rule
from containerloc.wording import counted, number

_SIDES: Final = {"right": "to the right", "below": "below", "left": "to the left", "above": "above"}


@rule(
    "first-choice-wrong",
    "error",
    "warning",
    "info",
    evidence={
        "images": "images with one label whose most confident prediction is not on it",
        "n": "images with one label",
        "found": "those of them on which a less confident prediction is on the label",
        "places": "how many lie below, above, to the left and to the right of the label as read",
        "nearest": "distance of the nearest from its label, in text heights, middle to middle",
        "farthest": "of the farthest",
    },
    advice="Add training photos with such texts and marks, which stay without a label. Until then "
    "a reader that can check what it reads should try more than the first prediction.",
)
def first_choice_wrong(evidence: Evidence) -> Observation | None:
    """The most confident prediction of an image with one label is not on the label.

    A reader that expects one object takes it, whatever else is found. An error from 5 % of the
    images with one label on; information below 1 %, or where it is one.
    """
    choices = wrong_first_choices(evidence.matching, confidence=evidence.settings.in_use)
    n, of = len(choices), int(np.isfinite(evidence.errors.first_choice).sum())
    if not n:
        return None
    away = pd.Series(np.hypot(choices["along"], choices["across"]), dtype=np.float64)
    found = int(evidence.errors.detected[choices["label"]].sum())
    places = _places(choices)
    noun, photos = evidence.noun, counted(of, "photo")
    return Observation(
        f"On {n} of {photos} with one {noun.one} the most confident prediction lies elsewhere"
        f"{_where(places, away)}; {_rest(found, n)} is on the {noun.one}.",
        {
            "images": n,
            "n": of,
            "found": found,
            "places": places,
            "nearest": float(away.min()),
            "farthest": float(away.max()),
        },
        choices["image"],
        severity=severity_of(n, of),
    )


def _rest(found: int, n: int) -> str:
    """What is on the labels themselves."""
    if not found:
        return "no other prediction"
    if found == n == 1:
        return "a less confident one"
    return f"on {'all' if found == n else found} of them a less confident one"


def _places(choices: pd.DataFrame) -> dict[str, int]:
    """How many lie on each side of the label, as it is read; those of unknown place on none."""
    known = choices[["along", "across"]].dropna().to_numpy(np.float64)
    angle = np.degrees(np.arctan2(known[:, 1], known[:, 0]))
    quarter = ((angle + 45) // 90 % 4).astype(int)
    counts = {side: int((quarter == place).sum()) for place, side in enumerate(_SIDES)}
    return {side: n for side, n in counts.items() if n}


def _where(places: dict[str, int], away: "pd.Series[float]") -> str:
    if not places:
        return ""
    several = len(places) > 1
    sides = [f"{n} {_SIDES[side]}" if several else _SIDES[side] for side, n in places.items()]
    ends = dict.fromkeys((number(away.min()), number(away.max())))
    return f": {', '.join(sides)}, {' to '.join(ends)} text heights away"
