"""What an experiment promises: its targets."""

import math
import operator
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from containerloc.errors import UsageError
from containerloc.experiment.yaml_reading import check_keys
from containerloc.metric import metric_of

Verdict = Literal["met", "missed", "undecided"]
_COMPARISONS: Final = {
    "below": operator.lt,
    "above": operator.gt,
    "at_least": operator.ge,
    "at_most": operator.le,
}


@dataclass(frozen=True)
class Target:
    """What an experiment promised of one metric: `mde_px below 8.0`."""

    metric: str
    comparison: str
    bound: float

    @property
    def promise(self) -> str:
        """What was promised, in words.

        Examples
        --------
        >>> Target("mde_px", "below", 8.0).promise, Target("detection_rate", "at_least", 1).promise
        ('below 8 px', 'at least 100%')
        """
        return f"{self.comparison.replace('_', ' ')} {metric_of(self.metric).bound(self.bound)}"

    def verdict(self, low: float | None, high: float | None) -> Verdict:
        """Whether the interval from `low` to `high` keeps the promise: all of it, or none.

        An end that is None or NaN is open; `undecided` where both are.

        Examples
        --------
        >>> [Target("mde_px", "below", 8.0).verdict(*ends) for ends in ((6, 7), (7, 9), (9, 11))]
        ['met', 'undecided', 'missed']
        """
        low, high = (math.nan if end is None else end for end in (low, high))
        if math.isnan(low) and math.isnan(high):
            return "undecided"
        ends = (-math.inf if math.isnan(low) else low), (math.inf if math.isnan(high) else high)
        kept = {_COMPARISONS[self.comparison](end, self.bound) for end in ends}
        return "undecided" if len(kept) > 1 else "met" if kept.pop() else "missed"


def verdict_counts(verdicts: Iterable[str]) -> str:
    """How many targets are met, missed, undecided, or not measured.

    Examples
    --------
    >>> verdict_counts(["met", "undecided", "met"])
    '2 met, 1 undecided'
    """
    counts = Counter(verdicts)
    words = ("met", "missed", "undecided", "not measured")
    return ", ".join(f"{counts[word]} {word}" for word in words if counts[word])


def targets_of(values: Mapping[str, Mapping[str, Any]], path: Path) -> tuple[Target, ...]:
    """The targets that an experiment's file at `path` states; UsageError where one makes no sense.

    The metrics are known already.
    """
    targets = []
    for metric, promise in values.items():
        if len(promise) != 1:
            raise UsageError(
                f"{path}: key `targets.{metric}`: one comparison, as in {{below: 8.0}}"
            )
        check_keys(promise, dict.fromkeys(_COMPARISONS, int | float), path, f"targets.{metric}.")
        ((comparison, bound),) = promise.items()
        if not math.isfinite(bound):
            raise UsageError(
                f"{path}: key `targets.{metric}.{comparison}`: {bound} is no finite number"
            )
        targets.append(Target(metric, comparison, float(bound)))
    return tuple(targets)
