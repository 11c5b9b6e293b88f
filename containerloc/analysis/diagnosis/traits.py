"""What some labels have in common that the others have not: one small, sure answer."""

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

# What a trait is called where its values are low, and where they are high.
WORDS: Final = {
    "area_share": ("small in the photo", "large in the photo"),
    "aspect": ("narrow for their height", "long and thin"),
    "brightness": ("dark", "bright"),
    "contrast": ("low in contrast", "high in contrast"),
    "sharpness": ("blurred", "sharp"),
}
SURE = 0.01
CLEAR = 0.8  # of all pairs, the share in which one of them has more of it than one of the others


def in_common(values: pd.DataFrame, some: NDArray[np.bool_]) -> list[dict[str, Any]]:
    """The columns of `values` in which some rows differ clearly from the others, clearest first.

    Mann-Whitney at 1 % over the columns (Bonferroni), and a probability of superiority of at
    least 0.8: so many pairs of one and another are in that order. Each with `column`, `words`,
    `median`, `others_median` and `superiority`.

    Examples
    --------
    >>> values = pd.DataFrame({"aspect": [9.0, 9, 9, 9, 9, 5, 5, 5, 5, 5, 5]})
    >>> in_common(values, values["aspect"].to_numpy() == 9)[0]["words"]
    'long and thin'
    """
    columns = [column for column in WORDS if column in values]
    found = [_compared(values[column], some, column, SURE / len(columns)) for column in columns]
    kept = [trait for trait in found if trait]
    return sorted(kept, key=lambda trait: -abs(float(trait["superiority"]) - 0.5))


def _compared(
    values: "pd.Series[float]", some: NDArray[np.bool_], column: str, level: float
) -> dict[str, Any]:
    inside, outside = values[some].dropna(), values[~some].dropna()
    if len(inside) < 3 or len(outside) < 3:
        return {}
    test = stats.mannwhitneyu(inside, outside)
    superiority = float(test.statistic) / (len(inside) * len(outside))
    if float(test.pvalue) > level or max(superiority, 1 - superiority) < CLEAR:
        return {}
    return {
        "column": column,
        "words": WORDS[column][superiority > 0.5],
        "median": float(inside.median()),
        "others_median": float(outside.median()),
        "superiority": superiority,
    }


def said(traits: list[dict[str, Any]]) -> str:
    """The traits in a sentence, with their medians; empty where there are none.

    Examples
    --------
    >>> said([{"column": "aspect", "words": "long and thin", "median": 9.0, "others_median": 5.0}])
    'What they have in common: they are long and thin (aspect 9, the others 5).'
    """
    if not traits:
        return ""
    told = " and ".join(
        f"{trait['words']} ({_named(trait['column'])} {trait['median']:.3g}, the others "
        f"{trait['others_median']:.3g})"
        for trait in traits
    )
    return f"What they have in common: they are {told}."


def _named(column: str) -> str:
    return {"area_share": "share of the photo's area"}.get(column, column)
