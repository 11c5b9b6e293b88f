"""Notebooks 05 to 07 as imported to Kaggle: without the project, offline, on read-only input.

The interpreter is the one that runs the tests; Kaggle's 3.12 is one of those that CI has. Heavy
packages are those of this environment, all but this package and those that Kaggle lacks.
"""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Final

import nbformat
import pytest
from PIL import Image

from containerloc.errors import UsageError
from containerloc.experiment.project import KAGGLE
from containerloc.run.kaggle import wheels

pytestmark = [pytest.mark.notebook, pytest.mark.slow]
pytest.importorskip("ultralytics", reason="it predicts: pip install 'containerloc[model]'")

OLD: Final = ("nbconvert==6.4.5", "mistune<2")  # what Kaggle's image pins
DATA: Final = "train: images/val\nval: images/val\nkpt_shape: [4, 3]\nnames: {0: id}\n"
LABEL: Final = "0 0.5 0.5 0.5 0.25 0.25 0.375 2 0.75 0.375 2 0.75 0.625 2 0.25 0.625 2\n"
LAYOUTS: Final = {
    "slug": ("input/doors", "input/corners/pytorch/default/1"),
    "owner": ("input/datasets/me/doors", "input/models/me/corners/pytorch/default/1"),
}


def pip(*arguments: object) -> None:
    command = [sys.executable, "-m", "pip", *map(str, arguments), "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"pip {arguments[0]} is not possible here: {done.stderr[-300:]}")


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment like Kaggle's: no containerloc, no ultralytics."""
    folder = tmp_path_factory.mktemp("image")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    asked = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    said = subprocess.run(asked, capture_output=True, text=True, check=True)
    site = Path(said.stdout.strip())
    pip("install", "--target", site, *OLD)
    lacking = ("containerloc", "_containerloc", "ultralytics", "nbconvert", "mistune")
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        new = site / entry.name
        if not entry.name.startswith(lacking) and not new.exists() and entry.suffix != ".pth":
            new.symlink_to(entry)
    return python


@pytest.fixture(scope="module")
def attached_wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheels")
    try:
        wheels.write_own_wheel(folder)
        wheels.download_lacking(folder)
    except UsageError as error:
        pytest.skip(f"wheels cannot be had here: {error}")
    return folder


@pytest.fixture
def kaggle(tmp_path: Path, root: Path, attached_wheels: Path, layout: str) -> Path:
    """Kaggle's folders: three photos, weights and wheels, in one of the two layouts."""
    data, model = (tmp_path / place for place in LAYOUTS[layout])
    for kind in ("images", "labels"):
        (data / kind / "val").mkdir(parents=True)
    for number in range(3):
        photo = data / "images" / "val" / f"{number}.jpg"
        Image.effect_noise((320, 240), 40.0 + number).convert("RGB").save(photo)
        (data / "labels" / "val" / f"{number}.txt").write_text(LABEL)
    (data / "data.yaml").write_text(DATA)
    demo = root / "artifacts" / "localization" / "demo_exp001_yolo11n_pose_baseline"
    model.mkdir(parents=True)
    (model / "best.pt").symlink_to(demo / "train" / "weights" / "best.pt")
    (tmp_path / "input" / "wheels").symlink_to(attached_wheels)
    (tmp_path / "working").mkdir()
    for folder, _, _ in os.walk(tmp_path / "input"):
        Path(folder).chmod(0o555)
    return tmp_path


def run_as_imported(python: Path, notebook: Path, kaggle: Path) -> nbformat.NotebookNode:
    working = kaggle / "working"
    command = [
        python,
        "-m",
        "papermill",
        notebook,
        working / "__notebook__.ipynb",
        "--cwd",
        working,
    ]
    hidden = ("PYTHONPATH", "PIP_CONSTRAINT", "PIP_FIND_LINKS", "VIRTUAL_ENV")
    environment = {key: value for key, value in os.environ.items() if key not in hidden} | {
        KAGGLE: str(kaggle),
        "PIP_NO_INDEX": "1",  # there is no internet
        "PIP_CONFIG_FILE": os.devnull,
        "JUPYTER_DATA_DIR": str(kaggle / "jupyter"),
        "YOLO_CONFIG_DIR": str(working),
    }
    done = subprocess.run(
        [*command, "--no-progress-bar"],
        cwd=working,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return nbformat.read(working / "__notebook__.ipynb", as_version=4)


@pytest.mark.skipif(os.name == "nt", reason="the emulation is made of links")
@pytest.mark.parametrize(("layout", "numbers"), [("slug", ("06",)), ("owner", ("05", "06", "07"))])
def test_as_imported(
    image: Path, kaggle: Path, root: Path, layout: str, numbers: tuple[str, ...]
) -> None:
    before = sorted(os.walk(kaggle / "input", followlinks=True))
    for number in numbers:
        (notebook,) = (root / "notebooks").glob(f"{number}_*.ipynb")
        cells = run_as_imported(image, notebook, kaggle).cells
        said = cells[1].outputs[-1].data["text/plain"]
        assert str(kaggle / LAYOUTS[layout][0] / "data.yaml") in said
        assert str(kaggle / LAYOUTS[layout][1] / "best.pt") in said
    left = kaggle / "working" / "artifacts" / "localization" / "doors"
    assert (left / "metrics.json").is_file()
    assert (left / "predictions" / "val.parquet").is_file()
    assert sorted(os.walk(kaggle / "input", followlinks=True)) == before
