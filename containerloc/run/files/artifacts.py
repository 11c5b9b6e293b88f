"""The files that a run leaves: where each one lies, and how several writers share one."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from containerloc.data.files import write_atomically
from containerloc.errors import UsageError
from containerloc.experiment.embedded import SYNTHETIC_EXACT
from containerloc.experiment.experiment import Experiment

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


# What `write_atomically` calls a file that it has not renamed yet.
_TEMPORARY: Final = re.compile(r"\..+\.[a-z0-9_]{8}\.(ipynb|html|json|csv|png|parquet|md)")


@dataclass(frozen=True)
class Artifacts:
    """The folder of one experiment's artifacts; nothing in it need exist.

    What is judged by other labels of the same photos than the experiment's own lies in a folder of
    their name below it, so that neither verdict takes the place of the other.

    Examples
    --------
    >>> Artifacts(Path("a")).predictions("val").as_posix()
    'a/predictions/val.parquet'
    """

    folder: Path
    labels: str = ""

    @property
    def results(self) -> Path:
        """Folder of everything that depends on labels."""
        return self.folder / self.labels

    @property
    def train(self) -> Path:
        """Folder of Ultralytics' own files of the training."""
        return self.folder / "train"

    @property
    def weights(self) -> Path:
        """The best weights of the training."""
        return self.train / "weights" / "best.pt"

    def predictions(self, split: str) -> Path:
        """Stored predictions of a split, from confidence 0.001 up."""
        return self.folder / "predictions" / f"{split}.parquet"

    @property
    def notebooks(self) -> Path:
        """Folder of executed notebooks."""
        return self.results / "notebooks"

    @property
    def figures(self) -> Path:
        """Folder of pictures."""
        return self.results / "figures"

    @property
    def metrics(self) -> Path:
        """Every number: key -> value, ci_low, ci_high, n, notebook."""
        return self.results / "metrics.json"

    @property
    def per_image(self) -> Path:
        """A label a row."""
        return self.results / "per_image.csv"

    @property
    def thresholds(self) -> Path:
        """A confidence threshold a row."""
        return self.results / "thresholds.csv"

    @property
    def comparison(self) -> Path:
        """Of a comparison: who is better in what; its differences lie beside it as `.csv`."""
        return self.results / "comparison.json"

    @property
    def findings(self) -> Path:
        """What the notebooks found, a list."""
        return self.results / "findings.json"

    @property
    def run_record(self) -> Path:
        """What was run, on what, with which outcome."""
        return self.results / "run.json"


def artifacts_of(experiment: Experiment, out: str = "", data: str = "") -> Artifacts:
    """Where the experiment's artifacts lie; `out` stands for `<root>/artifacts/localization`.

    `data` is what it is judged on, where that is not its own.
    """
    home = Path(out) if out else experiment.root / "artifacts" / "localization"
    exact = data == SYNTHETIC_EXACT != experiment.data
    return Artifacts(home.resolve() / experiment.name, "exact_labels" if exact else "")


def update_metrics(
    artifacts: Artifacts, notebook: str, metrics: Mapping[str, Mapping[str, Any]]
) -> None:
    """Put a notebook's numbers into `metrics.json` in place of those it wrote before.

    NaN and infinity become null. Other notebooks may do the same at the same time.
    """
    mine = {key: {**values, "notebook": notebook} for key, values in metrics.items()}

    def merge(found: dict[str, Any]) -> dict[str, Any]:
        others = {key: row for key, row in found.items() if row.get("notebook") != notebook}
        return dict(sorted({**others, **mine}.items()))

    _update(artifacts.metrics, {}, merge)


def update_findings(
    artifacts: Artifacts, notebook: str, findings: Sequence[Mapping[str, Any]]
) -> None:
    """Put a notebook's findings into `findings.json` in place of those it wrote before."""
    mine = [{**finding, "notebook": notebook} for finding in findings]

    def merge(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        others = [finding for finding in found if finding.get("notebook") != notebook]
        return sorted([*others, *mine], key=lambda finding: str(finding["notebook"]))

    _update(artifacts.findings, [], merge)


def update_record(artifacts: Artifacts, merge: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Replace `run.json` by what `merge` makes of it (of an empty one when there is none)."""
    _update(artifacts.run_record, {}, merge)


def read_json(path: Path, default: Any) -> Any:
    """What the JSON file holds; `default` when there is none.

    Raises
    ------
    UsageError
        When the file is no JSON of the same kind as `default`.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return default
    except ValueError as error:
        raise UsageError(f"{path} is no JSON ({error}); delete it and run again") from error
    if not isinstance(found, type(default)):
        raise UsageError(f"{path} holds no {type(default).__name__}; delete it and run again")
    return found


def write_json(path: Path, content: Any) -> None:
    """Write strict JSON, whole or not at all; numpy numbers as numbers, NaN as null."""
    text = json.dumps(_plain(content), indent=2, allow_nan=False, ensure_ascii=False) + "\n"
    with write_atomically(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def save_table(table: "pd.DataFrame", path: Path) -> None:
    """Write a table as CSV without its index, whole or not at all; NaN as an empty field."""
    with write_atomically(path) as temporary:
        table.to_csv(temporary, index=False, float_format="%.8g", lineterminator="\n")


def save_figure(figure: "Figure", path: Path) -> None:
    """Write a figure as a picture, whole or not at all, with nothing of the day or machine."""
    with write_atomically(path) as temporary:
        figure.savefig(
            temporary,
            format=path.suffix[1:],
            dpi=120,
            bbox_inches="tight",
            metadata={"Software": None},
        )


def lock_run(artifacts: Artifacts) -> AbstractContextManager[None]:
    """Keep other runs out of the folder; a run that dies lets go of it.

    Raises
    ------
    UsageError
        When another run is at work there.
    """
    return exclusive(artifacts.folder / ".run.lock", "run")


def lock_training(artifacts: Artifacts) -> AbstractContextManager[None]:
    """Keep other trainings out of the folder, as `lock_run` does runs; a run may train."""
    return exclusive(artifacts.folder / ".training.lock", "training")


@contextmanager
def exclusive(lock: Path, work: str) -> Iterator[None]:
    """Hold the lock file meanwhile; UsageError when another process does, which is at `work`."""
    from filelock import FileLock, Timeout

    lock.parent.mkdir(parents=True, exist_ok=True)
    try:
        held = FileLock(lock, timeout=0).acquire()
    except Timeout as error:
        raise UsageError(f"another {work} is at work in {lock.parent}; wait for it") from error
    with held:
        yield


def remove_leftovers(artifacts: Artifacts) -> None:
    """Delete temporary files of runs that were killed; to be called inside `lock_run`."""
    for path in artifacts.folder.rglob(".*"):
        if path.is_file() and _TEMPORARY.fullmatch(path.name):
            path.unlink(missing_ok=True)


def _update(path: Path, default: Any, merge: Callable[[Any], Any]) -> None:
    from filelock import FileLock

    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.parent / ".lock"):
        write_json(path, merge(read_json(path, default)))


def _plain(value: Any) -> Any:
    if hasattr(value, "tolist"):  # numpy's numbers and arrays
        value = value.tolist()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None  # NaN compares false, too
    if isinstance(value, Path):
        return str(value)
    return value
