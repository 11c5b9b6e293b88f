import json
from pathlib import Path

import numpy as np

from containerloc.model.window_record import next_index, record_window

SPEC = {"images": 3, "seed": 1}


def test_what_was_shown_is_counted_once_and_a_resumed_epoch_is_told_anew(tmp_path: Path) -> None:
    assert next_index(tmp_path) == 0
    for epoch, numbers in enumerate(([0, 1, 2], [3, 1, 2], [3, 1, 2], [9, 8, 7])):
        record_window(tmp_path, SPEC, epoch, np.array(numbers))
    record = json.loads((tmp_path / "fresh.json").read_text())
    assert [epoch["new"] for epoch in record["epochs"]] == [3, 1, 0, 3]
    assert (record["shown"], record["first_index"], record["last_index"]) == (7, 0, 9)
    assert record["fresh"] == SPEC
    assert next_index(tmp_path) == 10
    record_window(tmp_path, SPEC, 2, np.array([3, 4, 5]))
    record = json.loads((tmp_path / "fresh.json").read_text())
    assert [epoch["last_index"] for epoch in record["epochs"]] == [2, 3, 5]
    assert record["shown"] == 6
