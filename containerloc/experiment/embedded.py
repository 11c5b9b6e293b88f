"""The names by which an experiment asks for the embedded data set."""

from typing import Final

SYNTHETIC: Final = "synthetic"
SYNTHETIC_EXACT: Final = "synthetic-exact"  # the same photos with labels free of noise
SYNTHETIC_FAULTY: Final = "synthetic-faulty"  # the same photos; one label in five is wrong
EMBEDDED: Final = (SYNTHETIC, SYNTHETIC_EXACT, SYNTHETIC_FAULTY)
