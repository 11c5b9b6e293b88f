"""What `containerloc kaggle collect` prints."""

from collections.abc import Sequence

from containerloc.run.kaggle.collect import Collected
from containerloc.wording import counted


def collected_text(collected: Sequence[Collected]) -> str:
    """Where each experiment's files went, and what is wrong with those that did not."""
    lines = []
    for each in collected:
        lines.append(f"{each.artifacts.folder}: {counted(len(each.taken), 'file')}")
        lines += [f"  {fault}" for fault in each.faults]
    return "\n".join(lines)
