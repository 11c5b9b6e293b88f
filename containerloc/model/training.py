"""Training one experiment through Ultralytics."""

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from containerloc.errors import DataError, UsageError
from containerloc.model.offline import import_ultralytics

if TYPE_CHECKING:
    from containerloc.experiment import Experiment


def trainer_arguments(experiment: "Experiment") -> dict[str, Any]:
    """What Ultralytics' trainer is given: the recipe's `train`, unchanged, and what it implies.

    `data` is the experiment's own word for it, before it is looked up.
    """
    return {
        "imgsz": experiment.predict.imgsz,
        "plots": False,  # Ultralytics' plots want a font from the network
        **experiment.train,
        "task": "pose",
        "mode": "train",
        "data": experiment.data,
        "model": experiment.model,
        "cos_lr": experiment.schedule.kind != "linear",
    }


def train(
    experiment: "Experiment",
    data_yaml: Path,
    out: Path,
    *,
    device: str = "auto",
    resume: bool = False,
    bfloat16: bool = False,
) -> Path:
    """Train the experiment on a data set; returns the best weights, `out/train/weights/best.pt`.

    Parameters
    ----------
    data_yaml
        The data set, also for an experiment whose `data` is `synthetic`.
    out
        The experiment's folder of artifacts; Ultralytics' own files go to `out/train`.
    device
        `auto` (all GPUs, else the CPU), `cpu`, `0`, `0,1`, `mps`.
    resume
        Go on after the last whole epoch of an interrupted training, with the same arguments;
        starts from the beginning when no epoch was finished, returns at once when all were.
    bfloat16
        On a CPU, run the forward pass in bfloat16: about twice as fast where the CPU has
        AVX512-BF16 or AMX. Without effect elsewhere: there `amp` of the recipe decides.

    Raises
    ------
    UsageError
        When the weights to start from are missing or no checkpoint, when `out` already holds a
        training that is not to be resumed, when a device is not there.
    DataError
        When the data set's file or folder is missing.
    """
    arguments = trainer_arguments(experiment)
    folder = out.resolve() / "train"
    last = folder / "weights" / "last.pt"
    if last.exists() and not resume:
        raise UsageError(
            f"{folder} already holds a training: continue it with resume=True (--resume), or move "
            f"it away, or train into another folder"
        )
    _import_or_refuse()
    if resume and last.exists():
        if _is_finished(last):
            _say(f"training of {experiment.name} was finished before: {last.with_name('best.pt')}")
            return last.with_name("best.pt")
        arguments["resume"] = str(last)
    arguments |= {
        "data": str(_resolved_data(data_yaml, out.resolve())),
        "model": arguments.get("resume") or _starting_model(experiment),
        "device": _chosen_devices(device, batch=arguments.get("batch", 16)),
        "save_dir": str(folder),
        "exist_ok": True,
    }
    _say(f"training {experiment.name} on {arguments['device']} into {folder}")
    _run(experiment, arguments, bfloat16=bfloat16)
    return last.with_name("best.pt")


def _run(experiment: "Experiment", arguments: dict[str, Any], *, bfloat16: bool) -> None:
    from containerloc.model.trainer import CornerTrainer, in_environment

    with in_environment(restart_epochs=_restart_epochs(experiment), bfloat16=bfloat16):
        CornerTrainer(overrides=arguments).train()


def _restart_epochs(experiment: "Experiment") -> int | None:
    schedule = experiment.schedule
    return schedule.restart_epochs if schedule.kind == "cosine_restarts" else None


def _import_or_refuse() -> None:
    try:
        import_ultralytics()
    except ImportError as error:
        raise UsageError(
            "training needs torch and ultralytics: pip install 'containerloc[model]' "
            f"(now: {error})"
        ) from error


def _is_finished(last: Path) -> bool:
    """Whether all epochs are done: Ultralytics then drops the optimizer and sets the epoch to -1."""
    from containerloc.model.checkpoint import read_checkpoint

    return bool(read_checkpoint(last).get("epoch", -1) == -1)


def _resolved_data(data_yaml: Path, out: Path) -> Path:
    """A copy of the data.yaml with an absolute `path`.

    Ultralytics takes a relative one from the working directory or from its settings, and not
    from the file. The copy lies outside `train`, which Ultralytics empties when it starts
    several processes.
    """
    if not data_yaml.is_file():
        raise DataError(f"{data_yaml}: there is no such data set file")
    content = yaml.safe_load(data_yaml.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise DataError(f"{data_yaml}: a data set file is a mapping with path, train, val, names")
    root = (data_yaml.resolve().parent / content.get("path", ".")).resolve()
    if not root.is_dir():
        raise DataError(f"{data_yaml}: path: {root} is no folder")
    out.mkdir(parents=True, exist_ok=True)
    resolved = out / "data.yaml"
    text = yaml.safe_dump({**content, "path": str(root)}, sort_keys=False, allow_unicode=True)
    resolved.write_text(text, encoding="utf-8")
    return resolved


def _starting_model(experiment: "Experiment") -> str:
    """The file that `model` names beside the experiment, in its root or here; else the bare name.

    A bare name is Ultralytics' business: `yolo11n-pose.yaml` comes with it, `yolo11s-pose.pt` is
    fetched by it.
    """
    name = experiment.model
    for folder in (experiment.path.parent, experiment.root, Path.cwd()):
        if (folder / name).is_file():
            found = (folder / name).resolve()
            if found.suffix == ".pt":
                from containerloc.model.checkpoint import read_checkpoint

                read_checkpoint(found)  # refuses a file that is none, or that would run code
            return str(found)
    return _official(experiment)


def _official(experiment: "Experiment") -> str:
    from ultralytics.nn.tasks import guess_model_task, yaml_model_load
    from ultralytics.utils.downloads import GITHUB_ASSETS_NAMES, attempt_download_asset

    name = experiment.model
    try:
        if name.endswith((".yaml", ".yml")) and guess_model_task(yaml_model_load(name)) == "pose":
            return name
        if name in GITHUB_ASSETS_NAMES:
            return str(Path(attempt_download_asset(name)).resolve(strict=True))
    except OSError as error:
        raise UsageError(
            f"{experiment.path}: model: {name} is not on this machine and cannot be downloaded "
            f"({error}); put the file beside the experiment or into {experiment.root}"
        ) from error
    raise UsageError(
        f"{experiment.path}: model: {name} is neither a file nor a pose model of Ultralytics, such "
        f"as yolo11s-pose.pt (pretrained) or yolo11s-pose.yaml (from scratch)"
    )


def _chosen_devices(device: str, *, batch: int) -> str:
    """Ultralytics' word for the devices; `auto` takes all GPUs that the batch can be split over."""
    import torch

    if device == "auto":
        count = torch.cuda.device_count()
        several = count > 1 and batch % count == 0 and importlib.util.find_spec("cloudpickle")
        return ",".join(map(str, range(count))) if several else "0" if count else "cpu"
    wanted = [part for part in device.split(",") if part.isdigit()]
    if any(int(part) >= torch.cuda.device_count() for part in wanted):
        found = torch.cuda.device_count()
        raise UsageError(f"device {device} is not here: this machine shows {found} CUDA GPUs")
    if len(wanted) > 1 and importlib.util.find_spec("cloudpickle") is None:
        raise UsageError("training on several GPUs needs cloudpickle: pip install cloudpickle")
    return device


def _say(line: str) -> None:
    print(line, file=sys.stderr)
