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
_NOUNS: Final = {"area_share": "share of the photo's area"}
IN_COMMON: Final = "what sets these labels apart, with medians; empty where nothing does"
ALL_TRAITS_ERROR_RATE: Final = 0.01
MIN_SUPERIORITY: Final = 0.8  # of all pairs, the share in which one of these has more than another
MIN_LABELS_PER_SIDE: Final = 3


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
    level = ALL_TRAITS_ERROR_RATE / max(len(columns), 1)
    traits = [_trait(values.loc[some, name], values.loc[~some, name], level) for name in columns]
    return sorted(filter(None, traits), key=lambda trait: -abs(trait["superiority"] - 0.5))


def _trait(some: "pd.Series[float]", others: "pd.Series[float]", level: float) -> dict[str, Any]:
    some, others = some.dropna(), others.dropna()
    if min(len(some), len(others)) < MIN_LABELS_PER_SIDE:
        return {}
    test = stats.mannwhitneyu(some, others)
    superiority = float(test.statistic) / (len(some) * len(others))
    if float(test.pvalue) > level or max(superiority, 1 - superiority) < MIN_SUPERIORITY:
        return {}
    return {
        "column": some.name,
        "words": WORDS[str(some.name)][superiority > 0.5],
        "median": float(some.median()),
        "others_median": float(others.median()),
        "superiority": superiority,
    }


def traits_sentence(traits: list[dict[str, Any]]) -> str:
    """The traits in a sentence, with their medians; empty where there are none.

    Examples
    --------
    >>> dark = {"column": "brightness", "words": "dark", "median": 0.2, "others_median": 0.6}
    >>> traits_sentence([dark])
    'They have in common that they are dark (brightness 0.2, the others 0.6).'
    """
    parts = [
        f"{trait['words']} ({_NOUNS.get(trait['column'], trait['column'])} {trait['median']:.3g}, "
        f"the others {trait['others_median']:.3g})"
        for trait in traits
    ]
    return f"They have in common that they are {' and '.join(parts)}." if parts else ""
