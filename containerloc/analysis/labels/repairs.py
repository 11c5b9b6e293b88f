"""Repairs of labels that are certain: the same corners under other names, or a line less."""

from typing import Final

import numpy as np
import pandas as pd

from containerloc.data.tables import quads_of
from containerloc.quads import CORNERS, is_convex, text_wh
from containerloc.quads.shape import ELONGATED, aspect, reading_order

REPAIR_COLUMNS: Final = ("image", "file", "line", "code", "repair", "order")
# A flat ID is nearly a parallelogram; by so many of its heights a quad of four right corners may
# differ from one. One corner on the text below, which crosses the outline, too, is further off.
_MAX_BEND: Final = 0.25
_ORDER_CODES: Final = ("corners-rotated", "corners-mirrored", "corners-swapped")


def certain_repairs(labels: pd.DataFrame, faults: pd.DataFrame) -> pd.DataFrame:
    """What can be repaired without asking anybody, one row per line of a label file.

    Columns `REPAIR_COLUMNS`. `repair` is `rename corners` (`order` says which corner becomes TL,
    TR, BR, BL), where what follows is a plain wide quad; `remove line`, of a copy; `move to the
    border`, of corners that the trainer would move there, too. All else needs eyes. `labels` and
    `faults` as the checks leave them (`PROBLEM_COLUMNS` and `trainer`).

    Examples
    --------
    >>> certain_repairs(pd.DataFrame(), pd.DataFrame()).empty
    True
    """
    if faults.empty:
        return pd.DataFrame(columns=[*REPAIR_COLUMNS])
    rows = [
        *_renamed(labels, faults[faults["code"].isin(_ORDER_CODES)]),
        *_plain(faults[faults["code"] == "duplicate-line"], "remove line"),
        *_plain(
            faults[(faults["code"] == "corner-outside-image") & (faults["trainer"] == "clips")],
            "move to the border",
        ),
    ]
    return pd.DataFrame(rows, columns=[*REPAIR_COLUMNS])


def _plain(faults: pd.DataFrame, repair: str) -> list[tuple[object, ...]]:
    named = zip(faults["image"], faults["file"], faults["line"], faults["code"], strict=True)
    return [(*row, repair, "") for row in named]


def _renamed(labels: pd.DataFrame, faults: pd.DataFrame) -> list[tuple[object, ...]]:
    if faults.empty:
        return []
    keys = pd.MultiIndex.from_frame(labels[["image", "line"]])
    places = keys.get_indexer(pd.MultiIndex.from_frame(faults[["image", "line"]]))
    quads = quads_of(labels)[places]
    orders = reading_order(quads)
    after = np.take_along_axis(quads, orders[..., None], axis=1)
    bent = np.linalg.norm(after[:, 0] + after[:, 2] - after[:, 1] - after[:, 3], axis=1)
    certain = (
        is_convex(after) & (aspect(after) >= ELONGATED) & (bent < _MAX_BEND * text_wh(after)[:, 1])
    )
    named = zip(faults["image"], faults["file"], faults["line"], faults["code"], strict=True)
    return [
        (*row, "rename corners", " ".join(CORNERS[i] for i in order))
        for row, order, is_certain in zip(named, orders, certain, strict=True)
        if is_certain
    ]
