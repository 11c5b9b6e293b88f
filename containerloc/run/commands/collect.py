"""What `containerloc kaggle collect` prints."""

from collections.abc import Sequence
from pathlib import Path

from containerloc.errors import UsageError
from containerloc.experiment.experiment import find_experiment
from containerloc.run.kaggle.collect import Collected
from containerloc.wording import counted


def collected_text(collected: Sequence[Collected], start: Path) -> str:
    """Where each experiment's files went, what is wrong with others, and what verbs still need."""
    lines = []
    for each in collected:
        lines.append(f"{each.artifacts.folder}: {counted(len(each.taken), 'file')}")
        lines += [f"  {fault}" for fault in each.faults]
        name = each.artifacts.folder.name
        if not _is_known(name, start):
            recipe = start / "experiments" / f"{name}.yaml"
            lines.append(f"  no experiment here has its name: write {recipe} for further verbs")
    return "\n".join(lines)


def _is_known(name: str, start: Path) -> bool:
    try:
        find_experiment(name, start)
    except UsageError:
        return False
    return True
