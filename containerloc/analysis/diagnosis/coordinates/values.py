"""What coordinates look like as numbers: on a grid, or those of the labels themselves."""

from typing import Final

import numpy as np

from containerloc.quads import Bools, Floats

# Of the photo's pixels, of the network's input, and of the photo's width and height.
STEPS_PX: Final = (32, 25, 20, 16, 10, 8, 5, 4, 2, 1)
STEPS_OF_INPUT: Final = (32, 16, 8, 4, 2, 1)
STEPS_OF_SIZE: Final = (0.02, 0.01, 0.005, 0.002, 0.001)
MIN_VALUES: Final = 48  # six quads
_ON_GRID: Final = 0.98  # of the values
_NEAR_STEP: Final = 0.02  # of a step: so few values lie as near by chance
_ROUNDED: Final = 0.011  # px: a share of six decimals says no more
_SAME_PX: Final = 0.05


def grid_step(quads: Floats, wh: Floats, *, input_px: int) -> tuple[str, Floats] | None:
    """The coarsest grid that all corners lie on: in words, and its step in px; None without one.

    `quads` are `(n, 4, 2)`, `wh` the sizes of their images; the step is `(n, 2)`, in x and in y.
    What lies on the image's border is left out.
    """
    inside = (quads > 0.5) & (quads < wh[:, None] - 0.5)
    if inside.sum() < MIN_VALUES:
        return None
    of_input = wh.max(axis=1, keepdims=True) / input_px * np.ones(2)
    grids = [(f"{step} px", np.full_like(wh, step)) for step in STEPS_PX]
    grids += [(f"{step} px of the network's input", step * of_input) for step in STEPS_OF_INPUT]
    grids += [(f"{step:g} of the photo's width and height", step * wh) for step in STEPS_OF_SIZE]
    on = [each for each in grids if _lie_on(quads, each[1], inside)]
    return max(on, key=lambda each: float(np.median(each[1])), default=None)


def _lie_on(quads: Floats, step: Floats, inside: Bools) -> bool:
    """Whether the values lie on multiples of the step, or half a step beside them."""
    for offset in (0.0, 0.5):
        places = quads / step[:, None] - offset
        away = np.abs(places - np.round(places)) * step[:, None]
        near = away <= np.maximum(_NEAR_STEP * step[:, None], _ROUNDED)
        if near[inside].mean() >= _ON_GRID and (step > 4 * _ROUNDED).all():
            return True
    return False


def equal_quads(predicted: Floats, truth: Floats, *, step_px: Floats | float = 0.0) -> Bools:
    """Whether a prediction is the label itself, rounded to the labels' step. Shape `(n,)`."""
    off = np.abs(predicted - truth).max(axis=1)
    return np.asarray((off <= np.maximum(_SAME_PX, np.asarray(step_px) / 2 + 1e-6)).all(axis=1))
