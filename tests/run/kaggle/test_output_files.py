"""Which files a kernel left, and whether each of them is whole."""

from pathlib import Path

import pytest

from containerloc.errors import DataError
from containerloc.run.kaggle import output_files


@pytest.fixture
def run(output: Path) -> Path:
    (folder,) = output_files.run_folders(output)
    return folder


def test_everything_is_whole(run: Path) -> None:
    files = list(output_files.files_of(run))
    assert {file.relative_to(run).as_posix() for file in files} == {
        *("metrics.json", "findings.json", "per_image.csv"),
        *("predictions/val.parquet", "figures/06_causes.png"),
    }
    assert [output_files.fault_of(file, run) for file in files] == [""] * len(files)
    assert output_files.missing_files(run) == []


@pytest.mark.parametrize(
    "name",
    [
        *("metrics.json", "findings.json", "run.json", "comparison.json", "per_image.csv"),
        *("predictions/val.parquet", "figures/06_causes.png", "notebooks/06.ipynb"),
    ],
)
def test_half_a_file_is_named(run: Path, name: str) -> None:
    file = run / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b'{"half": ')
    assert str(file) in output_files.fault_of(file, run)


def test_what_is_missing_follows_from_the_notebooks(run: Path) -> None:
    (run / "per_image.csv").unlink()
    (run / "findings.json").unlink()
    assert output_files.missing_files(run) == ["findings.json", "per_image.csv"]


def test_links_are_left_alone(run: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.json").write_text("{}")
    (run / "run.json").symlink_to(outside / "secret.json")
    (run / "notebooks").symlink_to(outside)
    (outside / "a.ipynb").write_text("{}")
    names = {file.name for file in output_files.files_of(run)}
    assert not names & {"run.json", "a.ipynb"}
    (run.parent / "linked").symlink_to(run)
    assert output_files.run_folders(run.parents[2]) == [run]


def test_the_error_of_a_notebook(tmp_path: Path, write_executed) -> None:
    write_executed(tmp_path / "a.ipynb", "# 06 · How far?", "ValueError")
    notebook = output_files.notebook_in(tmp_path / "a.ipynb")
    assert output_files.notebook_error(notebook) == "ValueError: it failed"
    (tmp_path / "b.ipynb").write_text("none")
    with pytest.raises(DataError, match="is no notebook"):
        output_files.notebook_in(tmp_path / "b.ipynb")
