"""What a run left, logged to MLflow or Weights & Biases by their own clients."""

import os
from pathlib import Path
from typing import Any, Final

from containerloc.errors import UsageError
from containerloc.experiment.experiment import Experiment, flat, resolved
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.files.json_files import read_json

GROUP: Final = "containerloc"
_FILES: Final = (
    "report.md",
    "report.html",
    "metrics.json",
    "findings.json",
    "run.json",
    "per_image.csv",
)


def log_to_mlflow(experiment: Experiment, where: Artifacts, uri: str) -> None:
    """Log parameters, numbers and files as one run of the MLflow experiment `containerloc`.

    `uri` is a tracking server, a folder, or, where all of MLflow is installed, a database such as
    `sqlite:///mlflow.db`.

    Raises
    ------
    UsageError
        When MLflow's client is not installed, or cannot use the URI.
    """
    mlflow: Any = _client("mlflow", "mlflow-skinny")
    if "://" not in uri:
        uri = Path(uri).absolute().as_uri()
        # Asked for by name; MLflow would have it confirmed.
        os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")
    try:
        mlflow.set_tracking_uri(uri)
        mlflow.set_experiment(GROUP)
        started = mlflow.start_run(run_name=experiment.name)
    except mlflow.exceptions.MlflowException as error:
        raise UsageError(f"MLflow cannot log to {uri}: {error}") from error
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
        When W&B's client is not installed.
    """
    wandb: Any = _client("wandb", "wandb")
    run = wandb.init(project=project, name=experiment.name, config=flat(resolved(experiment)))
    run.summary.update(logged_numbers(where))
    for path in logged_files(where):
        run.save(str(path), base_path=str(where.results), policy="now")
    run.finish()


def logged_numbers(where: Artifacts) -> dict[str, float]:
    """Every known number of `metrics.json` by its key, with the known ends of its interval."""
    numbers: dict[str, float] = {}
    for key, row in read_json(where.metrics, {}).items():
        for name, end in ((key, "value"), (f"{key}_low", "ci_low"), (f"{key}_high", "ci_high")):
            if row.get(end) is not None:
                numbers[name] = float(row[end])
    return numbers


def logged_files(where: Artifacts) -> list[Path]:
    """The files to log that a run has left."""
    return [path for name in _FILES if (path := where.results / name).is_file()]


def _client(module: str, package: str) -> Any:
    import importlib

    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise UsageError(f"{module} is not installed: pip install {package}") from error
