"""Causes that lie in a threshold, a setting or the training."""

from dataclasses import replace

import numpy as np

from containerloc.quads import text_wh
from planted.label_causes import Rng, some
from planted.simulated import Guess, Skill, prediction_table, simulate
from planted.trainings import stopped_early, without_restarts
from planted.world import Draft

TOO_SMALL_PX = 8.0  # text of this height at the network's input is as good as lost


def threshold_too_high(draft: Draft, rng: Rng) -> Draft:
    """0.6 in use, 0.25 intended; 6 to 12 small and wide IDs lie between, most just below 0.6."""
    wide, high = text_wh(draft.doors.truth).T
    looks = np.log(wide / high) - np.log(high) + rng.normal(0, 0.1, len(wide))
    lost = np.argsort(-looks)[: int(rng.integers(6, 13))]
    confidence = np.maximum(draft.guess.confidence, 0.61 + 0.03 * rng.random(len(wide)))
    confidence[lost] = 0.595 - 0.2 * rng.random(len(lost)) ** 2
    return replace(draft.with_guess(confidence=confidence), confidence=0.6)


def threshold_below_plateau(draft: Draft, rng: Rng) -> Draft:
    """False positives of confidence 0.3 to 0.5 in 10 images; every ID is found from 0.55 up."""
    confidence = np.maximum(draft.guess.confidence, 0.55 + 0.05 * rng.random(len(draft.names)))
    rows = some(rng, len(confidence), 10, 10)
    size = text_wh(draft.doors.truth)[rows]
    away = draft.doors.wh_px[rows] * rng.uniform(0.3, 0.7, (10, 2))
    shape = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])
    alarms = Guess(
        shape * 0.6 * size[:, None] + away[:, None],
        rng.uniform(0.3, 0.5, 10),
        rng.uniform(0.2, 0.8, (10, 4)),
    )
    table = prediction_table([draft.names[row] for row in rows], alarms)
    return replace(draft.with_guess(confidence=confidence), extra=table)


def wrong_image_size(draft: Draft, rng: Rng) -> Draft:
    """Predicted at 320 instead of 640: twice as coarse, and the smallest IDs are lost."""
    doors, skill = draft.doors, Skill(share=0.07, floor_px=1.1)
    guess = simulate(doors.truth, doors.wh_px, rng, skill=skill, imgsz=320)
    seen_px = text_wh(doors.truth)[:, 1] * 320 / doors.wh_px.max(axis=1)
    unsure = rng.uniform(0.02, 0.2, len(seen_px))
    confidence = np.where(seen_px < TOO_SMALL_PX, unsure, guess.confidence)
    return replace(draft, guess=replace(guess, confidence=confidence), used_imgsz=320)


def restarts_not_applied(draft: Draft, rng: Rng) -> Draft:
    """The recipe asked for restarts, and the training ran without."""
    return replace(draft, training=without_restarts(rng))


def early_stop(draft: Draft, rng: Rng) -> Draft:
    """The training stopped after 25 to 30 of 150 epochs."""
    return replace(draft, training=stopped_early(rng))
