"""What `containerloc review` prints, and what it opens."""

import json
import os
import signal
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from containerloc.errors import UsageError
from containerloc.experiment.experiment import load_experiment
from containerloc.run.commands import review as commands
from containerloc.run.commands.review import notebook_to_open, open_lab, stale_lines, taken_text
from containerloc.run.files.artifacts import artifacts_of
from containerloc.run.prepare.inputs import Selection
from containerloc.run.prepare.review.run_review import RunReview, open_review
from containerloc.run.prepare.review.verdicts import Taken

SENT = {"split": "val", "image": "val_0.png", "object": "line 1", "verdict": "ambiguous"}


@pytest.fixture
def review(project: Path) -> RunReview:
    selection = Selection(predictions=str(project / "predictions.json"))
    return open_review(load_experiment("experiments/one.yaml"), selection)


def test_what_was_taken_and_what_not(review: RunReview) -> None:
    text = taken_text(Taken(2, 1, ("b.png", "a.png"), ("x.json, verdict 3: no",)), review)
    first, *rest = text.splitlines()
    assert first == f"2 verdicts added to {review.verdicts.path}, 1 were there already"
    assert rest == [
        "not taken: verdicts on images that are not in this data set: a.png, b.png",
        "not taken: x.json, verdict 3: no",
    ]


def test_what_is_out_of_date_is_told(review: RunReview) -> None:
    review.verdicts.save(SENT | {"label_sha256": "a" * 64})
    assert stale_lines(review) == ["out of date: val/val_0.png/line 1: label changed"]


def test_lab_opens_the_notebook_as_it_was_run(project: Path, monkeypatch) -> None:
    experiment = load_experiment("experiments/one.yaml")
    where = artifacts_of(experiment)
    own = notebook_to_open(experiment, where)
    assert own == project / "notebooks" / own.name
    where.notebooks.mkdir(parents=True)
    executed = where.notebooks / own.name
    executed.write_text(own.read_text())
    assert notebook_to_open(experiment, where) == executed
    started = []
    monkeypatch.setattr(commands, "find_spec", lambda _: object())
    monkeypatch.setattr(
        subprocess, "run", lambda *a, **_: started.append(a[0]) or subprocess.CompletedProcess(a, 0)
    )
    assert open_lab(experiment, where) == 0
    assert started == [[sys.executable, "-m", "jupyterlab", str(executed)]]
    monkeypatch.setattr(commands, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match="JupyterLab is not installed"):
        open_lab(experiment, where)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_the_page_is_served_until_ctrl_c(project: Path) -> None:
    verb = [sys.executable, "-m", "containerloc", "review", "experiments/one.yaml"]
    command = [*verb, "--predictions", "predictions.json", "--who", "ann"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as verb:
        try:
            line = next(line for line in verb.stdout if "to look at" in line)
            address = urlsplit(line.split(": ", 1)[1].strip())
            connection = HTTPConnection(address.netloc, timeout=20)
            headers = {"Content-Type": "application/json"}
            connection.request("POST", f"{address.path}verdicts", json.dumps(SENT), headers)
            assert connection.getresponse().status == 200
            connection.close()
        finally:
            verb.send_signal(signal.SIGINT)
        assert verb.wait(30) == 130
    lines = (project / "artifacts" / "localization" / "one" / "review.csv").read_text().splitlines()
    assert len(lines) == 2
