"""One look of a network at pictures: letterboxed, computed, overlapping boxes suppressed.

Each step is Ultralytics' own, so that what is found is what `YOLO(weights).predict(path)` finds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from containerloc.experiment.predict_settings import CONFIDENCE_FLOOR
from containerloc.model.engine.letterbox import Letterbox, Pixels
from containerloc.model.engine.networks import Letterboxed, Network
from containerloc.model.passes.found import Found, found_in

MAX_DETECTIONS: Final = 300
# Seconds for suppression in one image, after which Ultralytics would give up on its batch.
_NO_LIMIT: Final = 3600.0


@dataclass(frozen=True)
class Traits:
    """What a model says of its input and its answer."""

    stride: int
    n_classes: int
    keypoints: tuple[int, int]  # number, values of each
    end2end: bool  # boxes come suppressed

    @classmethod
    def of(cls, model: Any) -> "Traits":
        """Those of a pose model of Ultralytics."""
        count, values = map(int, model.kpt_shape)
        return cls(
            stride=max(int(model.stride.max()), 32),
            n_classes=len(model.names),
            keypoints=(count, values),
            end2end=bool(getattr(model, "end2end", False)),
        )


@dataclass(frozen=True)
class Look:
    """A network as a pass asks it; `iou` is that of suppression."""

    network: Network
    traits: Traits
    iou: float
    letterbox: Letterbox

    def __call__(self, pictures: Sequence[Pixels]) -> list[Found]:
        """What is found in each of the pictures, which are of one size, in its pixels."""
        return self.found(self.letterbox(pictures), pictures[0].shape)

    def found(self, letterboxed: Letterboxed, size_hw: tuple[int, ...]) -> list[Found]:
        """What is found in each letterboxed picture, in pixels of the size it had before."""
        import torchvision  # noqa: F401 - which makes suppression much faster
        from ultralytics.utils.nms import non_max_suppression

        kept = non_max_suppression(
            self.network(letterboxed),
            CONFIDENCE_FLOOR,
            self.iou,
            max_det=MAX_DETECTIONS,
            nc=self.traits.n_classes,
            end2end=self.traits.end2end,
            max_time_img=_NO_LIMIT,
        )
        return [self._in_picture(rows, letterboxed.shape[1:3], size_hw[:2]) for rows in kept]

    def _in_picture(self, rows: Any, input_hw: Any, size_hw: tuple[int, ...]) -> Found:
        from ultralytics.utils import ops

        scale: Any = ops
        boxes = scale.scale_boxes(input_hw, rows[:, :4], size_hw)
        corners = rows[:, 6:].view(len(rows), *self.traits.keypoints)
        corners = scale.scale_coords(input_hw, corners, size_hw)
        arrays = (boxes, corners, rows[:, 4], rows[:, 5])
        return found_in(*(each.cpu().numpy() for each in arrays))
