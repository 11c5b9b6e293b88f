"""The findings of notebook 05 on data where they must appear, and where they must not."""

from containerloc.analysis.labels.findings import label_findings
from containerloc.data.tables import PROBLEM_COLUMNS, table_of


def test_label_findings_name_file_and_line() -> None:
    problems = table_of(
        {
            "code": ["label-malformed", "label-malformed", "image-unlabeled"],
            "severity": ["error", "error", "info"],
            "image": ["a.jpg", "b.jpg", "c.jpg"],
            "file": ["labels/val/a.txt", "labels/val/b.txt", "images/val/c.jpg"],
            "line": [3, 1, 0],
            "message": ["17 values expected, 11 found", "no number: x", "no label file"],
        },
        PROBLEM_COLUMNS,
    )
    found = label_findings(problems, n_images=3, n_labels=2)
    assert [finding.code for finding in found] == ["label-malformed", "image-unlabeled"]
    assert "labels/val/a.txt, line 3" in found[0].sentence
    assert found[0].images == ("a.jpg", "b.jpg")


def test_sound_labels() -> None:
    (finding,) = label_findings(table_of({}, PROBLEM_COLUMNS), n_images=74, n_labels=75)
    assert finding.code == "nothing-wrong"
    assert "75 labels of 74 images" in finding.sentence
