"""An experiment: a YAML file, read strictly, with everything inherited from its base."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

import pandas as pd

from containerloc.errors import UsageError
from containerloc.experiment.fresh_images import Fresh, fresh_of
from containerloc.experiment.schedule import Schedule, schedule_of
from containerloc.experiment.train_arguments import COMPARISONS, TRAIN_ARGUMENTS
from containerloc.experiment.yaml_reading import nearest, read_yaml, refuse_unknown, require
from containerloc.metric import HEADLINE_METRICS

SYNTHETIC: Final = "synthetic"
SYNTHETIC_EXACT: Final = "synthetic-exact"  # the same photos with labels free of noise
EMBEDDED: Final = (SYNTHETIC, SYNTHETIC_EXACT)


@dataclass(frozen=True)
class PredictSettings:
    """How predictions are made and kept: the one place where a threshold lives."""

    conf: float = 0.25
    iou: float = 0.7
    imgsz: int = 640
    second_pass: bool = False  # look again at each ID, enlarged: see model.second_pass


@dataclass(frozen=True)
class Target:
    """What an experiment promised of one metric: `mde_px below 8.0`."""

    metric: str
    comparison: str
    bound: float


@dataclass(frozen=True)
class Experiment:
    """One experiment as resolved: nothing is left to be looked up."""

    name: str
    description: str
    data: str
    model: str
    train: Mapping[str, Any]
    schedule: Schedule
    predict: PredictSettings
    targets: tuple[Target, ...]
    lineage: tuple[Path, ...]
    fresh: Fresh | None = None

    @property
    def path(self) -> Path:
        """The file that the experiment was read from."""
        return self.lineage[0]

    @property
    def root(self) -> Path:
        """The project's folder: the one that holds `experiments/`, else the file's own."""
        homes = [folder.parent for folder in self.path.parents if folder.name == "experiments"]
        return homes[0] if homes else self.path.parent


_KEYS: Final = (
    "name",
    "base",
    "description",
    "data",
    "fresh",
    "model",
    "train",
    "schedule",
    "predict",
    "targets",
)
_REQUIRED: Final = ("name", "data", "model")


def load_experiment(path: Path | str) -> Experiment:
    """The experiment in the file, everything inherited and checked.

    Raises
    ------
    UsageError
        For a missing file, a base that leads back to itself, an unknown key (with the nearest
        known one), a value of the wrong type, a key that has no effect.
    """
    lineage, merged = _read_lineage(Path(path).resolve())
    for key in _REQUIRED:
        if key not in merged:
            raise UsageError(f"{lineage[0]}: key `{key}` is missing here and in every base")
    return Experiment(
        name=merged["name"],
        description=merged.get("description", ""),
        data=merged["data"],
        model=merged["model"],
        train=merged.get("train", {}),
        schedule=schedule_of(merged.get("schedule", {}), lineage[0]),
        predict=PredictSettings(**merged.get("predict", {})),
        targets=_targets(merged.get("targets", {}), lineage[0]),
        lineage=lineage,
        fresh=_fresh(merged, lineage[0]),
    )


def find_experiment(name: str, root: Path) -> Path:
    """The file of an experiment given as a path, a file's stem or the experiment's own name.

    A stem means the file that lies in `experiments` itself before one in a folder below it.

    Raises
    ------
    UsageError
        When there is none, or several.
    """
    if Path(name).is_file():
        return Path(name)
    files = sorted((root / "experiments").rglob("*.yaml"))
    by_stem = [file for file in files if name in (file.stem, str(file.relative_to(root)))]
    found = by_stem or [file for file in files if read_yaml(file).get("name") == name]
    # A stem means the file in `experiments` itself; one in a folder below is named with it.
    found = [file for file in found if file.parent == root / "experiments"] or found
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"experiment `{name}` is ambiguous: {', '.join(map(str, found))}")
    known = [file.stem for file in files]
    raise UsageError(
        f"no experiment `{name}`: no such file, and none in {root / 'experiments'}"
        f"{nearest(name, known)}"
    )


def resolved(experiment: Experiment) -> dict[str, Any]:
    """The experiment as plain values, as one YAML file without a base would state it."""
    schedule = {k: v for k, v in asdict(experiment.schedule).items() if v is not None}
    fresh = {"fresh": asdict(experiment.fresh)} if experiment.fresh else {}
    return {
        "name": experiment.name,
        "description": experiment.description,
        "data": experiment.data,
        **fresh,
        "model": experiment.model,
        "train": dict(experiment.train),
        "schedule": schedule,
        "predict": asdict(experiment.predict),
        "targets": {t.metric: {t.comparison: t.bound} for t in experiment.targets},
    }


def changes(experiment: Experiment, base: Experiment) -> pd.DataFrame:
    """What differs between two experiments: columns `key`, `before`, `after`, a key a row.

    Names and descriptions are left out: they always differ. A key that one of them does not
    have is None there.
    """
    before, after = _flat(resolved(base)), _flat(resolved(experiment))
    keys = [key for key in {**before, **after} if key not in ("name", "description")]
    rows = [(k, before.get(k), after.get(k)) for k in keys if before.get(k) != after.get(k)]
    return pd.DataFrame(rows, columns=["key", "before", "after"], dtype=object)


def _read_lineage(path: Path) -> tuple[tuple[Path, ...], dict[str, Any]]:
    lineage: list[Path] = []
    merged: dict[str, Any] = {}
    following: Path | None = path
    while following is not None:
        if following in lineage:
            chain = " -> ".join(file.name for file in (*lineage, following))
            raise UsageError(f"{path}: `base` leads back to itself: {chain}")
        lineage.append(following)
        layer = _checked(read_yaml(following), following)
        base = layer.pop("base", None)
        merged = _merged(layer, merged)
        following = None if base is None else (following.parent / base).resolve()
        if following is not None and not following.is_file():
            raise UsageError(f"{lineage[-1]}: key `base`: no such file: {following}")
    return tuple(lineage), merged


def _merged(base: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with the keys of `changed` put over it.

    Training arguments, prediction settings and targets are inherited key by key. A schedule is
    replaced whole: the restarts of one kind mean nothing to another.
    """
    merged = {**base, **changed}
    for key in ("train", "fresh", "predict", "targets"):
        if key in base and key in changed:
            merged[key] = {**base[key], **changed[key]}
    return merged


