import numpy as np
import pandas as pd

from containerloc.analysis.labels.contents import contents, faulty_labels
from containerloc.data.tables import PROBLEM_COLUMNS, table_of

BOX = np.array([[100.0, 100], [300, 100], [300, 140], [100, 140]])


def faults(*rows: tuple[str, str, str, int]) -> pd.DataFrame:
    code, severity, image, line = zip(*rows, strict=True) if rows else ([], [], [], [])
    columns = {"code": code, "severity": severity, "image": image, "line": line}
    return table_of({name: list(values) for name, values in columns.items()}, PROBLEM_COLUMNS)


def test_counts(plant_labels, plant_images) -> None:
    labels = plant_labels({"a": BOX, "b": np.array([BOX, BOX + 200])})
    images = plant_images(["a", "b", "empty"], [1, 2, 0])
    found = faults(("x", "error", "a", 1), ("y", "warning", "b", 1), ("z", "info", "empty", 0))
    count = contents(images, labels, found, n_skipped=2)["count"]
    assert count.to_dict() == {
        "images": 5,
        "images_usable": 3,
        "images_skipped": 2,
        "images_without_label": 1,
        "images_with_several_labels": 1,
        "labels": 3,
        "label_errors": 1,
        "label_warnings": 1,
    }


def test_faulty_labels_come_worst_first_with_all_their_faults(plant_labels) -> None:
    labels = plant_labels({"a": BOX, "b": BOX, "c": BOX})
    found = faults(
        ("tall", "warning", "a", 1),
        ("swapped", "error", "c", 1),
        ("box", "warning", "c", 1),
        ("unreadable", "error", "gone", 0),
    )
    table = faulty_labels(labels, found)
    assert table["image"].tolist() == ["c", "a"]
    assert table["faults"].tolist() == ["swapped, box", "tall"]


def test_sound_labels_have_no_faulty_ones(plant_labels) -> None:
    assert faulty_labels(plant_labels({"a": BOX}), faults()).empty
