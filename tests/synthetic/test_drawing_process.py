"""A process that draws ends with the one that started it, however that ended."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

pytest.importorskip("cv2", reason="needs opencv: pip install 'containerloc[synthetic]'")

PROGRAM = """
import json, time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from containerloc.synthetic.drawing_process import begin_drawing
if __name__ == "__main__":
    context = get_context("spawn")
    with ProcessPoolExecutor(2, context, initializer=begin_drawing) as pool:
        waiting = [pool.submit(time.sleep, 1) for _ in range(2)]
        pool.submit(time.sleep, 0).result()
        print(json.dumps([each.pid for each in context.active_children()]), flush=True)
        time.sleep(600)
"""


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_it_ends_with_its_parent(tmp_path: Path, end: signal.Signals) -> None:
    (tmp_path / "program.py").write_text(PROGRAM)
    command = [sys.executable, str(tmp_path / "program.py")]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    family = [psutil.Process(pid) for pid in json.loads(parent.stdout.readline())]
    assert family
    parent.send_signal(end)
    parent.communicate()
    assert not psutil.wait_procs(family, timeout=15)[1]
