"""Verdicts as the page sends them."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.review.verdicts import verdict_table
from containerloc.data.tables import CORNER_COLUMNS
from containerloc.quads import Floats


@pytest.fixture(scope="session")
def verdicts() -> Callable[..., pd.DataFrame]:
    """A table of `(image, object, verdict, corners or None)`, none of them out of date."""

    def table(*said: tuple[str, str, str, Floats | None]) -> pd.DataFrame:
        rows = []
        for image, on, verdict, quad in said:
            corners = np.full(8, np.nan) if quad is None else np.ravel(quad)
            row = {"split": "val", "image": image, "object": on, "verdict": verdict}
            rows.append(row | dict(zip(CORNER_COLUMNS, corners, strict=True)))
        return verdict_table(rows).assign(stale="", class_id=0)

    return table
