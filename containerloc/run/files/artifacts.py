"""Where each file that a run leaves lies."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from containerloc.experiment.embedded import SYNTHETIC_EXACT
from containerloc.experiment.experiment import Experiment
from containerloc.experiment.project import shipped_project
from containerloc.names import path_inside

# The environment variable that leads the artifacts of a process elsewhere: of a notebook that is
# run for somebody else, who then puts what it leaves into the artifacts.
ELSEWHERE: Final = "CONTAINERLOC_ARTIFACTS_ELSEWHERE"


class _Result:
    """A path below the folder of results."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, artifacts: "Artifacts", owner: object = None) -> Path:
        return artifacts.below(artifacts.labels, self.name)


@dataclass(frozen=True)
class Artifacts:
    """The folder of one experiment's artifacts; none of its files has to exist.

    Results on other labels of the same photos lie in a folder of their name below it, so that
    neither replaces the other. A path that a link leads out of the folder is refused.

    Examples
    --------
    >>> exact = Artifacts(Path("one"), "exact_labels")
    >>> exact.predictions("val").as_posix(), exact.metrics.as_posix()
    ('one/predictions/val.parquet', 'one/exact_labels/metrics.json')
    """

    folder: Path
    labels: str = ""

    notebooks = _Result("notebooks")  # executed, as .ipynb and .html
    figures = _Result("figures")
    metrics = _Result("metrics.json")  # key -> value, ci_low, ci_high, n, notebook
    findings = _Result("findings.json")  # a list, each with its notebook
    per_image = _Result("per_image.csv")  # one row per label
    per_class = _Result("per_class.csv")  # the headline numbers of each class
    confusion = _Result("confusion.csv")  # which class is predicted on which
    thresholds = _Result("thresholds.csv")  # one row per confidence threshold
    suspects = _Result("suspects.csv")  # labels to look at again
    reading = _Result("reading.csv")  # what was read of each label's crops
    review = _Result("review.csv")  # what people said of the cases, added to line by line
    review_page = _Result("review.html")  # the cases, to be looked at
    comparison = _Result("comparison.json")  # its differences lie beside it as .csv
    run_record = _Result("run.json")  # what was run, on what, with which outcome

    @property
    def results(self) -> Path:
        """Folder of everything that depends on labels."""
        return self.below(self.labels) if self.labels else self.folder

    @property
    def train(self) -> Path:
        """Folder of Ultralytics' own files of the training."""
        return self.below("train")

    @property
    def weights(self) -> Path:
        """The best weights of the training."""
        return self.train / "weights" / "best.pt"

    def predictions(self, split: str) -> Path:
        """Stored predictions of a split, from confidence 0.001 up."""
        return self.below("predictions", f"{split}.parquet")

    def readings(self, split: str) -> Path:
        """Stored readings of crops of a split."""
        return self.below("reading", f"{split}.parquet")

    def below(self, *parts: str) -> Path:
        """A path in the folder; UsageError where a link on the way leads out of it."""
        path_inside(self.folder, *parts)
        return self.folder.joinpath(*parts)


def artifacts_of(experiment: Experiment, out: str = "", data: str = "") -> Artifacts:
    """Where the experiment's artifacts lie; `out` stands for `<root>/artifacts/localization`.

    `data` is what it is judged on, where that is not its own. A UsageError where the folder is a
    link that leads out of them all.
    """
    out = os.environ.get(ELSEWHERE, out)
    home = Path(out) if out else experiment.root / "artifacts" / "localization"
    exact = data == SYNTHETIC_EXACT != experiment.data
    return Artifacts(path_inside(home, experiment.name), "exact_labels" if exact else "")


def stored_predictions(experiment: Experiment, split: str, out: str = "") -> Path:
    """The stored predictions of a split, wherever they are; where they would be, if nowhere.

    Those in `out` come first, then the project's own, then those of the demo in the package.
    """
    own = [artifacts_of(experiment, place) for place in (out, "")]
    shipped = Artifacts(shipped_project() / "artifacts" / "localization" / experiment.name)
    places = [where.predictions(split) for where in (*own, shipped)]
    return next((place for place in places if place.is_file()), places[0])


def from_here(path: Path) -> str:
    """A path relative to where the user stands, as far as there is one."""
    return os.path.relpath(path) if path.drive == Path.cwd().drive else str(path)
