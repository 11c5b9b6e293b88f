"""The worker alone: a job in, a result and two files out."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.notebook


def worked(notebook: Path, tmp_path: Path, **parameters: str) -> dict[str, str]:
    """The result of one job, executed to names that papermill would otherwise format."""
    scratch = tmp_path / "scratch{0}"
    scratch.mkdir()
    job = {
        "notebook": str(notebook),
        "parameters": parameters,
        "scratch": str(scratch),
        "executed": str(scratch / "out.ipynb"),
        "exported": str(scratch / "out.html"),
        "output": "final.ipynb",
    }
    subprocess.run(
        [sys.executable, "-m", "containerloc.run.execute.worker"],
        input=json.dumps(job) + "\n",
        text=True,
        check=False,
        timeout=120,
        stderr=subprocess.DEVNULL,
    )
    result: dict[str, str] = json.loads((scratch / "result.json").read_text())
    return result


def test_stdin_that_closes_early_ends_it(write_notebook, tmp_path: Path) -> None:
    notebook = write_notebook("05", "import time; time.sleep(60)")
    job = {"notebook": str(notebook), "parameters": {}, "scratch": str(tmp_path / "gone")}
    files = {name: str(tmp_path / name) for name in ("executed", "exported", "output")}
    done = subprocess.run(
        [sys.executable, "-m", "containerloc.run.execute.worker"],
        input=json.dumps({**job, **files}) + "\n",
        text=True,
        check=False,
        timeout=60,
        capture_output=True,
    )
    assert done.returncode == 1
    assert not (tmp_path / "gone").exists()
