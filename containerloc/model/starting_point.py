"""What a training starts from: a data.yaml and a model that Ultralytics can open."""

import re
from pathlib import Path
from typing import Any, Final

import yaml

from containerloc.data.dataset import read_data_yaml
from containerloc.data.files import write_text
from containerloc.errors import UsageError
from containerloc.experiment.experiment import Experiment
from containerloc.experiment.project import shipped_project
from containerloc.experiment.yaml_reading import read_yaml
from containerloc.model.architecture import architecture_fault, size_fault
from containerloc.model.checkpoint import read_pose_model

_BUNDLED: Final = re.compile(r"[\w-]+\.yaml")  # a name, no address to download from


def resolved_data(data_yaml: Path, out: Path) -> Path:
    """A copy of the data.yaml in `out` whose `path` is absolute and that downloads nothing.

    Ultralytics looks for a relative `path` in the working directory or its own data folder, not
    beside the file. `download` is left out: it may be a program.

    Raises
    ------
    DataError
        As `dataset.read_data_yaml`.
    """
    content, root = read_data_yaml(data_yaml)
    kept = {key: value for key, value in content.items() if key != "download"}
    text = yaml.safe_dump(kept | {"path": str(root)}, sort_keys=False, allow_unicode=True)
    # Not in `train`, which Ultralytics empties before it starts several processes.
    resolved = out / "data.yaml"
    write_text(resolved, text)
    return resolved


def starting_model(experiment: Experiment) -> str:
    """The file or the name that the experiment's `model` stands for.

    A file is looked for beside the experiment, in its root and in the working directory. Names are
    those of Ultralytics' pose models: `yolo11n-pose.yaml` (from scratch) comes with it, and it
    downloads `yolo11s-pose.pt` (pretrained) when there is no such file.

    Raises
    ------
    UsageError
        When there is no such model, when it cannot be downloaded, when its layers are none of
        Ultralytics or too large, and as `read_pose_model`.
    """
    name = experiment.model
    folders = (experiment.path.parent, experiment.root, Path.cwd())
    for file in (*((folder / name).resolve() for folder in folders), _in_checkout(name)):
        if file.is_file():
            _refuse_model(file)
            return str(file)
    if _BUNDLED.fullmatch(name) and _has_pose_architecture(name):
        return name
    from ultralytics.utils import downloads

    if name.endswith("-pose.pt") and name in downloads.GITHUB_ASSETS_NAMES:
        return _downloaded(experiment)
    if "/" in name:
        raise UsageError(
            f"{experiment.path}: model: there is no file {name}; the weights of the base model and "
            f"of the demo are in the repository (artifacts/), not in the installed package: copy "
            f"the file there, or start from yolo11s-pose.pt"
        )
    raise UsageError(
        f"{experiment.path}: model: {name} is neither a file nor a pose model of Ultralytics, such "
        f"as yolo11s-pose.pt (pretrained) or yolo11s-pose.yaml (from scratch)"
    )


def _in_checkout(name: str) -> Path:
    """Where a checkout of containerloc has weights of this path below `artifacts`."""
    return shipped_project() / "artifacts" / name.rpartition("/artifacts/")[2]


def _refuse_model(file: Path) -> None:
    """Raise a UsageError where a file is no pose model, or would run code when it is built."""
    if file.suffix not in (".yaml", ".yml"):
        architecture = read_pose_model(file).yaml
    else:
        architecture = read_yaml(file)
        if fault := architecture_fault(architecture):
            raise UsageError(f"{file} {fault}")
    if fault := size_fault(architecture):
        raise UsageError(f"{file} {fault}")


def _has_pose_architecture(name: str) -> bool:
    from ultralytics.nn import tasks

    models: Any = tasks
    try:
        return bool(models.guess_model_task(models.yaml_model_load(name)) == "pose")
    except FileNotFoundError:
        return False


def _downloaded(experiment: Experiment) -> str:
    from ultralytics.utils.downloads import attempt_download_asset

    try:
        return str(Path(attempt_download_asset(experiment.model)).resolve(strict=True))
    except OSError as error:
        raise UsageError(
            f"{experiment.path}: model: {experiment.model} is not on this machine and cannot be "
            f"downloaded ({error}); put the file beside the experiment or into {experiment.root}"
        ) from error
