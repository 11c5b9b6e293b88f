import math

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.statistics.targets import target_sentence, target_verdicts
from containerloc.experiment.targets import Target, verdict_counts

NUMBERS = pd.DataFrame.from_dict(
    {
        "mde_px": {"value": 9.95, "ci_low": 9.0, "ci_high": 10.9, "n": 74},
        "missed": {"value": 2, "ci_low": float("nan"), "ci_high": float("nan"), "n": 74},
        "error_max_px": {"value": 25, "ci_low": 25, "ci_high": float("inf"), "n": 74},
        "tl_error_max_px": {"value": 25, "ci_low": 25, "ci_high": float("nan"), "n": 74},
        "detection_rate": {"value": 1, "ci_low": 0.951, "ci_high": 1, "n": 74},
        "nme": {"value": float("nan"), "ci_low": float("nan"), "ci_high": float("nan"), "n": 0},
    },
    orient="index",
)


@pytest.mark.parametrize(
    ("metric", "comparison", "bound", "verdict"),
    [
        ("mde_px", "below", 10, "undecided"),  # the point estimate alone would say met
        ("mde_px", "below", 11, "met"),
        ("mde_px", "below", 9, "missed"),
        ("mde_px", "above", 8.9, "met"),
        ("mde_px", "at_most", 10.9, "met"),
        ("mde_px", "below", 10.9, "undecided"),
        ("missed", "at_most", 2, "undecided"),  # no interval
        ("missed", "below", 2, "undecided"),
        ("error_max_px", "below", 25, "missed"),
        ("error_max_px", "below", 30, "undecided"),  # the next image may be worse
        ("error_max_px", "above", 20, "met"),
        ("tl_error_max_px", "below", 30, "undecided"),  # as it is read back from JSON
        ("tl_error_max_px", "below", 20, "missed"),
        ("detection_rate", "at_least", 1, "undecided"),
        ("nme", "below", 1, "undecided"),
    ],
)
def test_a_target_is_decided_by_the_whole_interval(
    metric: str, comparison: str, bound: float, verdict: str
) -> None:
    table = target_verdicts([Target(metric, comparison, bound)], NUMBERS)
    assert table["verdict"].tolist() == [verdict]


def test_how_many_images_would_decide() -> None:
    bounds = [("mde_px", 10.0), ("mde_px", 11), ("mde_px", 9.95), ("error_max_px", 30), ("nme", 1)]
    table = target_verdicts([Target(metric, "below", bound) for metric, bound in bounds], NUMBERS)
    # 0.95 px of interval to get into 0.05 px, and 1 + 0.8416 / 1.96 for a power of 80 %.
    by_hand = math.ceil(74 * (0.95 / 0.05 * (1 + 0.8416212 / 1.9599640)) ** 2)
    expected = [by_hand, np.nan, np.inf, np.inf, np.nan]
    assert table["images_needed"].tolist() == pytest.approx(expected, nan_ok=True, abs=1)


def test_no_targets_no_rows() -> None:
    assert target_verdicts([], NUMBERS).empty


def test_targets_in_words() -> None:
    promised = [("mde_px", "below", 9), ("detection_rate", "at_least", 1), ("mde_px", "below", 11)]
    table = target_verdicts([Target(*promise) for promise in promised], NUMBERS)
    assert verdict_counts(table["verdict"]) == "1 met, 1 missed, 1 undecided"
    assert [target_sentence(row) for row in table.head(2).to_dict("records")] == [
        "mean distance error (MDE) below 9 px: it is 9.95 px (9.00 to 10.90, n = 74)",
        "detection rate at least 100%: it is 74 of 74 (100%, 95.1% to 100%)",
    ]


def test_an_open_interval_in_words() -> None:
    (row,) = target_verdicts([Target("error_max_px", "below", 30)], NUMBERS).to_dict("records")
    assert target_sentence(row).endswith("maximum below 30 px: it is 25.0 px (from 25.0, n = 74)")
