"""What a run left, logged to MLflow or Weights & Biases by their own clients."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from containerloc.errors import UsageError
from containerloc.experiment.experiment import Experiment, flat, resolved
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.files.saved import read_metrics

GROUP: Final = "containerloc"
_FILES: Final = (
    "report.md",
    "report.html",
    "metrics.json",
    "findings.json",
    "run.json",
    "per_image.csv",
)


def check_trackers(*, mlflow: str = "", wandb: str = "") -> None:
    """Reach what is to be logged to, before hours of work: as `log_to_mlflow`, `log_to_wandb`."""
    if mlflow:
        _mlflow_at(mlflow)
    if wandb:
        _wandb()


def log_to_mlflow(experiment: Experiment, where: Artifacts, uri: str) -> None:
    """Log parameters, numbers and files as one run of the MLflow experiment `containerloc`.

    `uri` is a tracking server, a folder, or, where all of MLflow is installed, a database such as
    `sqlite:///mlflow.db`.

    Raises
    ------
    UsageError
        When MLflow's client is not installed, or cannot use the URI.
    """
    mlflow, uri = _mlflow_at(uri)
    with _mlflow_error(mlflow, uri):
        started = mlflow.start_run(run_name=experiment.name)
    with started:
        mlflow.log_params(flat(resolved(experiment)))
        mlflow.log_metrics(logged_numbers(where))
        for path in logged_files(where):
            mlflow.log_artifact(str(path))


def log_to_wandb(experiment: Experiment, where: Artifacts, project: str) -> None:
    """Log parameters, numbers and files as one run of a Weights & Biases project.

    Where it goes, and whether it goes online, is W&B's own setting (`WANDB_MODE`, `WANDB_DIR`).

    Raises
    ------
    UsageError
        When W&B's client is not installed, or nobody is logged in and W&B is not offline.
    """
    wandb = _wandb()
    run = wandb.init(project=project, name=experiment.name, config=flat(resolved(experiment)))
    run.summary.update(logged_numbers(where))
    for path in logged_files(where):
        run.save(str(path), base_path=str(where.results), policy="now")
    run.finish()


def logged_numbers(where: Artifacts) -> dict[str, float]:
    """Every known number of `metrics.json` by its key, with the known ends of its interval."""
    numbers: dict[str, float] = {}
    for key, row in read_metrics(where).items():
        for name, end in ((key, "value"), (f"{key}_low", "ci_low"), (f"{key}_high", "ci_high")):
            if row.get(end) is not None:
                numbers[name] = float(row[end])
    return numbers


def logged_files(where: Artifacts) -> list[Path]:
    """The files to log that a run has left."""
    return [path for name in _FILES if (path := where.results / name).is_file()]


def _mlflow_at(uri: str) -> tuple[Any, str]:
    """MLflow's client with the experiment `containerloc` at the URI, and the URI in full."""
    mlflow = _client("mlflow", "mlflow-skinny")
    if "://" not in uri:
        uri = Path(uri).absolute().as_uri()
        # Asked for by name; MLflow 3.17 would have it confirmed.
        os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")
    # A server that is not there is said within seconds, not minutes.
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")
    with _mlflow_error(mlflow, uri):
        mlflow.set_tracking_uri(uri)
        mlflow.set_experiment(GROUP)
    return mlflow, uri


@contextmanager
def _mlflow_error(mlflow: Any, uri: str) -> Iterator[None]:
    try:
        yield
    except (mlflow.exceptions.MlflowException, OSError) as error:
        raise UsageError(f"MLflow cannot log to {uri}: {error}") from error


def _wandb() -> Any:
    wandb = _client("wandb", "wandb")
    is_offline = os.environ.get("WANDB_MODE", "online") != "online"
    if not is_offline and not wandb.login():
        raise UsageError(
            "nobody is logged in to Weights & Biases: wandb login, or WANDB_MODE=offline"
        )
    return wandb


def _client(module: str, package: str) -> Any:
    import importlib

    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise UsageError(f"{module} is not installed: pip install {package}") from error
