"""The types of what drawing passes on: pictures, masks, points, random numbers."""

import numpy as np
from numpy.typing import NDArray

Rng = np.random.Generator
Picture = NDArray[np.uint8]  # (h, w, 3) RGB
Mask = NDArray[np.uint8]  # (h, w) coverage, 0..255
Field = NDArray[np.float32]  # (h, w) a factor or an amount for each pixel
Color = tuple[int, int, int]  # RGB, 0..255
