"""What a notebook leaves: numbers, findings, tables and figures, saved in one call."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from containerloc.data.files import write_atomically
from containerloc.data.tables import for_spreadsheets
from containerloc.finding import Finding
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.files.json_files import update_findings, update_metrics, write_json

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def save_results(
    artifacts: Artifacts,
    notebook: str,
    *,
    findings: Sequence[Finding],
    numbers: pd.DataFrame,
    figures: "Mapping[str, Figure]",
    tables: Mapping[Path, pd.DataFrame],
) -> list[str]:
    """Save everything that a notebook has to tell; returns the paths written, for display.

    Parameters
    ----------
    notebook
        Its number, as in `06`: what it wrote in an earlier run is replaced.
    numbers
        Index: the key in `metrics.json`. Columns `value`, `n` and `ci_low`, `ci_high`. A complete
        count comes without an interval and is its own.
    figures
        By name; saved as `figures/<notebook>_<name>.png`.
    tables
        By the file that each is saved to.
    """
    known = numbers.reindex(columns=["value", "ci_low", "ci_high", "n"])
    complete = known[["ci_low", "ci_high"]].isna().all(axis=1)
    for end in ("ci_low", "ci_high"):
        known[end] = known[end].mask(complete, known["value"])
    rows = dict(zip(known.index.astype(str), known.to_dict("records"), strict=True))
    update_metrics(artifacts, notebook, rows)
    update_findings(artifacts, notebook, [finding.as_dict() for finding in findings])
    pictures = save_figures(artifacts, notebook, figures)
    for path, table in tables.items():
        save_table(table, path)
    written = [artifacts.metrics, artifacts.findings, *pictures, *tables]
    return [str(path.relative_to(artifacts.folder)) for path in written]


def save_comparison(
    artifacts: Artifacts,
    content: Mapping[str, Any],
    *,
    tables: Mapping[str, pd.DataFrame],
    findings: Sequence[Finding],
    figures: Mapping[str, "Figure"],
) -> list[str]:
    """Save everything that notebook 08 found; returns the paths written, for display.

    Parameters
    ----------
    content
        What `comparison.json` holds besides the tables.
    tables
        By name, each a list of rows under that name in `comparison.json`; `differences` is
        `comparison.csv`, too.
    figures
        By name; saved as `figures/08_<name>.png`.
    """
    rows = {name: table.to_dict("records") for name, table in tables.items()}
    write_json(artifacts.comparison, {**content, **rows})
    differences = artifacts.comparison.with_suffix(".csv")
    save_table(tables["differences"], differences)
    update_findings(artifacts, "08", [finding.as_dict() for finding in findings])
    pictures = save_figures(artifacts, "08", figures)
    written = [artifacts.comparison, differences, artifacts.findings, *pictures]
    return [str(path.relative_to(artifacts.results)) for path in written]


def save_figures(
    artifacts: Artifacts, notebook: str, figures: "Mapping[str, Figure]"
) -> list[Path]:
    """Save figures by name as `figures/<notebook>_<name>.png`; returns the paths.

    One that only says in a sentence that there is nothing to draw leaves no picture, and takes
    away that of an earlier run.
    """
    from containerloc.show.style import Sentence

    paths = {artifacts.figures / f"{notebook}_{name}.png": fig for name, fig in figures.items()}
    for path, figure in paths.items():
        if isinstance(figure, Sentence):
            path.unlink(missing_ok=True)
        else:
            save_figure(figure, path)
    return [path for path, figure in paths.items() if not isinstance(figure, Sentence)]


def save_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV without its index, whole or not at all; NaN as an empty field.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    with write_atomically(path) as temporary:
        for_spreadsheets(table).to_csv(
            temporary, index=False, float_format="%.8g", lineterminator="\n"
        )


def save_figure(figure: "Figure", path: Path) -> None:
    """Write a figure as a PNG, whole or not at all; one that was shown is not drawn again."""
    from containerloc.show.style import png_of

    with write_atomically(path) as temporary:
        temporary.write_bytes(png_of(figure))
