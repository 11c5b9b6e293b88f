"""review.csv: two writers lose nothing, a kill leaves no half verdict, damage is told."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from containerloc.analysis.review.verdicts import VERDICT_COLUMNS, VERDICTS
from containerloc.data.tables import CORNER_COLUMNS, quads_of
from containerloc.errors import DataError
from containerloc.run.files.verdict_file import append_verdicts, checked_verdict, read_verdicts

ROW = {"split": "val", "image": "a.jpg", "object": "line 1", "verdict": "label_wrong"}
WRITER = """
import sys
from pathlib import Path
from containerloc.run.files.verdict_file import append_verdicts
for number in range(1, int(sys.argv[3]) + 1):
    row = {"split": "val", "image": "a.jpg", "object": f"line {number}", "verdict": "ambiguous"}
    append_verdicts(Path(sys.argv[1]), [{**row, "who": sys.argv[2], "note": "x" * 300}])
    print(number, flush=True)
"""


def writer(path: Path, who: str, n: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WRITER, str(path), who, str(n)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    corners = dict(zip(CORNER_COLUMNS, [1.25, -2, 3, 4, 5, 6, None, None], strict=True))
    said = {"note": "=2+2, \"so\"\nand 'this'", "who": "@ann", "when": "2026-01-01T13:00+01:00"}
    append_verdicts(tmp_path / "review.csv", [{**ROW, **corners, **said, "photo_sha256": "a" * 64}])
    (row,) = read_verdicts(tmp_path / "review.csv").table.to_dict("records")
    assert {key: row[key] for key in ("note", "who")} == {key: said[key] for key in ("note", "who")}
    assert row["when"] == "2026-01-01T12:00:00.000Z"
    assert row["tl_x_px"] == 1.25
    assert np.isnan(row["bl_y_px"])
    cells = pd.read_csv(tmp_path / "review.csv", dtype="str").fillna("").iloc[0]
    assert cells["note"].startswith("'=")  # a spreadsheet shows it and calculates nothing
    assert cells["who"] == "'@ann"


@given(st.lists(st.text(max_size=12), min_size=3, max_size=3))
def test_any_text_comes_back(tmp_path_factory, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("any") / "review.csv"
    texts = [text.replace("\0", "") for text in texts]
    names = ("image", "note", "who")
    append_verdicts(path, [ROW | dict(zip(names, texts, strict=True))])
    read = read_verdicts(path)
    assert read.table.loc[0, [*names]].tolist() == texts
    assert not read.left_out


def test_no_file_has_no_verdict(tmp_path: Path) -> None:
    table = read_verdicts(tmp_path / "review.csv").table
    assert (len(table), tuple(table.columns)) == (0, VERDICT_COLUMNS)
    assert quads_of(table).shape == (0, 4, 2)


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "new" / "review.csv"
    writers = [writer(path, who, 40) for who in ("ann", "bob")]
    for each in writers:
        each.communicate(timeout=120)
    read = read_verdicts(path)
    assert not read.left_out
    assert read.table["who"].value_counts().to_dict() == {"ann": 40, "bob": 40}
    of_ann = read.table.loc[read.table["who"] == "ann", "object"].tolist()
    assert of_ann == [f"line {number}" for number in range(1, 41)]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    path, acknowledged = tmp_path / "review.csv", 0
    for delay_s in np.linspace(0, 0.05, 8):
        process = writer(path, "ann", 10_000)
        assert process.stdout
        process.stdout.readline()
        time.sleep(delay_s)
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate()
        acknowledged += 1 + rest.count("\n")
        read = read_verdicts(path)
        assert len(read.table) >= acknowledged
        acknowledged = len(read.table)
    append_verdicts(path, [ROW])  # the lock died with its owner
    assert len(read_verdicts(path).table) == acknowledged + 1


def test_every_torn_line_is_left_out_and_loses_no_other(tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    row = ROW | {"note": 'a, "b"', "prediction_sha256": "b" * 64}
    append_verdicts(path, [ROW])
    one = path.stat().st_size
    append_verdicts(path, [row])
    whole = path.read_bytes()
    for length in range(one + 1, len(whole)):
        path.write_bytes(whole[:length])
        assert len(read_verdicts(path).table) == 1
        assert len(read_verdicts(path).left_out) == 1
        append_verdicts(path, [row | {"note": "after"}])
        read = read_verdicts(path)
        assert read.table["note"].tolist() == ["", "after"]
        assert len(read.left_out) == 1


def test_a_torn_first_line_is_made_whole(tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    path.write_bytes(b"split,im")
    append_verdicts(path, [ROW])
    assert len(read_verdicts(path).table) == 1


def test_damage_is_told_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    append_verdicts(path, [ROW, ROW])
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[1] + b"\xff\0,\n" + b"\n" + lines[2])
    append_verdicts(path, [ROW])
    read = read_verdicts(path)
    assert len(read.table) == 3
    assert ["line 3" in read.left_out[0], "line 4" in read.left_out[1]] == [True, True]
    assert b"\xff\0,\n" in path.read_bytes()


def test_another_file_is_refused_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    path.write_text("image,score\na.jpg,1\n")
    for use in (read_verdicts, lambda path: append_verdicts(path, [ROW])):
        with pytest.raises(DataError, match=r"is no review\.csv"):
            use(path)
    assert path.read_text() == "image,score\na.jpg,1\n"


def test_a_file_that_a_spreadsheet_saved_is_read(tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    append_verdicts(path, [ROW])
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert len(read_verdicts(path).table) == 1


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ({"verdict": "<script>"}, "ambiguous"),
        ({"object": "label"}, "line 1"),
        ({"photo_sha256": "abc"}, "64 hexadecimal digits"),
        ({"tl_x_px": "left"}, "pixels"),
        ({"tl_x_px": 1e300}, "pixels"),
        ({"tl_x_px": {}}, "pixels"),
        ({"when": "yesterday"}, "2026-01-31"),
        ({"note": "x" * 10_001}, "at most 10,000"),
        ({"note": 7}, "a text"),
        ({"note": "\ud800"}, "surrogates"),
    ],
)
def test_what_is_no_verdict_is_refused_and_not_written(tmp_path, wrong, right) -> None:
    with pytest.raises(ValueError, match=right):
        append_verdicts(tmp_path / "review.csv", [ROW, ROW | wrong])
    assert not (tmp_path / "review.csv").exists()


@pytest.mark.parametrize("verdict", ["", *VERDICTS])
def test_every_verdict_is_one(verdict: str) -> None:
    assert checked_verdict(ROW | {"verdict": verdict})["verdict"] == verdict
