"""How differences are written in sentences: number, interval, n, the leading ones first."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.analysis.finding import in_words

COMPARED_FIRST: Final = ("detection_rate", "mde_px", "iou_mean_unconditional")


def listed(rows: pd.DataFrame) -> str:
    """The leading numbers with their difference, the others counted."""
    order = rows["metric"].map({name: rank for rank, name in enumerate(COMPARED_FIRST)})
    rows = rows.iloc[np.argsort(order.fillna(len(COMPARED_FIRST)).to_numpy(), kind="stable")]
    told = [_told(row) for row in rows.head(3).to_dict("records")]
    rest = len(rows) - len(told)
    return "; ".join(told) + (f"; and {in_words(rest, 'more number')}" if rest else "")


def leading(rows: pd.DataFrame) -> str:
    """The leading numbers, whatever was said of them."""
    known = rows[rows["metric"].isin(COMPARED_FIRST)].to_dict("records")
    return "; ".join(
        _told(row)
        + (f", equivalent within {row['margin']:g}" if row["verdict"] == "equivalent" else "")
        for row in known
    )


def _told(row: Mapping[Any, Any]) -> str:
    """A difference with its interval: `mde_px +1.50 (+0.90 to +2.10, n = 70)`."""
    digits = 2 if str(row["metric"]).endswith("_px") else 3
    difference, low, high = (f"{row[key]:+.{digits}f}" for key in
                             ("difference", "ci_low", "ci_high"))  # fmt: skip
    return f"{row['metric']} {difference} ({low} to {high}, n = {row['n']:.0f})"


def margins(rows: pd.DataFrame) -> list[str]:
    """What is too small to matter, each once with its unit."""
    kinds = rows["metric"].map(
        lambda metric: " px" if metric.endswith("_px") else
        " of the ratio" if metric == "imbalance" else "")  # fmt: skip
    return sorted({f"{margin:g}{kind}" for margin, kind in zip(rows["margin"], kinds, strict=True)})


def more_images(rows: pd.DataFrame) -> str:
    """How many IDs would show the difference of MDE; empty where none would."""
    row = rows[rows["metric"] == "mde_px"].iloc[0]
    needed = row["images_needed"]
    if row["verdict"] != "no difference shown" or not np.isfinite(needed):
        return ""
    return (f"If the difference of MDE is as large as it looks, some {needed:.2g} IDs would show "
            "it four times out of five." if needed < 1e5 else "")  # fmt: skip
