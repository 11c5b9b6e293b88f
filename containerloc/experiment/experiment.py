"""An experiment: a YAML file, read strictly, with everything inherited from its base."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from containerloc.errors import UsageError
from containerloc.experiment.fresh_images import Fresh, fresh_of
from containerloc.experiment.gate import Gate
from containerloc.experiment.inheritance import read_lineage
from containerloc.experiment.predict_settings import PredictSettings
from containerloc.experiment.project import project_root, shipped_experiment
from containerloc.experiment.reading_settings import ReadingSettings
from containerloc.experiment.schedule import Schedule, schedule_of
from containerloc.experiment.targets import Target, targets_of
from containerloc.experiment.yaml_reading import nearest, read_yaml


@dataclass(frozen=True)
class Experiment:
    """One experiment as resolved: nothing is left to be looked up.

    `lineage` holds the file that it was read from, then its base, the base's base and so on.
    `weights` is a checkpoint that it judges instead of training one.
    """

    name: str
    description: str
    data: str
    model: str
    train: Mapping[str, Any]
    schedule: Schedule
    predict: PredictSettings
    targets: tuple[Target, ...]
    lineage: tuple[Path, ...]
    match: Gate = field(default_factory=Gate)
    fresh: Fresh | None = None
    reading: ReadingSettings = field(default_factory=ReadingSettings)
    weights: str = ""

    @property
    def path(self) -> Path:
        """The file that the experiment was read from."""
        return self.lineage[0]

    @property
    def root(self) -> Path:
        """The project's folder, by `project_root`."""
        return project_root(self.path)


def load_experiment(path: Path | str) -> Experiment:
    """The experiment in the file, everything inherited and checked.

    Raises
    ------
    UsageError
        For a missing file, a base that leads back to itself, an unknown key (with the nearest
        known one), a value of the wrong type, a key that has no effect.
    """
    lineage, merged = read_lineage(Path(path).resolve())
    for key in ("name", "data", "model"):
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
        targets=targets_of(merged.get("targets", {}), lineage[0]),
        lineage=lineage,
        match=Gate(**merged.get("match", {})),
        fresh=fresh_of(merged, lineage[0]),
        reading=ReadingSettings(**merged.get("reading", {})),
        weights=merged.get("weights", ""),
    )


def find_experiment(name: str, root: Path) -> Path:
    """The file of an experiment given as a path, a file's stem or the experiment's own name.

    A stem means the file that lies in `experiments` itself before one in a folder below it. What
    the project does not have is looked for among the recipes that came with the package.

    Raises
    ------
    UsageError
        When there is none, or several.
    """
    if Path(name).is_file():
        return Path(name)
    files = sorted((root / "experiments").rglob("*.yaml"))
    matches = [file for file in files if name in (file.stem, str(file.relative_to(root)))]
    names, unreadable = _own_names(files) if not matches else ({}, [])
    matches = matches or [file for file in files if names.get(file) == name]
    matches = [file for file in matches if file.parent == root / "experiments"] or matches
    if not matches:
        shipped = shipped_experiment(name)
        if shipped:
            return shipped
        raise UsageError(
            f"no experiment `{name}`: no such file, and none in {root / 'experiments'}"
            f"{nearest(name, [file.stem for file in files])}"
            + "".join(f"; left out: {why}" for why in unreadable)
        )
    if len(matches) > 1:
        raise UsageError(f"experiment `{name}` is ambiguous: {', '.join(map(str, matches))}")
    return matches[0]


def _own_names(files: Iterable[Path]) -> tuple[dict[Path, Any], list[str]]:
    """The name that each file gives to its experiment, and why others cannot be read."""
    names: dict[Path, Any] = {}
    unreadable: list[str] = []
    for file in files:
        try:
            names[file] = read_yaml(file).get("name")
        except UsageError as error:
            unreadable.append(str(error))
    return names, unreadable


def resolved(experiment: Experiment) -> dict[str, Any]:
    """The experiment as plain values, as one YAML file without a base would state it."""
    schedule = {k: v for k, v in asdict(experiment.schedule).items() if v is not None}
    fresh = {"fresh": asdict(experiment.fresh)} if experiment.fresh else {}
    # Only what is stated: results of before it could be stated stay those of the same experiment.
    is_read_otherwise = experiment.reading != ReadingSettings()
    reading = {"reading": asdict(experiment.reading)} if is_read_otherwise else {}
    return {
        "name": experiment.name,
        "description": experiment.description,
        "data": experiment.data,
        **fresh,
        "model": experiment.model,
        **({"weights": experiment.weights} if experiment.weights else {}),
        "train": dict(experiment.train),
        "schedule": schedule,
        "predict": asdict(experiment.predict),
        "match": asdict(experiment.match),
        **reading,
        "targets": {t.metric: {t.comparison: t.bound} for t in experiment.targets},
    }


def changes(experiment: Experiment, base: Experiment) -> dict[str, tuple[Any, Any]]:
    """What differs between two experiments: key -> its value in the base and in the experiment.

    Names and descriptions are left out: they always differ. A key that one of them does not
    have is None there.
    """
    before, after = flat(resolved(base)), flat(resolved(experiment))
    keys = [key for key in {**before, **after} if key not in ("name", "description")]
    both = {key: (before.get(key), after.get(key)) for key in keys}
    return {key: (old, new) for key, (old, new) in both.items() if old != new}


def flat(nested: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """A nested mapping with dotted keys.

    Examples
    --------
    >>> flat({"train": {"pose": 20.0}, "name": "a"})
    {'train.pose': 20.0, 'name': 'a'}
    """
    values: dict[str, Any] = {}
    for key, value in nested.items():
        is_mapping = isinstance(value, Mapping)
        values |= flat(value, f"{above}{key}.") if is_mapping else {f"{above}{key}": value}
    return values
