"""The next experiment: what can be computed, and what cannot."""

import pandas as pd

from containerloc.analysis.diagnosis.proposal import Change
from containerloc.show.report.next_experiment import NextExperiment, section

VERDICTS = pd.DataFrame({"metric": ["mde_px"], "promise": ["below 8 px"], "verdict": ["missed"]})
SWEPT = pd.DataFrame(
    {"threshold": [0.25, 0.4], "detection_rate": [0.97, 0.9], "mde_px": [9.95, 8.5]}
)


def test_a_threshold_brings_what_the_sweep_has(metrics) -> None:
    proposed = NextExperiment("a: 1", [Change("predict.conf", 0.41, "So.")], SWEPT)
    made = section(proposed, metrics, VERDICTS)
    assert made.tables[0].rows == [
        ("detection rate", "97.3%", "90.0%", "–"),
        ("mean distance error (MDE)", "9.95 px", "8.50 px", "below 8 px"),
    ]
    assert "training" not in made.paragraphs[0]


def test_of_a_training_nothing_is_promised(metrics) -> None:
    proposed = NextExperiment("a: 1", [Change("train.lr0", 0.1, "So.")], SWEPT)
    made = section(proposed, metrics, VERDICTS)
    (row,) = made.tables[0].rows
    assert row[2] == "unknown"
    assert "training" in made.paragraphs[0]


def test_nothing_to_change_is_no_section(metrics) -> None:
    assert not section(NextExperiment(), metrics, VERDICTS)
