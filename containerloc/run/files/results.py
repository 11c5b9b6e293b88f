"""What a notebook leaves, saved in one call."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from containerloc.finding import Finding
from containerloc.run.files.artifacts import (
    Artifacts,
    save_figure,
    save_table,
    update_findings,
    update_metrics,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def save_results(
    artifacts: Artifacts,
    notebook: str,
    *,
    findings: Sequence[Finding],
    numbers: pd.DataFrame,
    figures: Mapping[str, "Figure"],
    tables: Mapping[Path, pd.DataFrame],
) -> list[str]:
    """Save everything that a notebook found; returns the paths written, for display.

    Parameters
    ----------
    notebook
        Its number, as in `06`: what it wrote in an earlier run is replaced.
    numbers
        Index: the key in `metrics.json`. Columns `value`, `n` and `ci_low`, `ci_high`. A count of
        all there is comes without an interval and is its own.
    figures
        By name; saved as `figures/<notebook>_<name>.png`.
    tables
        By the file that each is saved to.
    """
    known = numbers.reindex(columns=["value", "ci_low", "ci_high", "n"])
    counted = known[["ci_low", "ci_high"]].isna().all(axis=1)
    for side in ("ci_low", "ci_high"):
        known[side] = known[side].mask(counted, known["value"])
    rows = dict(zip(known.index.astype(str), known.to_dict("records"), strict=True))
    update_metrics(artifacts, notebook, rows)
    update_findings(artifacts, notebook, [finding.as_dict() for finding in findings])
    pictures = {artifacts.figures / f"{notebook}_{name}.png": fig for name, fig in figures.items()}
    for path, figure in pictures.items():
        save_figure(figure, path)
    for path, table in tables.items():
        save_table(table, path)
    written = [artifacts.metrics, artifacts.findings, *pictures, *tables]
    return [str(path.relative_to(artifacts.folder)) for path in written]
