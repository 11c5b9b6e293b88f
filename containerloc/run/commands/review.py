"""What `containerloc review` prints, and JupyterLab opened on notebook 06."""

import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from containerloc.errors import UsageError
from containerloc.experiment.experiment import Experiment
from containerloc.run.execute.notebooks import find_notebooks
from containerloc.run.execute.review_server import ReviewServer
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.prepare.review.run_review import RunReview, user_name
from containerloc.run.prepare.review.verdicts import Taken
from containerloc.wording import counted, listed


def taken_text(taken: Taken, review: RunReview) -> str:
    """What became of a file of verdicts, and what is known now."""
    lines = [f"{counted(taken.added, 'verdict')} added to {review.verdicts.path}"]
    if taken.known:
        lines[0] += f", {taken.known} were there already"
    if taken.strangers:
        images = listed(sorted(taken.strangers), most=3)
        lines.append(f"not taken: verdicts on images that are not in this data set: {images}")
    lines += [f"not taken: {each}" for each in taken.damaged]
    return "\n".join([*lines, *stale_lines(review), review.sentence]).strip()


def serve(review: RunReview, *, say: Callable[[str], None], port: int = 0, who: str = "") -> None:
    """Serve the page on this machine until Ctrl-C; `say` prints where it is."""
    server = ReviewServer(review, port=port, who=who or user_name())
    for line in (*stale_lines(review), review.sentence):
        if line:
            say(line)
    say(f"{counted(len(review.cases), 'case')} to look at: {server.address}")
    say(f"verdicts are kept in {review.verdicts.path}; Ctrl-C ends this")
    with server:
        server.serve_forever(poll_interval=0.2)


def stale_lines(review: RunReview) -> list[str]:
    """A line for each verdict on what has changed since; they are kept."""
    said = review.verdicts.latest
    return [
        f"out of date: {row['split']}/{row['image']}/{row['object']}: {row['stale']}"
        for row in said[said["stale"] != ""].to_dict("records")
    ]


def open_lab(experiment: Experiment, where: Artifacts) -> int:
    """Open JupyterLab on notebook 06, as it was run where it was; returns its exit code.

    Raises
    ------
    UsageError
        When JupyterLab is not installed.
    """
    if find_spec("jupyterlab") is None:
        raise UsageError("JupyterLab is not installed: pip install 'containerloc[lab]'")
    return subprocess.run(
        [sys.executable, "-m", "jupyterlab", str(notebook_to_open(experiment, where))], check=False
    ).returncode


def notebook_to_open(experiment: Experiment, where: Artifacts) -> Path:
    """Notebook 06 with the parameters of the last run, else as it is in the project."""
    (notebook,) = find_notebooks(experiment.root, ["06"])
    executed = where.notebooks / notebook.path.name
    return executed if executed.is_file() else notebook.path
