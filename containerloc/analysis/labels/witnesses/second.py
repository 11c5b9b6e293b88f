"""A second reading of disputed labels."""

import numpy as np
import pandas as pd

from containerloc.analysis.labels.second_reading import paired_readings
from containerloc.analysis.labels.witnesses.witness import Witness, worst_corners
from containerloc.data.tables import quads_of
from containerloc.quads import Floats


def second_witness(labels: pd.DataFrame, repeats: pd.DataFrame, seen: Floats) -> Witness:
    """What a second reading says of labels and of where models see them, `seen` `(n, 4, 2)`.

    At the corner that is disputed most, the second reading lies at least twice as near to the one
    as to the other. Neither where it lies in between, or a label was not read again.
    """
    quads, again = quads_of(labels), np.full(seen.shape, np.nan)
    pairs = paired_readings(labels, repeats)
    again[pairs["label"]] = quads_of(repeats)[pairs["repeat"]]
    corner = worst_corners(quads, seen)[:, None, None]
    at = [np.take_along_axis(each, corner, axis=1)[:, 0] for each in (quads, again, seen)]
    to_label, to_seen = (np.linalg.norm(at[1] - side, axis=1) for side in (at[0], at[2]))
    return Witness(2 * to_label <= to_seen, 2 * to_seen <= to_label)
