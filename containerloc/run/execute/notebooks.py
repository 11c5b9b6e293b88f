# mypy: untyped-calls-exclude="nbformat"
"""Notebooks: found, asked what they take, and each executed in a process of its own."""

import hashlib
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape as html_text
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from containerloc.data.files import write_atomically
from containerloc.errors import UsageError
from containerloc.experiment.yaml_reading import nearest

NAMES: Final = {
    "05": "05_localization_label_quality_check",
    "06": "06_localization_prediction_analysis",
    "07": "07_localization_threshold_sweep",
}
# Trains, for hours: run only when it is asked for by its number.
TRAINING: Final = {"04": "04_localization_training"}
# Takes several experiments: run by `containerloc compare`.
COMPARISON: Final = {"08": "08_localization_experiment_comparison"}
# Every notebook of one experiment takes these, and one that looks at predictions takes both of
# the others.
LABEL_PARAMETERS: Final = ("EXPERIMENT", "SPLIT", "DATA", "OUT")
PREDICTION_PARAMETERS: Final = ("WEIGHTS", "PREDICTIONS")


@dataclass(frozen=True)
class Notebook:
    """A notebook's file, the parameters that it declares, and a hash of what its cells say."""

    path: Path
    declared: frozenset[str]
    source_hash: str

    @property
    def name(self) -> str:
        """The file's name without suffix, such as `06_localization_prediction_analysis`."""
        return self.path.stem

    @property
    def needs_predictions(self) -> bool:
        """Whether it looks at predictions, so that it needs weights or a file of them."""
        return not self.declared.isdisjoint(PREDICTION_PARAMETERS)


@dataclass(frozen=True)
class Execution:
    """How a notebook ended: an empty `error` is success, `html_error` that of its export."""

    error: str
    html_error: str
    seconds: float


def find_notebooks(root: Path, numbers: Sequence[str] = ()) -> tuple[Notebook, ...]:
    """The notebooks of these numbers, in the order of their numbers; when empty, all that analyse.

    They are looked for in `root/notebooks`, then in the repository that containerloc is
    installed from.

    Raises
    ------
    UsageError
        For a number that no notebook has, and when a notebook is missing or cannot be read.
    """
    numbers = [number.zfill(2) for number in numbers]
    known = TRAINING | NAMES | COMPARISON
    unknown = [number for number in numbers if number not in known]
    if unknown:
        raise UsageError(f"no notebook `{unknown[0]}` to run{nearest(unknown[0], list(known))}")
    wanted = [f"{known[number]}.ipynb" for number in sorted(set(numbers or NAMES))]
    homes = [root / "notebooks", Path(__file__).resolve().parents[3] / "notebooks"]
    for home in homes:
        if all((home / name).is_file() for name in wanted):
            return tuple(read_notebook(home / name) for name in wanted)
    raise UsageError(f"not all of {', '.join(wanted)} are in {' or in '.join(map(str, homes))}")


def read_notebook(path: Path) -> Notebook:
    """The notebook in the file; its outputs do not count."""
    import nbformat
    import papermill

    try:
        notebook = nbformat.read(path, as_version=4)
    except (ValueError, AttributeError) as error:  # no JSON, or JSON that is no notebook
        raise UsageError(f"{path} is no notebook: {error}") from error
    cells = [(cell.cell_type, cell.source) for cell in notebook.cells]
    # It is run by this interpreter's kernel, whatever it says, and also if it says nothing.
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.metadata["kernelspec"] = spec
    declared = frozenset(papermill.inspect_notebook(notebook))
    said = hashlib.sha256(json.dumps(cells).encode()).hexdigest()
    return Notebook(path, declared, said)


def parameters_for(
    notebook: Notebook, standard: Mapping[str, str], extra: Mapping[str, Any]
) -> dict[str, Any]:
    """What to pass to the notebook: of `standard` what its kind takes, and all of `extra`.

    Raises
    ------
    UsageError
        When it does not declare one of them: papermill would only log that, and the notebook
        would run on its defaults.
    """
    taken = LABEL_PARAMETERS + (PREDICTION_PARAMETERS if notebook.needs_predictions else ())
    parameters = {**{name: standard[name] for name in taken if name in standard}, **extra}
    for name in parameters:
        if name not in notebook.declared:
            raise UsageError(
                f"{notebook.path.name} declares no parameter `{name}` in its cell"
                f" tagged `parameters`"
                f"{nearest(name, sorted(notebook.declared))}"
            )
    return parameters


def fingerprint(of: Mapping[str, Any]) -> str:
    """A hash of everything that a notebook's results depend on."""
    text = json.dumps(of, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


class Workers:
    """Processes that execute notebooks, one each.

    papermill changes the working folder of its whole process, and a notebook must not outlive
    the run that asked for it: each worker ends as soon as this process does, however it ends.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def execute(self, notebook: Notebook, parameters: Mapping[str, Any], folder: Path) -> Execution:
        """Run the notebook and write it, executed, to `folder`, as .ipynb and .html.

        A notebook that fails is written too, up to where it failed: the crash report.
        """
        start = perf_counter()
        output, html = folder / notebook.path.name, folder / f"{notebook.name}.html"
        with (
            tempfile.TemporaryDirectory(prefix="cloc") as desk,  # short: holds the sockets, too
            write_atomically(output) as executed,
            write_atomically(html) as exported,
        ):
            job = {
                "notebook": str(notebook.path),
                "parameters": dict(parameters),
                "desk": desk,
                "executed": str(executed),
                "exported": str(exported),
                "output": str(output),
            }
            code = self._work(job, Path(desk))
            result = _result(Path(desk), code, executed)
            if result["html_error"]:
                exported.write_text(f"No HTML of {output.name}: {html_text(result['html_error'])}")
        return Execution(result["error"], result["html_error"], perf_counter() - start)

    def stop(self) -> None:
        """End every worker at once, and start no other."""
        with self._lock:
            self._stopped = True
            for process in self._running:
                process.kill()

    def _work(self, job: Mapping[str, Any], desk: Path) -> int:
        with (desk / "log.txt").open("wb") as log:
            with self._lock:
                if self._stopped:
                    raise KeyboardInterrupt
                # In a session of its own: Ctrl-C is for this process, which ends the other.
                process = subprocess.Popen(
                    [sys.executable, "-m", "containerloc.run.execute.worker"],
                    stdin=subprocess.PIPE,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
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


def _result(desk: Path, code: int, executed: Path) -> dict[str, str]:
    try:
        text = (desk / "result.json").read_text(encoding="utf-8")
        result: dict[str, str] = json.loads(text)
    except (OSError, ValueError):
        log = (desk / "log.txt").read_text(encoding="utf-8", errors="replace").split("\n")
        error = f"its process ended with code {code}: {' '.join(log[-2:]).strip()}"
        _keep_crash(executed, error)
        result = {"error": error, "html_error": "the notebook's process ended early"}
    return result


def _keep_crash(executed: Path, error: str) -> None:
    """Leave a notebook that can be opened, whatever the dead process had written."""
    import nbformat

    try:
        kept = nbformat.read(executed, as_version=4)
    except ValueError:
        kept = nbformat.v4.new_notebook()
    kept.cells.insert(0, nbformat.v4.new_markdown_cell(f"**Stopped:** {error}"))
    nbformat.write(kept, executed)


def literal(path: Path | str) -> str:
    """The path so that papermill, which formats paths, leaves braces in it alone."""
    return str(path).replace("{", "{{").replace("}", "}}")
