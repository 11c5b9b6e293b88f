import pandas as pd
import pytest

from containerloc.analysis.targets import judge
from containerloc.experiment import Target

NUMBERS = pd.DataFrame.from_dict({
    "mde_px": {"value": 9.95, "ci_low": 9.0, "ci_high": 10.9, "n": 74},
    "missed": {"value": 2, "ci_low": float("nan"), "ci_high": float("nan"), "n": 74},
    "nme": {"value": float("nan"), "ci_low": float("nan"), "ci_high": float("nan"), "n": 0},
}, orient="index")  # fmt: skip


@pytest.mark.parametrize(
    ("metric", "comparison", "bound", "verdict"),
    [
        ("mde_px", "below", 10, "undecided"),  # the point estimate alone would say met
        ("mde_px", "below", 11, "met"),
        ("mde_px", "below", 9, "missed"),
        ("mde_px", "above", 8.9, "met"),
        ("mde_px", "at_most", 10.9, "met"),
        ("mde_px", "below", 10.9, "undecided"),
        ("missed", "at_most", 2, "met"),
        ("missed", "below", 2, "missed"),
        ("nme", "below", 1, "undecided"),
    ],
)
def test_a_target_is_decided_by_the_whole_interval(
    metric: str, comparison: str, bound: float, verdict: str
) -> None:
    table = judge([Target(metric, comparison, bound)], NUMBERS)
    assert table["verdict"].tolist() == [verdict]


def test_no_targets_no_rows() -> None:
    assert judge([], NUMBERS).empty
