# mypy: untyped-calls-exclude="nbformat"
"""Processes that execute notebooks, each notebook in its own."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape as html_text
from pathlib import Path
from time import perf_counter
from typing import Any

from containerloc.data.files import write_atomically
from containerloc.quoting import markdown_text
from containerloc.run.execute.notebooks import Notebook
from containerloc.run.files.artifacts import Artifacts


@dataclass(frozen=True)
class Execution:
    """How a notebook ended: an empty `error` is success, `html_error` that of its export."""

    error: str
    html_error: str
    seconds: float

    @property
    def status(self) -> str:
        """`ok` or `failed`."""
        return "failed" if self.error else "ok"

    def as_dict(self) -> dict[str, Any]:
        """As it stands in `run.json`."""
        return {
            "status": self.status,
            "seconds": round(self.seconds, 1),
            "error": self.error,
            "html_error": self.html_error,
        }


class Workers:
    """Processes that execute notebooks, one each.

    papermill changes the working folder of its whole process, and a notebook must not outlive
    the run that asked for it: each worker ends as soon as this process does, however it ends.

    Parameters
    ----------
    slots
        How many notebooks are to run at a time.
    environment, working_folder
        Added to the environment of each; where each runs, if not where its own folder says.
    """

    def __init__(
        self,
        slots: int = 1,
        *,
        environment: Mapping[str, str] | None = None,
        working_folder: str = "",
    ) -> None:
        self.slots = slots
        self._environment, self._working_folder = dict(environment or {}), working_folder
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def executed(
        self,
        notebook: Notebook,
        parameters: Mapping[str, Any],
        where: Artifacts,
        reads: Sequence[Artifacts] = (),
    ) -> Execution:
        """Run the notebook, which writes to the artifacts itself."""
        return self.execute(notebook, parameters, where.notebooks)

    def map(self, function: Callable[[Any], Any], shards: Sequence[Any]) -> list[Any]:
        """The result of each shard, in their order, one after the other: each uses all cores."""
        return [function(each) for each in shards]

    def execute(self, notebook: Notebook, parameters: Mapping[str, Any], folder: Path) -> Execution:
        """Run the notebook and write it, executed, to `folder`, as .ipynb and .html.

        A notebook that fails is written too, up to where it failed: the crash report.
        """
        start = perf_counter()
        output, html = folder / notebook.path.name, folder / f"{notebook.name}.html"
        with (
            tempfile.TemporaryDirectory(prefix="cloc") as scratch,  # short: holds the sockets, too
            write_atomically(output) as executed,
            write_atomically(html) as exported,
        ):
            job = {
                "notebook": str(notebook.path),
                "cwd": self._working_folder or str(notebook.working_folder),
                "parameters": dict(parameters),
                "scratch": scratch,
                "executed": str(executed),
                "exported": str(exported),
                "output": str(output),
            }
            code = self._work(job, Path(scratch))
            error, html_error = _result(Path(scratch), code, executed)
            if html_error:
                text = f"No HTML of {output.name}: {html_text(html_error)}"
                exported.write_text(text, encoding="utf-8")
        return Execution(error, html_error, perf_counter() - start)

    def stop(self) -> None:
        """End every worker at once, and start no other."""
        with self._lock:
            self._stopped = True
            for process in self._running:
                process.kill()

    def _work(self, job: Mapping[str, Any], scratch: Path) -> int:
        with (scratch / "log.txt").open("wb") as log:
            with self._lock:
                if self._stopped:
                    raise KeyboardInterrupt
                # In a session of its own: Ctrl-C is for this process, which ends the other.
                process = subprocess.Popen(
                    # -P: the folder that we are called in may hold a stranger's `numpy.py`.
                    [sys.executable, "-P", "-m", "containerloc.run.execute.worker"],
                    stdin=subprocess.PIPE,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    env={**os.environ, **self._environment},
                )
                self._running.add(process)
            assert process.stdin is not None
            # The end of stdin ends the worker: it stays open until the worker is done or we die.
            with process.stdin as line:
                line.write(json.dumps(job).encode() + b"\n")
                line.flush()
                code = process.wait()
            with self._lock:
                self._running.discard(process)
            return code


def _result(scratch: Path, code: int, executed: Path) -> tuple[str, str]:
    """What went wrong with the notebook, and with its export; empty strings for nothing."""
    try:
        result = json.loads((scratch / "result.json").read_text(encoding="utf-8"))
        return result["error"], result["html_error"]
    except (OSError, ValueError):
        log = (scratch / "log.txt").read_text(encoding="utf-8", errors="replace").split("\n")
        error = f"its process ended with code {code}: {' '.join(log[-2:]).strip()}"
        _keep_crash(executed, error)
        return error, "the notebook's process ended early"


def _keep_crash(executed: Path, error: str) -> None:
    """Leave a notebook that can be opened, whatever the dead process had written."""
    import nbformat

    try:
        kept = nbformat.read(executed, as_version=4)
    except ValueError:
        kept = nbformat.v4.new_notebook()
    kept.cells.insert(0, nbformat.v4.new_markdown_cell(f"**Stopped:** {markdown_text(error)}"))
    nbformat.write(kept, executed)
