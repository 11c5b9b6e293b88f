"""A page's verdicts as rows of review.csv, and back."""

import numpy as np
import pytest

from containerloc.analysis.review.verdicts import verdict_table
from containerloc.run.files.saved_verdicts import row_of, shown_verdicts

SENT = {
    "case": "val/a.jpg/line 1",
    "split": "val",
    "image": "a.jpg",
    "object": "line 1",
    "class_name": "door",
    "verdict": "model_wrong",
    "corrected": [[1.5, 2], [3, 4], [5, 6], [None, None]],
    "note": "<script>",
    "who": "ann",
    "when": "2026-11-30T19:05:00.123Z",
    "photo_sha256": "a" * 64,
    "label_sha256": "",
    "prediction_sha256": "",
}


def test_a_verdict_comes_back_as_it_was_sent() -> None:
    (shown,) = shown_verdicts(verdict_table([row_of(SENT)]))
    assert shown.as_dict() == SENT
    (shown,) = shown_verdicts(verdict_table([row_of(SENT | {"corrected": None})]))
    assert shown.corrected is None
    assert np.isnan(verdict_table([row_of(SENT)])["bl_x_px"].iloc[0])


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        None,
        "text",
        SENT | {"corrected": [[1, 2]]},
        SENT | {"corrected": [1, 2, 3, 4]},
        SENT | {"corrected": [[1, 2, 3]] * 4},
        SENT | {"corrected": "TL"},
        SENT | {"corrected": [[{}, 2]] * 4},
        SENT | {"verdict": 7},
        SENT | {"image": ["a"]},
        SENT | {"corrected": [[1e308, 2]] * 4},
        SENT | {"verdit": "label_wrong"},
        {},
    ],
)
def test_what_is_no_verdict_is_refused(wrong) -> None:
    with pytest.raises(ValueError, match=r"right|mapping|known"):
        row_of(wrong)
