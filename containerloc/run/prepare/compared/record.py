"""Where a comparison's artifacts lie, and what `comparison.json` says besides its tables."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from containerloc.analysis.comparison.changes import effective_changes
from containerloc.experiment.experiment import Experiment
from containerloc.run.files.artifacts import Artifacts, artifacts_of
from containerloc.show.tables import gates_in_words

if TYPE_CHECKING:
    from containerloc.run.prepare.comparison import Comparison

_MAX_FOLDER_NAME: Final = 120


def comparison_artifacts(
    experiments: Sequence[Experiment], *, out: str = "", data: str = ""
) -> Artifacts:
    """Where a comparison's artifacts lie: `comparisons/<name>` beside those of its experiments.

    The name is `<reference>_vs_<other>_vs_...`; with many experiments their number and a hash.
    """
    names = [experiment.name for experiment in experiments]
    name = "_vs_".join(names)
    if len(name) > _MAX_FOLDER_NAME:
        digest = hashlib.sha256("\0".join(names).encode()).hexdigest()[:8]
        name = f"{names[0]}_vs_{len(names) - 1}_others_{digest}"
    beside = artifacts_of(experiments[0], out, data)
    return replace(beside, folder=beside.folder.parent / "comparisons" / name)


def described(comparison: "Comparison") -> dict[str, Any]:
    """What was compared, on what, each one's own numbers and targets, and what was changed."""
    first = comparison.inputs[comparison.reference]
    return {
        "reference": comparison.reference,
        "split": first.split,
        "images": len(first.labels.images),
        "labels": len(first.labels.table),
        "left_out": dict(comparison.left_out),
        "gate": gates_in_words(each.gate for each in comparison.inputs.values()),
        "experiments": {name: _described(comparison, name) for name in comparison.inputs},
    }


def _described(comparison: "Comparison", name: str) -> dict[str, Any]:
    inputs, run = comparison.inputs[name], comparison.runs[name]
    content = {
        "file": str(inputs.experiment.path),
        "confidence": inputs.confidence,
        "weights_sha256": comparison.made_by[name].get("weights_sha256"),
        "numbers": run.numbers.to_dict("index"),
        "targets": run.verdicts.to_dict("records"),
        "cost": comparison.cost.to_dict("index")[name],
    }
    if name == comparison.reference:
        return content
    changed = comparison.changes[name]
    (pair,) = (each for each in comparison.compared.others if each.name == name)
    return content | {
        "changed": changed.to_dict("records"),
        "things_changed": effective_changes(changed),
        "credit": pair.credit,
        "is_same": pair.is_same,
    }
