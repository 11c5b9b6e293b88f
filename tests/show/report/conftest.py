"""What a run leaves, planted: numbers and findings as its JSON files have them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from containerloc.show.report.of_experiment import RunResults


def row(value: float | None, low: float | None = None, high: float | None = None, n: int = 74):
    """One number of `metrics.json`."""
    return {"value": value, "ci_low": low, "ci_high": high, "n": n}


@pytest.fixture
def metrics() -> dict[str, Any]:
    """74 labels of which 72 are found, 9.95 px off on average; TL is the worst corner."""
    corners = {"tl": 14.0, "tr": 7.3, "br": 8.0, "bl": 9.0}
    return {
        "detection_rate": row(0.973, 0.907, 0.993),
        "mde_px": row(9.95, 9.0, 10.9, 72),
        "error_median_px": row(7.0, 6.0, 8.0),
        "threshold_in_use": row(0.25),
        "missed": row(2, 0, 6),
        "imbalance": row(1.92, 1.4, 2.6),
        **{f"{c}_error_mean_px": row(v, v - 1, v + 1) for c, v in corners.items()},
    }


@pytest.fixture
def finding() -> Callable[..., dict[str, Any]]:
    """One finding of `findings.json`."""

    def build(code: str = "x", severity: str = "warning", **rest: Any) -> dict[str, Any]:
        known = {"sentence": "It is so.", "images": [], "advice": "Do it.", "evidence": {}}
        return {"code": code, "severity": severity, "notebook": "06", **known, **rest}

    return build


@pytest.fixture
def left() -> Callable[..., RunResults]:
    """A run that left nothing, but what is given."""

    def build(**given: Any) -> RunResults:
        nothing: dict[str, Any] = {
            "metrics": {},
            "findings": [],
            "record": {},
            "verdicts": pd.DataFrame({"metric": [], "promise": [], "verdict": []}),
            "per_label": pd.DataFrame(
                {"image": [], "class_name": [], "detected": [], "error_px": []}
            ),
            "figures": (),
            "files": (),
        }
        return RunResults(**(nothing | given))

    return build


@pytest.fixture
def per_label() -> pd.DataFrame:
    """12 labels, of which the last is missed; errors rise from 1 to 11 px."""
    return pd.DataFrame(
        {
            "image": [f"{k}.jpg" for k in range(12)],
            "line": 1,
            "class_name": "container_id",
            "detected": [True] * 11 + [False],
            "error_px": [*np.arange(1.0, 12.0), np.nan],
            "iou": 0.9,
            "confidence": 0.8,
            "order": "as read",
        }
    )
