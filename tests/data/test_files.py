import stat
from pathlib import Path

import pytest

from containerloc.data.files import write_atomically


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
