"""All faults of a split in one list, and the repairs that follow."""

from pathlib import Path

import pytest

from containerloc.data.dataset import read_dataset
from containerloc.data.labels import read_labels
from containerloc.errors import DataError
from containerloc.run.prepare.label_faults import check_split, checked_splits, label_faults


def test_faults_of_lines_come_before_those_of_geometry(project: Path) -> None:
    folder = project / "data" / "labels" / "val"
    label = folder / "val_0.txt"
    words = label.read_text().split()
    # TL and TR exchanged, in a label that is there twice.
    words[5:8], words[8:11] = words[8:11], words[5:8]
    label.write_text(f"{' '.join(words)}\n{' '.join(words)}\n")
    dataset = read_dataset(project / "data" / "data.yaml")
    checked = check_split(dataset, "val")
    assert checked.faults["code"].tolist() == ["duplicate-line", "corners-swapped"]
    assert checked.faults["line"].tolist() == [2, 1]
    assert set(checked.repairs["repair"]) <= {"remove line", "rename corners"}
    assert label_faults(read_labels(dataset, "val")).equals(checked.faults)


def test_a_split_that_cannot_be_read(project: Path) -> None:
    with pytest.raises(DataError, match="no split `test`"):
        check_split(read_dataset(project / "data" / "data.yaml"), "test")


def test_one_unusable_split_loses_no_fault_of_the_others(project: Path) -> None:
    for label in (project / "data" / "labels" / "train").iterdir():
        label.write_text("0 0.5 0.5\n")
    dataset = read_dataset(project / "data" / "data.yaml")
    checked, absent = checked_splits(dataset, ("train", "val", "test"))
    assert [(split.name, len(split.labels.images)) for split in checked] == [
        ("train", 0),
        ("val", 3),
    ]
    assert checked[0].faults["code"].tolist() == ["label-columns"] * 3
    assert [*absent] == ["test"]
    assert "no split `test`" in absent["test"]
