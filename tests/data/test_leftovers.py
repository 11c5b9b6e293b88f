"""Temporary files and folders: whose writer lives is left alone, others go."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from containerloc.data.files import write_folder, write_text
from containerloc.data.leftovers import is_abandoned, remove_leftovers, temporary_beside

pytest.importorskip("fcntl", reason="locks of the system are POSIX")
KILLED = """
import os, signal, sys
from pathlib import Path
from containerloc.data.leftovers import temporary_beside
with temporary_beside(Path(sys.argv[1]), folder=sys.argv[2] == "folder") as temporary:
    os.kill(os.getpid(), signal.SIGKILL)
"""


def kill_a_writer(path: Path, kind: str) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(path), kind], check=False)
    assert [each.name.startswith(f".{path.stem}.") for each in path.parent.iterdir()] == [True]


def test_the_next_writer_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    kill_a_writer(tmp_path / "a.json", "file")
    write_text(tmp_path / "a.json", "{}")
    assert [each.name for each in tmp_path.iterdir()] == ["a.json"]


def test_a_folder_s_next_writer_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    kill_a_writer(tmp_path / "doors", "folder")
    with write_folder(tmp_path / "doors") as temporary:
        (temporary / "a").write_text("")
    assert [each.name for each in tmp_path.iterdir()] == ["doors"]


def test_a_living_writer_keeps_its_file(tmp_path: Path) -> None:
    with temporary_beside(tmp_path / "a.json") as one, temporary_beside(tmp_path / "a.json") as two:
        remove_leftovers(tmp_path / "a.json")
        assert one.exists()
        assert two.exists()
        assert not is_abandoned(one)
    assert not os.listdir(tmp_path)  # noqa: PTH208


def test_files_of_other_names_are_left(tmp_path: Path) -> None:
    for name in (".a.abcdefgh.csv", ".b.abcdefgh.json", ".a.json", ".a.abc.json"):
        (tmp_path / name).touch()
    remove_leftovers(tmp_path / "a.json")
    assert len(list(tmp_path.iterdir())) == 4
