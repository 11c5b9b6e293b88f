"""When a prediction counts as on an object: the one place where the gate of matching lives."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from containerloc.errors import UsageError
from containerloc.experiment.yaml_reading import nearest

APART, TOGETHER = "apart", "together"
CLASSES: Final = (APART, TOGETHER)


@dataclass(frozen=True)
class Gate:
    """The least IoU of the convex hulls of prediction and label, and whether classes must agree.

    The gate says that a prediction is on this object, not that it is good. `classes`: `apart`
    matches each class by itself, `together` ignores the class.

    Examples
    --------
    >>> print(Gate())
    IoU of at least 0.1 with the label, and the label's class
    """

    iou: float = 0.1
    classes: str = APART

    def __str__(self) -> str:
        """What a match needs, as it stands beside every detection rate."""
        overlap = f"IoU of at least {self.iou:g} with the label"
        return f"{overlap}, and the label's class" if self.classes == APART else overlap

    @property
    def sentence(self) -> str:
        """What it means that a label is detected."""
        return f"A label is detected by a prediction with an {self}."

    def of_classes(self, n_classes: int) -> "Gate":
        """The same gate on a data set of so many classes: with only one, class is ignored."""
        return self if n_classes > 1 else replace(self, classes=TOGETHER)


def check_match(match: Mapping[str, Any], path: Path) -> None:
    """Raise a UsageError for a setting out of its range in the experiment's file at `path`."""
    iou, classes = match.get("iou", 1), match.get("classes", APART)
    if not 0 < iou <= 1:
        raise UsageError(f"{path}: key `match.iou`: {iou} is not in (0, 1]")
    if classes not in CLASSES:
        raise UsageError(
            f"{path}: key `match.classes`: no such choice: `{classes}`{nearest(classes, CLASSES)}"
        )
