"""Worlds with a planted cause: what a diagnosis must find, and where it must be silent."""

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from planted import label_causes, model_causes, picture_causes, setting_causes
from planted.drawn import Drawn, draw
from planted.expected import EXPECTED
from planted.simulated import Skill
from planted.world import Draft, World, clean_draft, finished

__all__ = ["CAUSES", "CLEAN", "EXPECTED", "World", "plant", "planted_in"]

CLEAN: Final = {
    "clean small": Skill(share=0.035, floor_px=0.6, spread=0.4),
    "clean large": Skill(share=0.09, floor_px=1.2, spread=0.55),
    "clean by size": Skill(share=0.08, floor_px=0.2, spread=0.65),
}
CAUSES: Final[dict[str, Callable[[Draft, np.random.Generator], Draft]]] = {
    "threshold too high": setting_causes.threshold_too_high,
    "threshold below plateau": setting_causes.threshold_below_plateau,
    "TL label jitter 8": label_causes.label_jitter(8.0),
    "TL label jitter 12": label_causes.label_jitter(12.0),
    "TL label bias": label_causes.label_bias,
    "TL occluded": picture_causes.corner_occluded,
    "outward margin": model_causes.outward_margin,
    "inward cut": model_causes.inward_cut,
    "order rotated": label_causes.order_rotated,
    "order mirrored": label_causes.order_mirrored,
    "size code included": model_causes.size_code_included,
    "half of the ID": model_causes.half_of_the_id,
    "wrong text": model_causes.wrong_text,
    "small IDs": picture_causes.small_ids,
    "leak": picture_causes.leak,
    "duplicates": picture_causes.duplicates,
    "restarts not applied": setting_causes.restarts_not_applied,
    "early stop": setting_causes.early_stop,
    "night worse": picture_causes.night_worse,
    "wrong image size": setting_causes.wrong_image_size,
    "missed altogether": model_causes.missed_altogether,
    "border truncated": picture_causes.border_truncated,
    "labels broken": label_causes.labels_broken,
}


def plant(cause: str, seed: int, *, folder: Path | None = None) -> World:
    """The world of that seed with that cause, or a clean one; each the same every time.

    `folder` keeps the drawn doors.
    """
    return planted_in(draw(seed, folder), cause, seed)


def planted_in(drawn: Drawn, cause: str, seed: int) -> World:
    """The world of these doors with that cause, or a clean one.

    A cause is planted in the world of a usual model, whose skill varies with the seed.
    """
    rng = np.random.default_rng([seed, zlib.crc32(cause.encode())])
    times = np.exp(rng.uniform(np.log(0.75), np.log(1.2)))
    usual = Skill(share=0.07 * times, floor_px=0.9 * times)
    draft = clean_draft(drawn, rng, CLEAN.get(cause, usual))
    return finished(draft if cause in CLEAN else CAUSES[cause](draft, rng), cause, rng)
