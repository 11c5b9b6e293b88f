"""What to do about findings, in order of what it would gain."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from containerloc.finding import SEVERITIES


@dataclass(frozen=True)
class Recommendation:
    """What to do, why, and the gain if its images came out as typical ones; NaN where unknown.

    `mde_px` is what the MDE would lose, `found` how many more labels would be detected.
    """

    advice: str
    reason: str
    code: str
    mde_px: float = np.nan
    found: int = 0


def recommendations(
    findings: Sequence[dict[str, Any]], per_label: pd.DataFrame
) -> tuple[Recommendation, ...]:
    """The advice of findings above info, each once: largest gain first, then the most severe.

    The gain is an upper bound: that of all images of the finding, were they as good as the median
    of the others.
    """
    found: dict[str, Recommendation] = {}
    ordered = sorted(findings, key=lambda finding: SEVERITIES.index(finding["severity"]))
    for finding in ordered:
        if finding["severity"] == "info" or not finding.get("advice"):
            continue
        # A threshold loses and keeps IDs; it moves no corner.
        moves = not finding["code"].startswith("threshold")
        mde, more = _gain(set(finding["images"]) if moves else set(), per_label)
        found.setdefault(
            finding["advice"],
            Recommendation(finding["advice"], finding["sentence"], finding["code"], mde, more),
        )
    return tuple(sorted(found.values(), key=_worth))


def _worth(one: Recommendation) -> tuple[float, float]:
    return -one.found, -np.nan_to_num(one.mde_px)


def _gain(images: set[str], per_label: pd.DataFrame) -> tuple[float, int]:
    if per_label.empty or not images:
        return np.nan, 0
    mine = per_label["image"].isin(images)
    errors = per_label["error_px"]
    lost = int((mine & ~per_label["detected"].astype(bool)).sum())
    others = errors[~mine].median()
    if not np.isfinite(others) or not errors[mine].notna().any():
        return np.nan, lost
    gain = (errors[mine] - others).sum() / errors.notna().sum()
    return float(max(gain, 0.0)), lost
