"""What notebook 08 leaves: `comparison.json`, `comparison.csv`, findings and figures."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from containerloc.analysis.comparison import own_numbers
from containerloc.analysis.finding import Finding
from containerloc.analysis.what_changed import credit, things_changed
from containerloc.run.artifacts import save_figure, save_table, update_findings, write_json
from containerloc.run.comparing import Comparison

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def save_comparison(
    comparison: Comparison, tables: Mapping[str, pd.DataFrame], *, findings: Sequence[Finding],
    figures: Mapping[str, "Figure"],
) -> list[str]:  # fmt: skip
    """Save everything that was found; returns the paths written, for display.

    Parameters
    ----------
    tables
        By name, each a list of rows under that name in `comparison.json`; `differences` is
        `comparison.csv`, too.
    figures
        By name; saved as `figures/08_<name>.png`.
    """
    where = comparison.artifacts
    rows = {name: table.to_dict("records") for name, table in tables.items()}
    write_json(where.comparison, {**described(comparison), **rows})
    save_table(tables["differences"], where.comparison.with_suffix(".csv"))
    update_findings(where, "08", [finding.as_dict() for finding in findings])
    pictures = {where.figures / f"08_{name}.png": figure for name, figure in figures.items()}
    for path, figure in pictures.items():
        save_figure(figure, path)
    written = [where.comparison, where.comparison.with_suffix(".csv"), where.findings, *pictures]
    return [str(path.relative_to(where.results)) for path in written]


def described(comparison: Comparison) -> dict[str, Any]:
    """What was compared, on what, each one's own numbers and targets, and what was changed."""
    first = next(iter(comparison.inputs.values()))
    costs = comparison.cost.to_dict("index")
    numbers = own_numbers(comparison.runs)
    return {
        "reference": first.experiment.name,
        "split": first.split,
        "images": len(first.labels.images),
        "labels": len(first.labels.table),
        "left_out": dict(comparison.left_out),
        "experiments": {
            name: {
                "file": str(each.experiment.path),
                "confidence": each.confidence,
                "weights_sha256": each.predictions.made_by.get("weights_sha256")
                if each.predictions else None,
                "numbers": _by_metric(numbers[numbers["experiment"] == name]),
                "targets": comparison.runs[name].verdicts.to_dict("records"),
                "cost": costs[name],
                **_changes(comparison, name),
            }
            for name, each in comparison.inputs.items()
        },
    }  # fmt: skip


def _by_metric(numbers: pd.DataFrame) -> dict[Any, Any]:
    return numbers.drop(columns="experiment").set_index("metric").to_dict("index")


def _changes(comparison: Comparison, name: str) -> dict[str, Any]:
    changed = comparison.changed.get(name)
    if changed is None:
        return {}
    return {"changed": changed.to_dict("records"), "things_changed": things_changed(changed),
            "credit": credit(changed, known=comparison.known[name])}  # fmt: skip
