"""Every chart of the notebooks, one call each: tables in, a figure out."""

from containerloc.show.charts.causes import cause_bars, error_shares
from containerloc.show.charts.compared_curves import compared_curves
from containerloc.show.charts.confidence import reject_curve
from containerloc.show.charts.confusion import confusion_heatmap
from containerloc.show.charts.dataset import corner_positions, dataset_overview
from containerloc.show.charts.differences import difference_forest, slice_differences
from containerloc.show.charts.errors import corner_errors, error_distribution
from containerloc.show.charts.label_noise import noise_against_error
from containerloc.show.charts.offsets import corner_offsets
from containerloc.show.charts.reading import corner_cost, reading_margin
from containerloc.show.charts.relations import (
    coverage_and_margin,
    error_against,
    missed_against_found,
)
from containerloc.show.charts.slices import slice_forest
from containerloc.show.charts.targets import target_bars
from containerloc.show.charts.thresholds import critical_confidences, gate_curve, sweep_curves
from containerloc.show.charts.training import training_curves

__all__ = [
    "cause_bars",
    "compared_curves",
    "confusion_heatmap",
    "corner_cost",
    "corner_errors",
    "corner_offsets",
    "corner_positions",
    "coverage_and_margin",
    "critical_confidences",
    "dataset_overview",
    "difference_forest",
    "error_against",
    "error_distribution",
    "error_shares",
    "gate_curve",
    "missed_against_found",
    "noise_against_error",
    "reading_margin",
    "reject_curve",
    "slice_differences",
    "slice_forest",
    "sweep_curves",
    "target_bars",
    "training_curves",
]
