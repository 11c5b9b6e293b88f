"""Maps that are fitted to pairs, and what they are called."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from containerloc.analysis.diagnosis.coordinates.fit import robust_map
from containerloc.analysis.diagnosis.coordinates.maps import (
    INPUT_SIZES,
    MAPPED,
    RECROPPED,
    RESIZED,
    ROTATED,
    SCALED,
    SHIFTED,
    Map,
    affine,
    affine_of_shares,
)
from containerloc.analysis.diagnosis.coordinates.pairs import Pairs
from containerloc.quads import Floats

_SAME_FACTOR: Final = 0.004  # relative
_RESIZED_FROM: Final = 0.15  # a factor this far from 1 may be one of two usual sizes
_AT_ORIGIN: Final = 0.01  # of the photo's size


def fitted_maps(pairs: Pairs) -> Iterator[Map]:
    """A shift, factors, both, a similarity and an affine map of these pairs, the simplest first.

    In pixels and, where photos differ in size, in shares of their size.
    """
    wh = np.median(pairs.wh, axis=0)
    yield from _maps(pairs.truth, pairs.predicted, wh, is_in_shares=False)
    if np.ptp(pairs.wh, axis=0).any():
        size = pairs.wh[:, None]
        # In units of the usual photo, so that text is as high as in pixels.
        yield from _maps(
            pairs.truth / size * wh, pairs.predicted / size * wh, wh, is_in_shares=True
        )


def _maps(truth: Floats, predicted: Floats, wh: Floats, *, is_in_shares: bool) -> Iterator[Map]:
    for kind, named in (
        ("shift", _shift),
        ("factor", _factor),
        ("axes", _crop),
        ("similar", _similarity),
        ("affine", _affine),
    ):
        matrix = robust_map(truth, predicted, kind)  # type: ignore[arg-type]
        if np.isfinite(matrix).all():
            code, undone, evidence = named(matrix, wh)
            in_shares = np.vstack([matrix[:2] * wh[:, None] / wh, matrix[2] / wh])
            place = affine_of_shares(in_shares) if is_in_shares else affine(matrix)
            yield Map(code, undone, (place,), evidence, is_fitted=True)


Named = tuple[str, str, dict[str, float]]


def _shift(matrix: Floats, wh: Floats) -> Named:
    x, y = -matrix[2]
    ways = [
        f"{abs(size):.0f} px {forward if size > 0 else back}"
        for size, forward, back in ((x, "right", "left"), (y, "down", "up"))
        if abs(size) >= 0.5
    ]
    undone = f"they are moved {' and '.join(ways) or 'by less than 1 px'}"
    return SHIFTED, undone, {"shift_x_px": float(-x), "shift_y_px": float(-y)}


def _factor(matrix: Floats, wh: Floats) -> Named:
    x, y = np.diag(matrix)
    evidence = {"factor_x": float(x), "factor_y": float(y)}
    alike = abs(x / y - 1) <= _SAME_FACTOR
    ratio = usual_ratio(float(np.sqrt(x * y))) if alike and x * y > 0 else ""
    if ratio:
        return RESIZED, f"they are scaled back from a resize by {ratio}", evidence
    factor = f"{np.mean([x, y]):.4g}" if alike else f"{x:.4g} in x and {y:.4g} in y"
    return SCALED, f"their scale about the photo's upper left corner, {factor}, is undone", evidence


def usual_ratio(factor: float) -> str:
    """The two usual sides of pictures whose ratio the factor is, `640/1280`; empty if none are.

    Examples
    --------
    >>> usual_ratio(0.5), usual_ratio(4 / 3), usual_ratio(0.97)
    ('640/1280', '1280/960', '')
    """
    if abs(np.log(factor)) < _RESIZED_FROM:
        return ""
    for one in INPUT_SIZES:
        for other in INPUT_SIZES:
            if abs(factor * other / one - 1) <= _SAME_FACTOR:
                return f"{one}/{other}"
    return ""


def _crop(matrix: Floats, wh: Floats) -> Named:
    """Scaled about a point of the photo that stays: a cropped photo whose labels were not."""
    scale, shift = np.diag(matrix), matrix[2]
    evidence = {"factor_x": float(scale[0]), "factor_y": float(scale[1])}
    evidence |= {"shift_x_px": float(shift[0]), "shift_y_px": float(shift[1])}
    stretched = np.abs(scale - 1) * wh > _AT_ORIGIN * wh
    still = np.divide(shift, 1 - scale, out=np.zeros(2), where=stretched)
    inside = (still >= -_AT_ORIGIN * wh) & (still <= (1 + _AT_ORIGIN) * wh)
    unmoved = stretched | (np.abs(shift) <= _AT_ORIGIN * wh)
    both = f"their factors {scale[0]:.4g} and {scale[1]:.4g}"
    shifts = f"shift by {shift[0]:.0f} and {shift[1]:.0f} px"
    if stretched.any() and (inside & unmoved).all():
        undone = f"{both} and their {shifts} are undone: photos or labels were cropped"
        return RECROPPED, undone, evidence
    return MAPPED, f"{both} and their {shifts}, in x and y, are undone", evidence


def _similarity(matrix: Floats, wh: Floats) -> Named:
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:2]))))
    angle = float(np.degrees(np.arctan2(matrix[0, 1], matrix[0, 0])))
    evidence = {"angle_deg": angle, "factor": scale}
    mirrored = np.linalg.det(matrix[:2]) < 0
    code = MAPPED if mirrored else ROTATED
    also = ", mirrored" if mirrored else ""
    also += f" and scaled by {1 / scale:.4g}" if abs(scale - 1) > _AT_ORIGIN else ""
    way = "to the left" if angle > 0 else "to the right"
    return code, f"they are turned by {abs(angle):.3g}° {way}{also}", evidence


def _affine(matrix: Floats, wh: Floats) -> Named:
    names = ("xx", "xy", "yx", "yy", "x", "y")
    evidence = dict(zip(names, matrix.ravel().tolist(), strict=True))
    return MAPPED, "one affine map of the whole photo is undone", evidence
