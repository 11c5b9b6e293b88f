"""Photos that lie on their side: the corners are read again in the direction of the text.

A model that has learned from upright text finds an ID that runs up or down the photo, but names its
corners in another order than the text does, nearly always counter-clockwise, which no text is. The
window about such an ID is therefore shown to the model again, turned to the left and to the right.
Upright text is found there with confidence, text on its head is not, so that the first sure look
tells the direction. Where nothing is found with confidence, the whole photo is shown turned in each
of the three other directions. Of each look only what runs to the right counts.

All of these looks are at half of the input's size; four of them cost about one first pass.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import numpy as np

from containerloc.model.passes.found import Found, turned_back
from containerloc.model.passes.second_pass import MIN_CONFIDENCE, Look, Pixels, in_box, window_about
from containerloc.quads import Bools, Floats, signed_area
from containerloc.quads.shape import text_angle_deg

SURE: Final = 0.25  # a photo without a prediction as confident as this may be a turned one
MAX_PER_IMAGE: Final = 2  # predictions that are read again: four looks, as costly as a first pass
_UPRIGHT_DEG: Final = 45.0
_LEFT, _OVER, _RIGHT = 1, 2, 3  # quarter turns of a picture, as `np.rot90` counts them


def half_size(imgsz: int) -> int:
    """Half of the input's size, a multiple of 32.

    Examples
    --------
    >>> half_size(640), half_size(416), half_size(32)
    (320, 192, 32)
    """
    return max(imgsz // 64, 1) * 32


def along_the_text(pixels: Pixels, first: Found, look: Look) -> Found:
    """What the first pass found, with the corners of IDs that do not run to the right read again.

    Confidence and boxes stay those of the first pass. Where that found nothing with confidence,
    the surest of the turned looks stands for it, if there is one.

    Parameters
    ----------
    pixels
        The photo (h, w, 3).
    first
        Of the first pass, in its pixels.
    look
        The model at half size.
    """
    if first.best < SURE:
        turns, surest = _surest_turned(pixels, look)
        return _read_again(pixels, surest, [0], [turns], look) if surest.best >= SURE else first
    rows = np.flatnonzero(is_on_its_side(first.quads) & (first.confidence >= MIN_CONFIDENCE))
    return _read_again(pixels, first, rows[:MAX_PER_IMAGE], [_LEFT, _RIGHT], look)


def is_on_its_side(quads: Floats) -> Bools:
    """Whether a quad (n, 4, 2) is no text that runs to the right: winding and direction tell.

    Examples
    --------
    >>> upright = np.array([[0.0, 0], [9, 0], [9, 3], [0, 3]])
    >>> downward = np.array([[3.0, 0], [3, 9], [0, 9], [0, 0]])
    >>> is_on_its_side(np.stack([upright, downward, upright[[1, 0, 3, 2]]])).tolist()
    [False, True, True]
    """
    return np.asarray((signed_area(quads) < 0) | (abs(text_angle_deg(quads)) > _UPRIGHT_DEG))


def _surest_turned(pixels: Pixels, look: Look) -> tuple[int, Found]:
    """How the photo is to be turned for its surest prediction, and what is found there."""
    found: dict[int, Found] = {}
    for turns in (_LEFT, _RIGHT, _OVER):
        found[turns] = _seen(pixels, turns, look)
        if found[turns].best >= SURE:
            break
    return max(found.items(), key=lambda item: item[1].best)


def _read_again(
    pixels: Pixels, found: Found, rows: Iterable[int], directions: Iterable[int], look: Look
) -> Found:
    """The same with the corners of these rows as the surest of the directions shows them."""
    corners = found.corners.copy()
    for row in rows:
        box = found.boxes[row].reshape(2, 2)  # corners in a wrong order are often misplaced, too
        left, top, right, bottom = window_about(box, pixels.shape[:2])
        window = pixels[top:bottom, left:right]
        surest = MIN_CONFIDENCE
        for turns in directions:
            seen = _seen(window, turns, look)
            inside = in_box(seen.quads.mean(axis=1) + [left, top], box)
            score = np.where(inside, seen.confidence, 0.0)
            if len(score) and score.max() >= surest:
                surest = float(score.max())
                corners[row] = seen.corners[score.argmax()]
                corners[row, :, :2] += [left, top]
            if surest >= SURE:
                break
    return replace(found, corners=corners)


def _seen(pixels: Pixels, turns: int, look: Look) -> Found:
    """What runs to the right in the picture as turned, in the pixels of that unturned."""
    [found] = look([np.ascontiguousarray(np.rot90(pixels, turns))])
    return turned_back(found.only(~is_on_its_side(found.quads)), turns, pixels.shape[:2])
