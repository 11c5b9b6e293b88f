"""Runs the notebooks of one or several experiments, and loses nothing when one of them fails."""

import hashlib
import itertools
import json
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from containerloc.errors import NotebookError, UsageError
from containerloc.experiment.experiment import Experiment
from containerloc.run.execute.cluster import ClusterWorkers, opened_workers, spread_over
from containerloc.run.execute.plan import Plan, Request, Task, missing_weights, plans_of
from containerloc.run.execute.processes import Workers
from containerloc.run.execute.review_page import try_to_write_review_page
from containerloc.run.files import record
from containerloc.run.files.artifacts import Artifacts, stored_predictions
from containerloc.run.files.failure import exit_code_of, failure_text
from containerloc.run.files.locks import lock_run, remove_leftovers
from containerloc.run.prepare.inputs import Inputs, label_inputs, open_inputs
from containerloc.run.prepare.predictions import Prediction
from containerloc.run.prepare.provenance import described

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """How an experiment ended.

    `status` of each notebook asked for is `ok`, `failed` or `kept` (run before, `--resume`);
    `error` says why it was skipped or stopped.
    """

    experiment: Experiment
    artifacts: Artifacts
    status: Mapping[str, str]
    error: str = ""
    exit_code: int = 0


@dataclass(frozen=True)
class Begun:
    """An experiment at work: what it reads, and the status of each notebook, or how to get it."""

    inputs: Inputs
    status: "Mapping[str, Future[str] | str]"


class Progress:
    """How many of all notebooks of a run are done, counted from several threads."""

    def __init__(self, total: int) -> None:
        self._total, self._done = total, itertools.count(1)

    def step(self) -> str:
        """Another one is done: `3 of 9`."""
        return f"{next(self._done)} of {self._total}"


Submit = Callable[[Plan, Task, str], "Future[str]"]


def run_experiments(request: Request) -> tuple[Outcome, ...]:
    """Predict once and run the notebooks of each experiment; one that fails loses no other.

    Raises
    ------
    UsageError
        Before anything runs: an experiment that cannot be read, a notebook that is missing or
        does not declare a parameter, and when no experiment has weights.
    """
    plans = plans_of(request)
    missing = [missing_weights(plan, request.selection) for plan in plans]
    if all(missing):
        raise UsageError("\n".join(missing))
    runs = [plan for plan, why in zip(plans, missing, strict=True) if not why]
    progress = Progress(sum(len(plan.tasks) for plan in runs))

    def submit(plan: Plan, task: Task, identity: str) -> "Future[str]":
        return pool.submit(_run, (workers, progress), plan, task, identity)

    with ExitStack() as stack:
        workers = stack.enter_context(opened_workers(request.dask, jobs=request.jobs))
        pool = stack.enter_context(ThreadPoolExecutor(max_workers=workers.slots))
        # On Ctrl-C these come before the pool waits for what it runs.
        stack.callback(workers.stop)
        stack.callback(pool.shutdown, wait=False, cancel_futures=True)
        begun: list[Begun | Outcome] = []
        for plan, why in zip(plans, missing, strict=True):
            if why:
                _log.warning(f"skipped: {why}")
                begun.append(Outcome(plan.experiment, plan.artifacts, {}, why))
            else:
                how = Prediction(spread=spread_over(workers))
                with_all = replace(request, prediction=how)
                begun.append(_begin(plan, with_all, stack=stack, submit=submit, progress=progress))
        return tuple(_finish(plan, request, each) for plan, each in zip(plans, begun, strict=True))


def _begin(
    plan: Plan, request: Request, *, stack: ExitStack, submit: Submit, progress: "Progress"
) -> Begun | Outcome:
    """Predict, write what is about to run, and hand the notebooks over."""
    try:
        stack.enter_context(lock_run(plan.artifacts))
        remove_leftovers(plan.artifacts)
        inputs, predictions_file = _inputs(plan, request)
        header = described(inputs, predictions_file)
        prints = {task.notebook.name: _fingerprint(task, header) for task in plan.tasks}
        kept = {
            name
            for name, each in prints.items()
            if request.resume and record.is_done(plan.artifacts, name, each)
        }
        record.begin(plan.artifacts, header, [name for name in prints if name not in kept])
    except Exception as error:  # the next experiment may run
        return _failed(plan, error)
    for name in sorted(kept):
        _log.info(f"{progress.step()}: {plan.experiment.name}: {name}: ok before, kept")
    status = {
        task.notebook.name: "kept"
        if task.notebook.name in kept
        else submit(plan, task, prints[task.notebook.name])
        for task in plan.tasks
    }
    return Begun(inputs, status)


def _inputs(plan: Plan, request: Request) -> tuple[Inputs, Path | None]:
    """What the notebooks will open, prepared once, and the file of the predictions."""
    chosen = request.selection
    if not plan.needs_predictions:
        return label_inputs(plan.experiment, chosen), None
    inputs = open_inputs(plan.experiment, chosen, prediction=request.prediction)
    if chosen.predictions:
        return inputs, Path(chosen.predictions).resolve()
    return inputs, stored_predictions(plan.experiment, chosen.split, chosen.out)


def _fingerprint(task: Task, header: Mapping[str, Any]) -> str:
    """A hash of everything that a notebook's results depend on."""
    read = ["experiment", "data", "review_sha256"]
    if task.notebook.needs_predictions:
        read += ["weights", "predictions"]
    content = {
        **{key: header[key] for key in read},
        "parameters": task.parameters,
        "notebook": task.notebook.source_hash,
        "source": header["source_sha256"],
    }
    text = json.dumps(content, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _run(
    at_work: "tuple[Workers | ClusterWorkers, Progress]", plan: Plan, task: Task, identity: str
) -> str:
    """Execute one notebook and write its outcome; `ok` or `failed`."""
    name, where, (workers, progress) = task.notebook.name, plan.artifacts, at_work
    parameters = record.from_root(task.parameters, plan.experiment.root)
    entry = {"fingerprint": identity, "parameters": parameters}
    record.note(where, name, {"status": "running", **entry})
    done = workers.executed(task.notebook, task.parameters, where)
    if done.error:
        record.forget_numbers(where, name)
    record.note(where, name, {**entry, **done.as_dict()})
    ended = f"{plan.experiment.name}: {name}: {done.status} ({done.seconds:.0f} s)"
    _log.info(f"{progress.step()}: {ended}")
    for problem in filter(None, (done.error, done.html_error)):
        _log.error(f"    {problem}")
    return done.status


def _finish(plan: Plan, request: Request, begun: Begun | Outcome) -> Outcome:
    """Wait for the notebooks of one experiment; after 06, write the page of its cases."""
    if isinstance(begun, Outcome):
        return begun
    status = {}
    for name, each in begun.status.items():
        try:
            status[name] = each if isinstance(each, str) else each.result()
        except Exception as error:  # such as a full disk: the other notebooks go on
            _failed(plan, error)
            status[name] = "failed"
    if any(name.startswith("06") and word == "ok" for name, word in status.items()):
        confidence = request.parameters.get("CONFIDENCE") or begun.inputs.confidence
        try_to_write_review_page(replace(begun.inputs, confidence=confidence), request.selection)
    code = NotebookError.exit_code if "failed" in status.values() else 0
    return Outcome(plan.experiment, plan.artifacts, status, exit_code=code)


def _failed(plan: Plan, error: Exception) -> Outcome:
    text = failure_text(error)
    _log.error(f"error: {plan.experiment.name}: {text}")
    return Outcome(plan.experiment, plan.artifacts, {}, text, exit_code_of(error))
