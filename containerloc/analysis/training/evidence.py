"""What the rules of the audit look at: one training, as its files record it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from containerloc.experiment.schedule import Schedule


@dataclass(frozen=True)
class TrainingEvidence:
    """One training that ran.

    Parameters
    ----------
    results
        Ultralytics' results.csv, one row per epoch.
    rates
        From `rates.learning_rates`.
    arguments
        Those asked for and, where the experiment says nothing, those that ran.
    schedule
        The experiment's.
    differences
        From `arguments.argument_differences`.
    superseded
        Rows of results.csv that a later one of the same epoch supersedes; not in `results`.
    """

    results: pd.DataFrame
    rates: pd.DataFrame
    arguments: Mapping[str, Any]
    schedule: Schedule
    differences: pd.DataFrame
    superseded: int = 0

    @property
    def last_epoch(self) -> int:
        """The number of the last epoch that ran."""
        return int(self.results["epoch"].iloc[-1])
