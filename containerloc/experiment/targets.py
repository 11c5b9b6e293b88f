"""What an experiment promises: its targets."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from containerloc.errors import UsageError
from containerloc.experiment.yaml_reading import check_keys

_COMPARISONS: Final = dict.fromkeys(("below", "above", "at_least", "at_most"), int | float)


@dataclass(frozen=True)
class Target:
    """What an experiment promised of one metric: `mde_px below 8.0`."""

    metric: str
    comparison: str
    bound: float


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
        check_keys(promise, _COMPARISONS, path, f"targets.{metric}.")
        ((comparison, bound),) = promise.items()
        targets.append(Target(metric, comparison, float(bound)))
    return tuple(targets)
