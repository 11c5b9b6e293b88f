"""What a notebook left elsewhere is put into the artifacts as if it had been written there."""

import json
from pathlib import Path

import pytest

from containerloc.errors import UsageError
from containerloc.run.execute.apart import Left, keep
from containerloc.run.execute.processes import Execution
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.files.json_files import update_metrics

DONE = Execution("", "", 1.0)


def test_numbers_of_other_notebooks_stay(tmp_path: Path) -> None:
    where = Artifacts(tmp_path / "one")
    update_metrics(where, "05", {"new": {"value": 2}})  # written while 06 was at work elsewhere
    update_metrics(where, "06", {"earlier": {"value": 3}})
    rows = {"old": {"value": 1, "notebook": "05"}, "mine": {"value": 4, "notebook": "06"}}
    (where.folder / "gone.csv").touch()
    files = {"metrics.json": json.dumps(rows).encode(), "figures/06_a.png": b"picture"}
    keep(Left(DONE, files, ("gone.csv",)), where, "06")
    values = {key: row["value"] for key, row in json.loads(where.metrics.read_text()).items()}
    assert values == {"mine": 4, "new": 2}
    assert (where.figures / "06_a.png").read_bytes() == b"picture"
    assert not (where.folder / "gone.csv").exists()


@pytest.mark.parametrize("name", ["../out.txt", "/tmp/out.txt", "a/../../out.txt"])
def test_nothing_is_written_outside(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        keep(Left(DONE, {name: b"x"}, ()), Artifacts(tmp_path / "one"), "06")
    assert not (tmp_path / "out.txt").exists()
