import stat
from pathlib import Path

import pytest

from containerloc.data.files import read_mapping, read_text, write_atomically, write_text
from containerloc.errors import DataError


def test_makes_the_folder_and_keeps_the_suffix(tmp_path: Path) -> None:
    target = tmp_path / "new" / "table.parquet"
    with write_atomically(target) as temporary:
        assert temporary.parent == target.parent
        assert temporary.suffix == ".parquet"
        temporary.write_text("whole")
        assert not target.exists()
    assert target.read_text() == "whole"
    assert [file.name for file in target.parent.iterdir()] == ["table.parquet"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_an_error_leaves_the_previous_file(tmp_path: Path, error: type[BaseException]) -> None:
    target = tmp_path / "a.txt"
    target.write_text("before")

    def fail() -> None:
        with write_atomically(target) as temporary:
            temporary.write_text("half")
            raise error

    with pytest.raises(error):
        fail()
    assert target.read_text() == "before"
    assert [file.name for file in tmp_path.iterdir()] == ["a.txt"]


def test_permissions_are_those_of_an_ordinary_file(tmp_path: Path) -> None:
    ordinary = tmp_path / "ordinary"
    ordinary.write_text("")
    with write_atomically(tmp_path / "a") as temporary:
        temporary.write_text("")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == stat.S_IMODE(ordinary.stat().st_mode)


def test_text_comes_back_without_its_byte_order_mark(tmp_path: Path) -> None:
    write_text(tmp_path / "new" / "a.txt", "ü\n")
    assert (tmp_path / "new" / "a.txt").read_bytes() == "ü\n".encode()
    (tmp_path / "b.txt").write_bytes(b"\xef\xbb\xbfkey: 1")
    assert read_text(tmp_path / "b.txt") == "key: 1"
    assert read_mapping(tmp_path / "b.txt", right="a mapping") == {"key": 1}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no such file"),
        (b"\xff\xfe", "not UTF-8 text"),
        (b"a: [", "cannot be read as YAML"),
        (b"[1, 2]", r"a map is right; this holds \[1, 2\]"),
    ],
)
def test_a_file_that_holds_no_mapping(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "a.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match=message) as caught:
        read_mapping(path, right="a map is right")
    assert str(caught.value).startswith(f"{path}: ")
