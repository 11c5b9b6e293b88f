"""The part of a session that notebook 07 shows: the same predictions at every threshold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from containerloc.analysis.diagnosis.diagnose import diagnose_threshold
from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.measures.thresholds.plateau import threshold_numbers
from containerloc.analysis.measures.thresholds.sweep import THRESHOLDS, sweep, sweep_gates
from containerloc.finding import Finding
from containerloc.run.files.results import save_results
from containerloc.run.prepare.inputs import Inputs

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class ThresholdChoice:
    """One experiment's predictions, judged at every threshold."""

    inputs: Inputs
    evidence: Evidence

    @property
    def in_use(self) -> float:
        """The threshold that the notebook judges at."""
        return self.inputs.confidence

    @property
    def nearest_to_lost(self) -> pd.DataFrame:
        """The highest threshold that finds each label, the lowest first; NaN where none does."""
        return self.evidence.critical.sort_values("critical_confidence", na_position="first")

    @cached_property
    def numbers(self) -> pd.DataFrame:
        """The plateau and what the threshold in use costs, with intervals."""
        return threshold_numbers(
            self.evidence.matching, in_use=self.in_use, groups=self.evidence.groups
        )

    @cached_property
    def swept(self) -> pd.DataFrame:
        """What each threshold keeps and loses."""
        return self._swept_at(THRESHOLDS)

    @cached_property
    def marks(self) -> pd.DataFrame:
        """The same at the threshold in use, the experiment's, and the advised one, if any."""
        advised = self.evidence.threshold_advice
        chosen = {self.in_use, self.inputs.experiment.predict.conf}
        return self._swept_at(sorted(chosen | ({advised.threshold} if advised else set())))

    @cached_property
    def by_class(self) -> pd.DataFrame:
        """Each class by itself: what the threshold in use finds, and the plateau; one row each.

        Empty where there is only one class.
        """
        rows = {}
        for name, run in self.evidence.by_class.items():
            swept = sweep(run.matching, n_images=len(run.images), thresholds=[self.in_use])
            low, high = run.plateau
            rows[name] = {
                "labels": len(run.labels),
                **{
                    column: int(swept[column].iloc[0]) for column in ("detected", "false_positives")
                },
                **{column: float(swept[column].iloc[0]) for column in ("precision", "mde_px")},
                "plateau_low": low,
                "plateau_high": high,
            }
        return pd.DataFrame.from_dict(rows, orient="index")

    @cached_property
    def gates(self) -> pd.DataFrame:
        """What the threshold in use finds, the more overlap it takes to be on a label."""
        return sweep_gates(self.evidence.matching, confidence=self.in_use)

    def _swept_at(self, thresholds: Sequence[float]) -> pd.DataFrame:
        n_images = len(self.evidence.images)
        return sweep(self.evidence.matching, n_images=n_images, thresholds=thresholds)

    def findings(self) -> tuple[Finding, ...]:
        """What is to be known of the threshold, worst first."""
        return self._findings

    @cached_property
    def _findings(self) -> tuple[Finding, ...]:
        return diagnose_threshold(self.evidence)

    def save(self, figures: Mapping[str, "Figure"]) -> list[str]:
        """Save numbers, findings, the sweep and figures; returns the files written."""
        where = self.inputs.artifacts
        return save_results(
            where,
            "07",
            findings=self.findings(),
            numbers=self.numbers,
            tables={where.thresholds: self.swept},
            figures=figures,
        )
