"""Two worlds of doors: as they are photographed at gates, and wilder, to train models for both.

A model that is to find IDs in photos that nobody has seen learns from more than what is usual: more
from aside, from close by and from afar, more faded, blurred and turned. What a model is judged on
is the usual.
"""

from dataclasses import dataclass

from containerloc.synthetic.draw.photo.camera import Habits


@dataclass(frozen=True)
class World:
    """How often what makes an ID hard to find is drawn: shares of all pictures."""

    habits: Habits
    faded: float  # letters that hardly stand out
    worn: float  # letters of which much is rubbed off
    blurred: float  # out of focus
    shaken: float
    wide_lens: float
    framed: float  # screenshots
    turned: float  # by a quarter


USUAL = World(
    Habits(close=0.05, far=0.02, aside=0.1, tilted=0.03),
    faded=0.03,
    worn=0.12,
    blurred=0.12,
    shaken=0.04,
    wide_lens=0.04,
    framed=0.01,
    turned=0.01,
)
WILD = World(
    Habits(close=0.17, far=0.08, aside=0.3, tilted=0.15),
    faded=0.1,
    worn=0.25,
    blurred=0.2,
    shaken=0.12,
    wide_lens=0.1,
    framed=0.025,
    turned=0.1,
)
