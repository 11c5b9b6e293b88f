"""What to do about findings, in order of what it would gain."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from containerloc.analysis.diagnosis.rules_threshold import THRESHOLD_RULES
from containerloc.finding import SEVERITIES

# A threshold loses and keeps IDs; it moves no corner.
_MOVE_NO_CORNER = {rule.code for rule in THRESHOLD_RULES}


@dataclass(frozen=True)
class Recommendation:
    """What to do, why, and the gain if its images came out as typical ones; NaN where unknown.

    `mde_px` is by how much the MDE would fall, `more_detected` how many more labels are detected.
    """

    advice: str
    reason: str
    code: str
    mde_px: float = np.nan
    more_detected: int = 0


def recommendations(
    findings: Sequence[dict[str, Any]], per_label: pd.DataFrame
) -> tuple[Recommendation, ...]:
    """The advice of findings above info, each once: largest gain first, then the most severe.

    The gain is an upper bound: that of all images of the finding, were they as good as the median
    of the others. Findings as in `findings.json`, labels as in `per_image.csv`.
    """
    by_advice: dict[str, Recommendation] = {}
    for finding in sorted(findings, key=lambda finding: SEVERITIES.index(finding["severity"])):
        if finding["severity"] == "info" or not finding.get("advice"):
            continue
        images = set() if finding["code"] in _MOVE_NO_CORNER else set(finding["images"])
        mde_px, more = _gain(images, per_label)
        by_advice.setdefault(
            finding["advice"],
            Recommendation(finding["advice"], finding["sentence"], finding["code"], mde_px, more),
        )
    return tuple(
        sorted(by_advice.values(), key=lambda one: (-one.more_detected, -np.nan_to_num(one.mde_px)))
    )


def _gain(images: set[str], per_label: pd.DataFrame) -> tuple[float, int]:
    if per_label.empty or not images:
        return np.nan, 0
    mine = per_label["image"].isin(images)
    errors = per_label["error_px"]
    missed = int((mine & ~per_label["detected"].astype(bool)).sum())
    others = errors[~mine].median()
    if not np.isfinite(others) or not errors[mine].notna().any():
        return np.nan, missed
    gain = (errors[mine] - others).sum() / errors.notna().sum()
    return float(max(gain, 0.0)), missed
