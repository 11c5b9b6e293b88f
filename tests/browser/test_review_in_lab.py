"""Notebook 06 in a real JupyterLab: run whole, judged by keyboard, reloaded, and as it was left."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

from containerloc.data.tables import quads_of
from containerloc.run.files.verdict_file import read_verdicts

pytestmark = pytest.mark.slow
pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
pytest.importorskip("anywidget", reason="anywidget is not installed")

TOKEN = "only-for-this-test"


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@pytest.fixture
def lab(project: Path, root: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a JupyterLab that has notebook 06 of the project; it ends with the test."""
    (source,) = (root / "notebooks").glob("06_*.ipynb")
    text = source.read_text(encoding="utf-8")
    values = {"EXPERIMENT": "doors.yaml", "PREDICTIONS": "../predictions.json", "OUT": "../out"}
    notebook = nbformat.reads(text, as_version=4)
    parameters = next(
        cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", ())
    )
    for name, value in values.items():
        folder = project / "experiments"
        line = f'{name} = "{(folder / value).resolve()}"'
        parameters.source = re.sub(f"^{name} = .*$", line, parameters.source, flags=re.MULTILINE)
    nbformat.write(notebook, project / "06.ipynb")
    own = {
        f"JUPYTER{part}_DIR": str(tmp_path / part.lower())
        for part in ("_CONFIG", "_DATA", "_RUNTIME", "LAB_SETTINGS", "LAB_WORKSPACES")
    }
    port = free_port()
    options = {
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": project,
        "IdentityProvider.token": TOKEN,
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "LabApp.news_url": "None",
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--{name}={value}" for name, value in options.items()]
    log = (tmp_path / "lab.log").open("w")
    environment = {**os.environ, **own, "PYTHONPATH": str(root)}
    server = subprocess.Popen(
        command, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
    )
    try:
        wait_until_it_answers(port, server)
        yield f"http://127.0.0.1:{port}/lab/tree/06.ipynb?token={TOKEN}"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)
        log.close()


def wait_until_it_answers(port: int, server: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end and server.poll() is None:
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.3)
    pytest.fail("JupyterLab did not start")


def open_lab(chromium: Any, address: str) -> Any:
    page = chromium.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    page.set_default_timeout(240_000)
    page.goto(address)
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    return page


def review(page: Any) -> Any:
    """The widget, once it shows a photo; JupyterLab draws only what is scrolled to."""
    widget, end = page.locator(".containerloc-review"), time.monotonic() + 240
    cell = page.locator(".jp-CodeCell", has_text="run.review(")
    while not widget.count() and time.monotonic() < end:
        if cell.count():
            cell.evaluate("each => each.scrollIntoView()")
        page.mouse.move(700, 600)
        page.mouse.wheel(0, 0 if cell.count() else 900)
        page.wait_for_timeout(1000)
    widget.evaluate("each => each.scrollIntoView()")
    page.locator(".containerloc-review[data-shown]").wait_for()
    return widget


def press(page: Any, key: str) -> None:
    """A key, and the next case where there is one."""
    page.keyboard.press(key)
    page.wait_for_timeout(400)


def test_06_is_judged_and_found_as_left(chromium: Any, lab: str, project: Path) -> None:
    page = open_lab(chromium, lab)
    n_cells = page.locator(".jp-Notebook .jp-Cell").count()
    page.wait_for_timeout(3000)  # until the kernel is chosen
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    widget = review(page)
    widget.locator(".stage").click(position={"x": 40, "y": 40})
    for key in "lmap":
        press(page, key)
    press(page, "2")
    press(page, "Shift+ArrowRight")
    press(page, "ArrowUp")
    press(page, "c")
    widget.get_by_text("5 of 8 looked at").wait_for()
    page.wait_for_timeout(1500)
    page.keyboard.press("Control+s")
    page.wait_for_timeout(3000)

    page.reload()
    widget = review(page)
    widget.get_by_text("5 of 8 looked at").wait_for()
    (file,) = (project / "out").rglob("review.csv")
    table = read_verdicts(file).table.drop_duplicates(["image", "object"], keep="last")
    said = ["label_wrong", "model_wrong", "ambiguous", "photo_bad", "label_wrong"]
    assert table["verdict"].tolist() == said
    known = np.isfinite(quads_of(table)).all(axis=(1, 2))
    assert known.tolist() == [False, False, False, False, True]
    saved = nbformat.read(project / "06.ipynb", as_version=4)
    assert len(saved.cells) == len({cell.id for cell in saved.cells}) >= n_cells
    page.context.close()
