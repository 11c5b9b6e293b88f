"""What a report says of each class, where there are several."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from containerloc.show.report.parts import Section, Table
from containerloc.show.tables import numbers_table

Numbers = Mapping[str, Mapping[str, Mapping[str, Any]]]


def numbers_by_class(per_class: pd.DataFrame) -> Numbers:
    """The rows of `per_class.csv` by class and metric, as `metrics.json` has them."""
    if per_class.empty:
        return {}
    rows = per_class.astype(object).where(per_class.notna(), None).to_dict("records")
    numbers: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        of_class = numbers.setdefault(str(row["class"]), {})
        of_class[str(row["metric"])] = {str(key): value for key, value in row.items()}
    return numbers


def classes_section(numbers: Numbers, confusion: pd.DataFrame) -> Section:
    """The numbers of all labels and of each class, and which class is predicted on which."""
    if not numbers:
        return Section("Classes")
    frame = numbers_table(numbers).reset_index(names="number")
    return Section(
        "Classes",
        tables=[
            Table.of(frame, intro="A false positive counts for the class that is predicted."),
            Table.of(
                confusion.rename(columns={"label": "labelled as"}),
                numbers=range(1, confusion.shape[1]),
                intro="How many labels of a class have which class predicted on them; in the last "
                "row, predictions on no label.",
            ),
        ],
    )
