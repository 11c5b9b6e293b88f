"""Repairs of labels that are certain: the same corners under other names, or a line less."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from containerloc.analysis.labels.structure import without_confirmed_order
from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.data.tables import quads_of
from containerloc.quads import CORNERS, is_convex, text_wh
from containerloc.quads.shape import ELONGATED, aspect, reading_order

REPAIR_COLUMNS: Final = ("image", "file", "line", "code", "repair", "order")
# A flat ID is nearly a parallelogram; by so many of its heights a quad of four right corners may
# differ from one. One corner on the text below, which crosses the outline, too, is further off.
_MAX_BEND: Final = 0.25
_ORDER_CODES: Final = ("corners-rotated", "corners-mirrored", "corners-swapped")


def certain_repairs(
    labels: pd.DataFrame, faults: pd.DataFrame, *, models: Sequence[LabelErrors] = ()
) -> pd.DataFrame:
    """What can be repaired without asking anybody, one row per line of a label file.

    Columns `REPAIR_COLUMNS`. `repair` is `rename corners` (`order` says which corner becomes TL,
    TR, BR, BL), where what follows is a plain wide quad; `remove line`, of a copy; `move to the
    border`, of corners that the trainer would move there, too. All else needs eyes. `labels` and
    `faults` as the checks leave them (`PROBLEM_COLUMNS` and `trainer`). A label that one of
    the `models` reads in its own order stays as it is: the photo stands on its head.

    Examples
    --------
    >>> certain_repairs(pd.DataFrame(), pd.DataFrame()).empty
    True
    """
    for each in models:
        faults = without_confirmed_order(faults, each)
    if faults.empty:
        return pd.DataFrame(columns=[*REPAIR_COLUMNS])
    code = faults["code"]
    clipped = (code == "corner-outside-image") & (faults["trainer"] == "clips")
    repairs = [
        _renamed(labels, faults[code.isin(_ORDER_CODES)]),
        faults[code == "duplicate-line"].assign(repair="remove line", order=""),
        faults[clipped].assign(repair="move to the border", order=""),
    ]
    return pd.concat(repairs, ignore_index=True)[[*REPAIR_COLUMNS]]


def _renamed(labels: pd.DataFrame, faults: pd.DataFrame) -> pd.DataFrame:
    keys = pd.MultiIndex.from_frame(labels[["image", "line"]])
    places = keys.get_indexer(pd.MultiIndex.from_frame(faults[["image", "line"]]))
    quads = quads_of(labels)[places]
    orders = reading_order(quads)
    after = np.take_along_axis(quads, orders[..., None], axis=1)
    bent = np.linalg.norm(after[:, 0] + after[:, 2] - after[:, 1] - after[:, 3], axis=1)
    certain = (
        is_convex(after) & (aspect(after) >= ELONGATED) & (bent < _MAX_BEND * text_wh(after)[:, 1])
    )
    names = [" ".join(CORNERS[i] for i in order) for order in orders[certain]]
    kept: pd.DataFrame = faults.loc[certain]
    return kept.assign(repair="rename corners", order=names)
