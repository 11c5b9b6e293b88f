# mypy: untyped-calls-exclude="nbformat"
"""The process that executes one notebook: a job on stdin, its result in the scratch folder."""

import json
import os
import shutil
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from containerloc.quoting import markdown_text

_LONGEST_SOCKET = 100  # the system's limit on the path of a socket is 104 to 108 bytes


def main() -> None:
    """Do the job that stands on the first line of stdin; end at once when stdin closes."""
    from containerloc.show.review.widget import NO_FRONT_END

    os.environ[NO_FRONT_END] = "1"  # also where this was started from within a notebook
    job = json.loads(sys.stdin.readline())
    scratch = Path(job["scratch"])
    threading.Thread(target=_end_with_parent, args=[scratch], daemon=True).start()
    result = {"error": _executed(job), "html_error": ""}
    result["html_error"] = _exported(job)
    (scratch / "result.json").write_text(json.dumps(result), encoding="utf-8")


def _end_with_parent(scratch: Path) -> None:
    sys.stdin.read()
    shutil.rmtree(scratch, ignore_errors=True)  # its owner was killed and cannot
    os._exit(1)


def _executed(job: Mapping[str, Any]) -> str:
    """Execute the notebook; what went wrong, or the empty string."""
    import papermill
    from papermill.exceptions import PapermillExecutionError

    source, error = Path(job["notebook"]), ""
    try:
        executed = papermill.execute_notebook(
            _literal(source),
            _literal(job["executed"]),
            parameters=job["parameters"],
            cwd=job["cwd"],
            kernel_name="python3",
            language="python",
            progress_bar=False,
            start_timeout=300,
            kernel_manager_class=_kernel_manager(Path(job["scratch"])),
        )
        error = _early_end(executed)
    except PapermillExecutionError as failed:
        error = f"{failed.ename}: {failed.evalue} (cell [{failed.exec_count}])"
    except Exception as failed:  # a dead kernel, a full disk: the other notebooks go on
        error = f"{type(failed).__name__}: {failed}"
    _finish(job, error)
    return error


def _early_end(notebook: Any) -> str:
    """Which cell ended the notebook by `sys.exit(0)`, which papermill takes for a success."""
    for cell in notebook.cells:
        if any(output.get("ename") == "SystemExit" for output in cell.get("outputs", ())):
            return f"SystemExit: cell [{cell.execution_count}] ended the notebook; let it run on"
    return ""


def _literal(path: Path | str) -> str:
    """The path so that papermill, which formats paths, leaves braces in it alone."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _finish(job: Mapping[str, Any], error: str) -> None:
    """Name the final file in the notebook, and the error where no cell shows one."""
    import nbformat

    notebook = nbformat.read(job["executed"], as_version=4)
    notebook.metadata.setdefault("papermill", {})["output_path"] = job["output"]
    shown = any(
        o.output_type == "error" for cell in notebook.cells for o in cell.get("outputs", ())
    )
    if error and not shown:
        notebook.cells.insert(
            0, nbformat.v4.new_markdown_cell(f"**Stopped:** {markdown_text(error)}")
        )
    nbformat.write(notebook, job["executed"])


def _exported(job: Mapping[str, Any]) -> str:
    """Export the executed notebook to HTML; what went wrong, or the empty string."""
    import nbformat

    try:
        from containerloc.show.notebook_page import notebook_html

        notebook = nbformat.read(job["executed"], as_version=4)
        # By its file, the page would be called as the temporary one.
        html = notebook_html(notebook, title=Path(job["output"]).stem)
        Path(job["exported"]).write_text(html, encoding="utf-8")
    except Exception as failed:  # templates and Markdown are the work of others
        return f"nbconvert: {type(failed).__name__}: {failed}"
    return ""


def _kernel_manager(scratch: Path) -> type:
    """A manager whose kernel is this interpreter's and shares nothing with other kernels.

    Any kernelspec registered under the same name, which may be another interpreter's, is passed
    over. Ports are chosen long before a kernel binds them, so that two kernels can be given the
    same one: sockets in a folder of our own cannot collide.
    """
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    fits = len(str(scratch / "kernel-ipc-99")) < _LONGEST_SOCKET
    own = {
        "kernel_spec_manager": KernelSpecManager(kernel_dirs=[]),
        "connection_file": str(scratch / "kernel.json"),
        "transport": "ipc" if fits and os.name == "posix" else "tcp",
    }

    class OwnKernelManager(AsyncKernelManager):
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**{**kwargs, **own})

    return OwnKernelManager


if __name__ == "__main__":
    main()
