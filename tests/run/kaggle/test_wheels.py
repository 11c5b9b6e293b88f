"""This package as a wheel, from a checkout and from where it is installed."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from containerloc.errors import UsageError
from containerloc.run.kaggle import wheels

INSTALL = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]


@pytest.mark.slow
def test_a_wheel_has_notebooks_and_recipes_and_packs_itself_again(tmp_path: Path) -> None:
    try:
        built = wheels.write_own_wheel(tmp_path)
    except UsageError as error:
        pytest.skip(f"cannot be built here: {error}")
    names = set(zipfile.ZipFile(built).namelist())
    assert "containerloc/project/experiments/demo/001_loc_baseline.yaml" in names
    assert "containerloc/project/notebooks/06_localization_prediction_analysis.ipynb" in names
    site, again = tmp_path / "site", tmp_path / "again"
    again.mkdir()
    subprocess.run([*INSTALL, "--target", site, built], check=True)
    code = (
        "import sys; from pathlib import Path; from containerloc.run.kaggle import wheels;"
        "print(wheels.write_own_wheel(Path(sys.argv[1])))"
    )
    path = f"import sys; sys.path.insert(0, {str(site)!r}); {code}"
    subprocess.run([sys.executable, "-P", "-c", path, again], check=True, cwd=tmp_path)
    packed = again / built.name
    assert set(zipfile.ZipFile(packed).namelist()) == names
    subprocess.run([*INSTALL, "--target", tmp_path / "site2", packed], check=True)


def test_pip_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(UsageError, match="pip download failed: ERROR"):
        wheels.download_lacking(tmp_path)


def test_a_reader_is_downloaded_where_it_is_asked_for(tmp_path: Path, monkeypatch) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(wheels, "_pip", lambda *arguments: asked.append(arguments))
    wheels.download_lacking(tmp_path)
    wheels.download_lacking(tmp_path, reads=True)
    names = [{each.partition("==")[0] for each in arguments} for arguments in asked]
    assert names[1] - names[0] == {"rapidocr", "onnxruntime"}
