"""An honest model: how far off its corners are, how sure it is, and what else it sees."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit

from containerloc.data.tables import (
    BOX_COLUMNS,
    CONFIDENCE_COLUMNS,
    PREDICTION_COLUMNS,
    quad_columns,
    table_of,
)
from containerloc.quads import Floats, bounds, own_axes, text_wh

FLOOR = 0.001  # predictions are kept from this confidence up
LOWEST = 0.3  # confidence of an ID that a clean model finds
# How much of an ID's error (variance) is shared: the quad moved as a whole, grown or shrunken.
MOVED, GROWN = 0.35, 0.15
HARDEST = 2.2  # standard deviations; what is farther off is another kind of mistake
ALONG, ACROSS = 1.25, 0.75  # corners slip along the text more than across it


@dataclass(frozen=True)
class Skill:
    """Mean corner error of an ID of usual difficulty, and how difficulty varies."""

    share: float = 0.07  # of the text's height
    floor_px: float = 0.9  # of the network's input
    spread: float = 0.6  # standard deviation of the logarithm


@dataclass(frozen=True)
class Guess:
    """What a model says of each ID, `(n, ...)`; NaN where it says nothing."""

    quads: Floats
    confidence: Floats
    corner_confidence: Floats


def simulate(
    truth: Floats,
    wh_px: Floats,
    rng: np.random.Generator,
    *,
    skill: Skill = Skill(),
    imgsz: int = 640,
) -> Guess:
    """A guess for each true quad, `(n, 4, 2)` px of photos `wh_px`: all corners equally good.

    An ID's scale is log-normal round the hypotenuse of a share of its text's height and a floor
    in pixels of the network's input. Confidence falls with it, but loosely.
    """
    n, height = len(truth), text_wh(truth)[:, 1]
    input_px = wh_px.max(axis=1) / imgsz
    usual = np.hypot(skill.share * height, skill.floor_px * input_px)
    hard = skill.spread * rng.standard_normal(n).clip(-HARDEST, HARDEST)
    unit = corner_errors(truth, rng) / 1.25  # so that the mean distance is 1
    error = (usual * np.exp(hard))[:, None, None] * unit
    confidence = expit(1.3 - 0.6 * hard + rng.normal(0, 0.3, n))
    off = np.linalg.norm(unit, axis=2) - 1
    sure = expit(2.6 - 0.4 * hard[:, None] - 0.5 * off + rng.normal(0, 0.3, (n, 4)))
    return Guess(truth + error, confidence.clip(LOWEST, 0.97), sure)


def corner_errors(truth: Floats, rng: np.random.Generator) -> Floats:
    """Corner errors `(n, 4, 2)` of variance near 1, in part shared by the four corners."""
    n = len(truth)
    moved = rng.standard_normal((n, 1, 2)) * np.sqrt(MOVED)
    outward = np.array([[-1.0, -1], [1, -1], [1, 1], [-1, 1]])
    grown = outward * rng.standard_normal((n, 1, 2)) * np.sqrt(GROWN)
    own = rng.standard_normal((n, 4, 2)) * np.sqrt(1 - MOVED - GROWN)
    framed = (moved + grown + own) * [ALONG, ACROSS]
    return np.asarray(framed @ own_axes(truth), np.float64)


def spurious(
    names: list[str], truth: Floats, wh_px: Floats, rng: np.random.Generator
) -> pd.DataFrame:
    """What a model sees besides: a few predictions an image, almost all of tiny confidence.

    Half lie about the ID, the others anywhere.
    """
    rows = np.repeat(np.arange(len(names)), rng.poisson(6, len(names)))
    m = len(rows)
    confidence = np.exp(rng.normal(np.log(0.003), 1.4, m)).clip(FLOOR, 0.15)
    confidence[confidence == 0.15] = rng.uniform(0.05, 0.15, int((confidence == 0.15).sum()))
    wide_high = text_wh(truth)[rows]
    quads = truth[rows] + rng.normal(0, 0.5, (m, 4, 2)) * wide_high[:, None, 1:]
    shape = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]]) * wide_high[:, None]
    anywhere = rng.uniform(0.1, 0.9, (m, 2)) * wh_px[rows]
    far = rng.random(m) < 0.5
    quads[far] = (shape * rng.uniform(0.3, 1.2, (m, 1, 2)) + anywhere[:, None])[far]
    quads = quads.clip(0, wh_px[rows][:, None])
    return prediction_table(
        [names[row] for row in rows], Guess(quads, confidence, rng.uniform(0.05, 0.9, (m, 4)))
    )


def prediction_table(names: list[str], guess: Guess) -> pd.DataFrame:
    """A prediction a row, without those that say nothing."""
    said = np.isfinite(guess.confidence) & (guess.confidence >= FLOOR)
    quads = guess.quads[said]
    return table_of(
        {
            "image": np.array(names, object)[said],
            "confidence": guess.confidence[said],
            **dict(zip(BOX_COLUMNS, bounds(quads).T, strict=True)),
            **quad_columns(quads),
            **dict(zip(CONFIDENCE_COLUMNS, guess.corner_confidence[said].T, strict=True)),
        },
        PREDICTION_COLUMNS,
    )
