"""Pictures of one size in the frame that a network takes, as Ultralytics puts them there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from containerloc.model.engine.networks import Letterboxed

Pixels = NDArray[np.uint8]  # (h, w, 3), BGR


@dataclass(frozen=True)
class Letterbox:
    """Scales pictures until the longer side is `imgsz`, and pads the other to the stride."""

    imgsz: int
    stride: int
    pinned: bool = False  # in memory from which CUDA copies by itself

    def __call__(self, pictures: Sequence[Pixels]) -> Letterboxed:
        """The pictures, all of one size, as one array `(n, h, w, 3)`."""
        import torch
        from ultralytics.data import augment
        from ultralytics.utils import checks

        check: Any = checks.check_imgsz
        size = check(self.imgsz, stride=self.stride, min_dim=2)
        letterbox: Any = augment.LetterBox(size, auto=True, stride=self.stride)
        framed = [letterbox(image=picture) for picture in pictures]
        shape = (len(framed), *framed[0].shape)
        room: Letterboxed = torch.empty(shape, dtype=torch.uint8, pin_memory=self.pinned).numpy()
        return np.stack(framed, out=room)
