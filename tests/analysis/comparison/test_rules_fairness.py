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


def test_the_same_weights_twice(build, ids, compare) -> None:
    runs = {"old": build(ids), "new": build(ids)}
    assert "same-weights" not in compare(runs, weights={"old": "a", "new": "b"})
    assert "same-weights" not in compare(runs)
    finding = compare(runs, weights={"old": "a", "new": "a"})["same-weights"]
    assert (finding.severity, finding.evidence) == ("error", {"sha256": "a"})


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
