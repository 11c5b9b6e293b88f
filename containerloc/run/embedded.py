"""The embedded data set, built where and when it is asked for."""

import os
from pathlib import Path

from containerloc.errors import UsageError
from containerloc.experiment import SYNTHETIC, Experiment
from containerloc.run.predicting import say


def prepared_data(experiment: Experiment, data: str = "") -> Path:
    """The data.yaml to use; the embedded data set is built when it is not there yet.

    `data` is another one than the experiment's: a data.yaml, its folder, or `synthetic`.
    """
    wanted = data or experiment.data
    if wanted == SYNTHETIC:
        return draw(experiment.root / "data" / "synthetic")
    path = Path(wanted).resolve()
    return path / "data.yaml" if path.is_dir() else path


def draw(folder: Path, *, jobs: int = 0, **spec: int) -> Path:
    """The data.yaml of the embedded data set in the folder, built there once.

    `spec` are fields of `SyntheticSpec`; `jobs` 0 stands for one a core.

    Raises
    ------
    UsageError
        When the packages that draw are not installed.
    """
    try:
        from containerloc.synthetic.dataset import SyntheticSpec, build_dataset
    except ModuleNotFoundError as error:
        raise UsageError(
            f"the embedded data set needs `{error.name}`: pip install 'containerloc[synthetic]'"
        ) from error
    new = not folder.exists()
    if new:
        say(f"data: drawing the embedded data set in {folder}, once")
    jobs = jobs or os.cpu_count() or 1
    return build_dataset(folder, SyntheticSpec(**spec), jobs=jobs, progress=new)
