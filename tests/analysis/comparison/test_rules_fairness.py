"""What makes a comparison unfair, and what does not."""

import numpy as np

from containerloc.experiment.gate import Gate


def test_images_left_out_are_counted(build, ids, compare) -> None:
    runs = {"old": build(ids), "new": build(ids)}
    assert "images-left-out" not in compare(runs)
    left_out = {"x.jpg": "not in new", "y.jpg": "not in new"}
    finding = compare(runs, left_out=left_out)["images-left-out"]
    assert finding.evidence == {"left_out": 2, "images": 74}
    assert finding.images == ("x.jpg", "y.jpg")
    assert "2 not in new" in finding.sentence


def test_other_settings_are_said_with_both_values(build, ids, compare, said) -> None:
    strict = build(ids + 1, in_use=0.6, intended=0.6)
    made_by = {"old": {"imgsz": 640, "iou": 0.7}, "new": {"imgsz": 1280, "iou": 0.7}}
    finding = compare({"old": build(ids), "new": strict}, made_by=made_by)["settings-differ"]
    said([finding])
    assert finding.evidence == {
        "confidence": {"own": 0.6, "reference": 0.25},
        "imgsz": {"own": 1280, "reference": 640},
    }
    alike = {"old": {"imgsz": 640}, "new": {}}  # of the other nothing is known
    assert "settings-differ" not in compare({"old": build(ids), "new": build(ids)}, made_by=alike)


def test_what_counts_as_found_differs(build, ids, compare, said) -> None:
    runs = {"old": build(ids), "new": build(ids, settings={"gate": Gate(iou=0.5)})}
    finding = compare(runs)["matched-otherwise"]
    assert finding.severity == "error"
    said([finding])
    assert "matched-otherwise" not in compare({**runs, "new": runs["old"]})


def test_a_threshold_that_decides(build, ids, compare, said) -> None:
    strict = build(ids, np.full(74, 0.4), in_use=0.5, intended=0.5)
    runs = {"loose": build(ids, np.full(74, 0.4)), "strict": strict}
    finding = compare(runs, (0.25,))["threshold-decides"]
    said([finding])
    assert "detection_rate" in finding.evidence["metrics"]
    assert "detection rate" in finding.sentence
    assert "threshold-decides" not in compare({**runs, "strict": runs["loose"]}, (0.25,))