def _checked(layer: dict[str, Any], path: Path) -> dict[str, Any]:
    """One file's keys, each known and of its type, paths made absolute."""
    refuse_unknown(layer, _KEYS, path, "")
    for key in ("name", "base", "description", "data", "model"):
        if key in layer:
            require(layer[key], str, path, key)
    for key in ("train", "fresh", "schedule", "predict", "targets"):
        if key in layer:
            require(layer[key], dict, path, key)
    if "name" in layer and Path(layer["name"]).name != layer["name"]:
        raise UsageError(f"{path}: key `name`: `{layer['name']}` cannot be a folder's name")
    for key, types in (
        ("train", TRAIN_ARGUMENTS),
        ("fresh", _types(Fresh)),
        ("schedule", _types(Schedule)),
        ("predict", _types(PredictSettings)),
    ):
        refuse_unknown(layer.get(key, {}), tuple(types), path, f"{key}.")
        for name, value in layer.get(key, {}).items():
            require(value, types[name], path, f"{key}.{name}")
    _check_ranges(layer.get("predict", {}), path)
    if "data" in layer and layer["data"] not in EMBEDDED:
        layer = {**layer, "data": str((path.parent / layer["data"]).resolve())}
    # A model given by path lies beside the experiment; a bare name is Ultralytics' own.
    if "model" in layer and "/" in layer["model"]:
        layer = {**layer, "model": str((path.parent / layer["model"]).resolve())}
    return layer


def _types(kind: type) -> dict[str, type | tuple[type, ...]]:
    written: dict[str, type | tuple[type, ...]] = {
        "str": str,
        "float": (int, float),
        "int": int,
        "int | None": int,
        "bool": bool,
    }
    names = {f.name: getattr(f.type, "__name__", str(f.type)) for f in fields(kind)}
    return {name: written[typename] for name, typename in names.items()}


def _check_ranges(predict: Mapping[str, Any], path: Path) -> None:
    for key in ("conf", "iou"):
        if key in predict and not 0 < predict[key] <= 1:
            raise UsageError(f"{path}: key `predict.{key}`: {predict[key]} is not in (0, 1]")
    if "imgsz" in predict and (predict["imgsz"] < 32 or predict["imgsz"] % 32):
        raise UsageError(f"{path}: key `predict.imgsz`: {predict['imgsz']} is no multiple of 32")


def _fresh(merged: Mapping[str, Any], path: Path) -> Fresh | None:
    if "fresh" not in merged:
        return None
    if merged["data"] != SYNTHETIC:
        raise UsageError(
            f"{path}: key `fresh` has no effect on data {merged['data']}; remove it or"
            f" use data: {SYNTHETIC}"
        )
    return fresh_of(merged["fresh"], merged.get("train", {}), path)


def _targets(values: Mapping[str, Any], path: Path) -> tuple[Target, ...]:
    targets = []
    refuse_unknown(values, tuple(HEADLINE_METRICS), path, "targets.")
    for metric, promise in values.items():
        where = f"targets.{metric}"
        require(promise, dict, path, where)
        if len(promise) != 1:
            raise UsageError(f"{path}: key `{where}`: one comparison, as in {{below: 8.0}}")
        comparison, bound = next(iter(promise.items()))
        refuse_unknown(promise, COMPARISONS, path, f"{where}.")
        require(bound, (int, float), path, f"{where}.{comparison}")
        targets.append(Target(metric, comparison, float(bound)))
    return tuple(targets)


def _flat(nested: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in nested.items():
        if isinstance(value, Mapping):
            flat.update(_flat(value, f"{prefix}{key}."))
        else:
            flat[f"{prefix}{key}"] = value
    return flat
