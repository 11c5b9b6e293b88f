"""How often the rules may cry wolf."""

from typing import Final

FAMILY: Final = 0.05  # the chance that any of them finds something where there is nothing
LEVEL_OF_SLICES: Final = 0.02  # of that; there are many slices, and each is a small sample
N_TESTING: Final = 9  # other rules that test; the rest count facts
LEVEL: Final = (FAMILY - LEVEL_OF_SLICES) / N_TESTING
