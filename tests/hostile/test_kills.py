"""A verb that is killed leaves no half file and no process, and ends well when it is run again.

`benchmarks/kills.py` tries all verbs at twenty moments each; here are two that are quick.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("ultralytics", reason="needs ultralytics: pip install 'containerloc[model]'")
pytestmark = pytest.mark.slow


def test_killed_at_some_moments(root: Path) -> None:
    command = [sys.executable, str(root / "benchmarks" / "kills.py"), "--points", "2"]
    done = subprocess.run(
        [*command, "labels fix", "review"],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert done.stdout.count("2 tried, 2 held, 0 fell") == 2
