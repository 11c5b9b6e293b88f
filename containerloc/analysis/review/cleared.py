"""Suspects that somebody has looked at: confirmed, or cleared and never asked about again."""

from typing import Final

import pandas as pd

from containerloc.analysis.review.cases import suspect_objects
from containerloc.analysis.review.verdicts import LABEL_WRONG

# Whoever was to blame for a prediction that is no more, the label was looked at.
_LABEL_IS_THE_SAME: Final = ("", "prediction changed")


def with_verdicts(
    suspects: pd.DataFrame, latest: pd.DataFrame, predictions: pd.DataFrame
) -> pd.DataFrame:
    """The suspects with the column `verdict`, empty where nobody judged the label as it is.

    `suspects` as from `labels.suspects`, `latest` as from `verdicts.with_staleness`, `predictions`
    those of the first model that was asked for suspects.
    """
    on_labels = latest["object"].str.startswith("line")
    current = latest["stale"].eq("") | (on_labels & latest["stale"].isin(_LABEL_IS_THE_SAME))
    verdict_of = latest[current].set_index(["image", "object"])["verdict"]
    objects = suspect_objects(suspects, predictions)
    keys = pd.MultiIndex.from_arrays([suspects["image"], objects])
    return suspects.assign(verdict=verdict_of.reindex(keys).fillna("").to_numpy())


def is_cleared(suspects: pd.DataFrame) -> "pd.Series[bool]":
    """Which suspects with a `verdict` somebody has cleared: looked at, and not found wrong."""
    return ~suspects["verdict"].isin(["", LABEL_WRONG])
