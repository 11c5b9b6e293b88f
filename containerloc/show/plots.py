"""Every chart of the notebooks, one call each: tables in, a figure out."""

from containerloc.show.cause_plots import cause_bars, error_shares
from containerloc.show.compared_curves import compared_curves
from containerloc.show.confidence_plots import reject_curve
from containerloc.show.dataset_plots import corner_positions, dataset_overview
from containerloc.show.difference_plots import difference_forest, slice_differences
from containerloc.show.error_plots import corner_errors, error_distribution
from containerloc.show.offset_plot import corner_offsets
from containerloc.show.relation_plots import (
    coverage_and_margin,
    error_against,
    missed_against_found,
)
from containerloc.show.slice_plot import slice_forest
from containerloc.show.sweep_plots import critical_confidences, sweep_curves
from containerloc.show.training_plots import training_curves
from containerloc.show.twin_sheet import twin_sheet

__all__ = [
    "cause_bars",
    "compared_curves",
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
    "missed_against_found",
    "reject_curve",
    "slice_differences",
    "slice_forest",
    "sweep_curves",
    "training_curves",
    "twin_sheet",
]
