"""The numbers of each class in a report."""

import numpy as np
import pandas as pd

from containerloc.show.report.classes import classes_section, numbers_by_class
from containerloc.show.report.of_experiment import experiment_report

NUMBERS = pd.DataFrame(
    {
        "class": ["all", "plate", "card"] * 2,
        "metric": ["detection_rate"] * 3 + ["tl_error_mean_px"] * 3,
        "value": [0.6, 0.7, 0.5, 3.0, 3.5, np.nan],
        "ci_low": np.nan,
        "ci_high": np.nan,
        "n": [14, 10, 4, 9, 7, 0],
    }
)
CONFUSION = pd.DataFrame(
    {"label": ["plate", "card", "no label"], "plate": [7, 1, 1], "card": [1, 2, 1], "nothing": 0}
)


def test_one_column_for_each_class() -> None:
    numbers, confusion = classes_section(numbers_by_class(NUMBERS), CONFUSION).tables
    assert list(numbers.columns) == ["number", "all", "plate", "card"]
    assert numbers.rows[0] == [
        "detection rate",
        "8 of 14 (60.0%)",
        "7 of 10 (70.0%)",
        "2 of 4 (50.0%)",
    ]
    assert confusion.rows[1] == ["card", "1", "2", "0"]


def test_without_classes_there_is_no_section(left) -> None:
    assert not classes_section(numbers_by_class(pd.DataFrame()), pd.DataFrame())
    titles = [section.title for section in experiment_report(left()).folded if section]
    assert "Classes" not in titles


def test_corners_of_each_class(left) -> None:
    report = experiment_report(left(per_class=NUMBERS, confusion=CONFUSION))
    (corners,) = [section for section in report.folded if section.title == "Corners"]
    assert [table.intro for table in corners.tables if table] == ["All", "Plate"]
