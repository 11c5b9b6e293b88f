"""A run that is killed at any moment leaves whole files only, and can be finished."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pandas as pd
import psutil
import pytest

from containerloc.run.execute.notebooks import NAMES

RUN = [
    sys.executable,
    "-c",
    "from containerloc.cli import main; main()",
    "run",
    "one",
    "--predictions",
    "predictions.json",
    "--resume",
]
WRITES = """\
    import pandas as pd
    from pathlib import Path
    from containerloc.run.files.artifacts import Artifacts
    from containerloc.run.files.json_files import update_findings, update_metrics
    from containerloc.run.files.results import save_table
    here = Artifacts(Path(EXPERIMENT).parents[1] / "artifacts" / "localization" / "one")
    for turn in range(8):
        many = {{f"{number}_{{key}}": {{"value": turn}} for key in range(2000)}}
        update_metrics(here, "{number}", many)
        finding = {{"code": str(turn), "severity": "info", "sentence": "."}}
        update_findings(here, "{number}", [finding])
        save_table(pd.DataFrame({{"turn": [turn] * 20_000}}), here.folder / "turns_{number}.csv")
"""


def assert_whole(folder: Path) -> None:
    for path in folder.rglob("[!.]*"):
        if path.suffix == ".json":
            json.loads(path.read_text())
        if path.suffix == ".ipynb":
            nbformat.validate(nbformat.read(path, as_version=4))
        if path.suffix == ".html":
            assert path.read_text().rstrip().endswith("</html>")
        if path.suffix == ".csv":
            assert len(pd.read_csv(path)) == 20_000


def wait_until_gone(processes: list[psutil.Process]) -> None:
    _, alive = psutil.wait_procs(processes, timeout=15)
    assert not alive


def wait_for(folder: Path, pattern: str, process: subprocess.Popen[bytes]) -> None:
    start = time.time()
    while process.poll() is None:
        if any(path.stat().st_mtime > start for path in folder.rglob(pattern)):
            return
        time.sleep(0.02)
    raise AssertionError(f"it ended before it wrote {pattern}")


@pytest.mark.slow
def test_killed_at_any_moment_and_finished(project: Path, write_notebook) -> None:
    for number in NAMES:
        write_notebook(number, WRITES.format(number=number))
    artifacts = project / "artifacts"
    # Killed as soon as one of these is written: before, amid and after the notebooks' own writing.
    for file in ("run.json", "turns_05.csv", "turns_06.csv", "05_*.html", "turns_07.csv"):
        process = subprocess.Popen([*RUN, "--jobs", "2"], stderr=subprocess.DEVNULL)
        wait_for(artifacts, file, process)
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGKILL)
        process.wait()
        wait_until_gone(family)
        assert_whole(artifacts)
    done = subprocess.run(RUN, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "open next: artifacts/localization/one/report.html" in done.stdout
    record = json.loads((artifacts / "localization" / "one" / "run.json").read_text())
    assert [entry["status"] for entry in record["notebooks"].values()] == ["ok"] * 3
    assert_whole(artifacts)
    hidden = [path for path in artifacts.rglob(".*") if not path.name.endswith(".lock")]
    assert hidden == []
    again = subprocess.run(RUN, check=True, capture_output=True, text=True)
    assert again.stderr.count("ok before, kept") == 3


@pytest.mark.slow
def test_ctrl_c_ends_the_workers(project: Path, write_notebook) -> None:
    write_notebook("05", "import time; time.sleep(60)")
    process = subprocess.Popen([*RUN, "--only", "05"], stderr=subprocess.PIPE, text=True)
    family: list[psutil.Process] = []
    while len(family) < 2:  # the worker and its kernel
        time.sleep(0.2)
        family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=15)
    assert process.returncode == 130
    assert said.endswith("stopped\n")
    wait_until_gone(family)
