"""Shift, scale and turn of each object in its own frame, and predictions without them."""

from dataclasses import dataclass

import numpy as np

from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.quads import Floats, own_axes


@dataclass(frozen=True, eq=False)
class Motion:
    """How each of n quads lies to its label.

    `shift` is along and across the text, `(n, 2)`, text heights; `scale` the share by which it is
    larger, `turn_rad` the angle to the right, both about the label's middle, `(n,)`. `tilt` is how
    far the left and the right end lie below the label, less its shift, `(n, 2)`, text heights.
    """

    shift: Floats
    scale: Floats
    turn_rad: Floats
    tilt: Floats


def motion(errors: LabelErrors) -> Motion:
    """How each quad lies to its label, by least squares over its corners; NaN without a corner.

    Small motions: what is beyond a twentieth of a turn is not measured well.
    """
    axes, height = own_axes(errors.truth), errors.text_height_px[:, None, None]
    middle = errors.truth.mean(axis=1, keepdims=True)
    place = (errors.truth - middle) @ axes.transpose(0, 2, 1) / height
    moved = (errors.predicted - errors.truth) @ axes.transpose(0, 2, 1) / height
    shift = moved.mean(axis=1)
    rest = moved - shift[:, None]
    squares = (place**2).sum(axis=(1, 2))
    turned = place[..., 0] * rest[..., 1] - place[..., 1] * rest[..., 0]
    tilt = np.stack([rest[:, [0, 3], 1].mean(axis=1), rest[:, [1, 2], 1].mean(axis=1)], axis=1)
    return Motion(
        shift, (place * rest).sum(axis=(1, 2)) / squares, turned.sum(axis=1) / squares, tilt
    )


def unshifted(errors: LabelErrors, shift: Floats) -> Floats:
    """Predictions moved back by so many text heights along and across, `(n, 4, 2)`."""
    back = np.einsum("i,nij->nj", shift, own_axes(errors.truth)) * errors.text_height_px[:, None]
    return np.asarray(errors.predicted - back[:, None])


def unscaled(errors: LabelErrors, scale: float) -> Floats:
    """Predictions without that share more of size, about the label's middle, `(n, 4, 2)`."""
    middle = errors.truth.mean(axis=1, keepdims=True)
    return np.asarray(middle + (errors.predicted - middle) / (1 + scale))


def unturned(errors: LabelErrors, turn_rad: float) -> Floats:
    """Predictions turned back about the label's middle, `(n, 4, 2)`."""
    middle = errors.truth.mean(axis=1, keepdims=True)
    cos, sin = np.cos(turn_rad), np.sin(turn_rad)
    return np.asarray(middle + (errors.predicted - middle) @ np.array([[cos, -sin], [sin, cos]]))
