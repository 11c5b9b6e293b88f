"""An experiment's file and its bases: each checked, then put over the next."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, get_type_hints

from containerloc.errors import UsageError
from containerloc.experiment.embedded import EMBEDDED, SYNTHETIC
from containerloc.experiment.fresh_images import Fresh
from containerloc.experiment.gate import Gate, check_match
from containerloc.experiment.predict_settings import PredictSettings, check_predict
from containerloc.experiment.project import recipe_folder
from containerloc.experiment.reading_settings import ReadingSettings, check_reading
from containerloc.experiment.schedule import Schedule
from containerloc.experiment.train_arguments import TRAIN_ARGUMENTS, check_train
from containerloc.experiment.yaml_reading import check_keys, read_yaml
from containerloc.metric import HEADLINE_METRICS, READING_METRICS
from containerloc.names import name_fault
from containerloc.quoting import visible


def _types_of(kind: type) -> dict[str, Any]:
    """The fields of a dataclass with their types; a whole number will do for a float."""
    hints = get_type_hints(kind)
    return {name: int | float if hint is float else hint for name, hint in hints.items()}


_SECTIONS: Final = {
    "train": TRAIN_ARGUMENTS,
    "fresh": _types_of(Fresh),
    "schedule": _types_of(Schedule),
    "predict": _types_of(PredictSettings),
    "match": _types_of(Gate),
    "reading": _types_of(ReadingSettings),
    "targets": dict.fromkeys(HEADLINE_METRICS | READING_METRICS, dict),
}
_TEXTS: Final = ("name", "base", "description", "data", "model", "weights")
_KEYS: Final = {**dict.fromkeys(_TEXTS, str), **dict.fromkeys(_SECTIONS, dict)}


def read_lineage(
    path: Path, heirs: tuple[Path, ...] = ()
) -> tuple[tuple[Path, ...], dict[str, Any]]:
    """The file with its base, the base's base and so on, and all that they state together.

    What a file states stands above what it inherits: everything but the description. `heirs` are
    the files that inherit from this one. Raises a UsageError that names the file at fault.
    """
    if path in heirs:
        chain = " -> ".join(file.name for file in (*heirs, path))
        raise UsageError(f"{heirs[0]}: `base` leads back to itself: {chain}")
    layer = _checked(read_yaml(path), path)
    if "base" not in layer:
        return (path,), layer
    base = (path.parent / layer.pop("base")).resolve()
    if not base.is_file():
        raise UsageError(f"{path}: key `base`: no such file: {base}")
    lineage, inherited = read_lineage(base, (*heirs, path))
    inherited.pop("description", None)
    return (path, *lineage), _merged(inherited, layer)


def _merged(base: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with the keys of `changed` put over it.

    Training arguments, settings of prediction, matching and reading, and targets are inherited key
    by key. A schedule is replaced whole: the restarts of one kind mean nothing to another.
    """
    merged = {**base, **changed}
    for key in ("train", "fresh", "predict", "match", "reading", "targets"):
        if key in base and key in changed:
            merged[key] = {**base[key], **changed[key]}
    return merged


def _checked(layer: dict[str, Any], path: Path) -> dict[str, Any]:
    """One file's keys, each known and of its type, paths made absolute."""
    check_keys(layer, _KEYS, path)
    for section, types in _SECTIONS.items():
        check_keys(layer.get(section, {}), types, path, f"{section}.")
    if "name" in layer and (fault := name_fault(layer["name"])):
        shown = visible(layer["name"])[:80]
        raise UsageError(f"{path}: key `name`: `{shown}` cannot be a folder's name: it {fault}")
    check_train(layer.get("train", {}), path)
    check_predict(layer.get("predict", {}), path)
    check_match(layer.get("match", {}), path)
    check_reading(layer.get("reading", {}), path)
    if layer.get("data", SYNTHETIC) not in EMBEDDED:
        layer["data"] = str((recipe_folder(path) / layer["data"]).resolve())
    # A model given by path lies beside the experiment; a bare name is Ultralytics' own.
    if "/" in layer.get("model", ""):
        layer["model"] = str((recipe_folder(path) / layer["model"]).resolve())
    if layer.get("weights"):
        layer["weights"] = str((recipe_folder(path) / layer["weights"]).resolve())
    return layer
