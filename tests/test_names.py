"""What a name may be, and where a file may go."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from containerloc.errors import UsageError
from containerloc.names import file_content, name_fault, path_inside

UNUSABLE = {
    "": "empty",
    " ": "empty",
    "\t\n": "empty",
    ".": "starts with a dot",
    "..": "starts with a dot",
    ".git": "starts with a dot",
    "a.": "ends with a dot",
    " a": "blank",
    "a ": "blank",
    "a/b": "holds",
    "/etc": "holds",
    "a\\b": "holds",
    "C:x": "holds",
    "a?": "holds",
    "a*": "holds",
    "a\0b": "holds",
    "a\nb": "holds",
    "a\x1b[2J": "holds",
    "a\u202eb": "holds",
    "\ud800": "holds",
    "x" * 300: "longer than",
    "é" * 120: "longer than",
    "con": "device",
    "NUL": "device",
    "aux.yaml": "device",
    "COM1": "device",
    "lpt9.x.y": "device",
    "con ": "blank",
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_name_that_some_system_cannot_make_a_folder_of(name: str) -> None:
    assert UNUSABLE[name] in name_fault(name)


@pytest.mark.parametrize(
    "name", ["a", "exp 001", "größe", "集装箱", "a.b-c_d", "console", "x" * 200]
)
def test_a_name_that_every_system_can(name: str) -> None:
    assert name_fault(name) == ""


@given(st.text(max_size=30))
def test_a_usable_name_is_one_folder_below_another(name: str) -> None:
    if not name_fault(name):
        assert path_inside(Path("/a/b"), name).parent == Path("/a/b")


@given(st.lists(st.sampled_from(["..", ".", "a", "/", "//etc", "a/../..", ""]), min_size=1))
def test_a_path_is_inside_or_refused(parts: list[str]) -> None:
    try:
        path = path_inside(Path("/a/b"), *parts)
    except UsageError:
        return
    assert path.is_relative_to("/a/b")
    assert ".." not in path.parts


def test_a_link_that_leads_out_is_refused_and_one_that_stays_is_followed(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    (out / "kept").mkdir(parents=True)
    elsewhere.mkdir()
    (out / "away").symlink_to(elsewhere)
    (out / "here").symlink_to(out / "kept")
    assert path_inside(out, "here", "a.txt") == (out / "kept" / "a.txt").resolve()
    for parts in (("away",), ("away", "a.txt"), ("here", "..", "..", "elsewhere")):
        with pytest.raises(UsageError, match="leads out of"):
            path_inside(out, *parts)


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "artifacts").symlink_to(tmp_path / "disk")
    assert path_inside(tmp_path / "artifacts", "one") == (tmp_path / "disk" / "one").resolve()


def test_nul_in_a_path() -> None:
    with pytest.raises(UsageError, match="NUL"):
        path_inside(Path("/a"), "b\0c")


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    assert file_content(tmp_path / "a") == b"x"
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="pipe or a device"):
        file_content(tmp_path / "pipe")
    with pytest.raises(OSError, match="pipe or a device"):
        file_content(Path("/dev/zero"))
    with pytest.raises(FileNotFoundError):
        file_content(tmp_path / "gone")
    with pytest.raises(IsADirectoryError):
        file_content(tmp_path)
