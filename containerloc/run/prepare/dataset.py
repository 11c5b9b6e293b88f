"""The embedded data set, built where and when it is asked for."""

import logging
import os
from collections.abc import Sequence
from pathlib import Path

from containerloc.errors import UsageError
from containerloc.experiment.embedded import EMBEDDED, SYNTHETIC, SYNTHETIC_FAULTY
from containerloc.experiment.experiment import Experiment
from containerloc.run.files.attached import attached_data

_log = logging.getLogger(__name__)


def prepared_data(experiment: Experiment, data: str = "") -> Path:
    """The data.yaml to use; the embedded data set is built when it is not there yet.

    `data` is another one than the experiment's: a data.yaml, its folder, or one of `EMBEDDED`:
    label sets of the same photos, each in a folder inside that of `synthetic`. On Kaggle the
    attached data stand for an experiment's own that are not there.
    """
    wanted = data or experiment.data
    if wanted in EMBEDDED:
        return _embedded(wanted, experiment.root / "data" / "synthetic")
    path = Path(wanted).resolve()
    if not data and not path.exists():
        path = attached_data() or path
    return path / "data.yaml" if path.is_dir() else path


def _embedded(wanted: str, folder: Path) -> Path:
    noisy = draw(folder)
    if wanted == SYNTHETIC_FAULTY:
        from containerloc.synthetic.faulty_labels import add_faulty_labels

        return add_faulty_labels(noisy.parent)
    return noisy if wanted == SYNTHETIC else noisy.parent / "exact" / "data.yaml"


def draw(
    folder: Path, *, faults: Sequence[str] = (), exact: bool = False, jobs: int = 0, **spec: int
) -> Path:
    """The data.yaml of the embedded data set in the folder, built there once.

    Labels carry the noise that people make, and beside them stand the exact ones.

    Parameters
    ----------
    faults
        Planted besides, each written `KIND[:RATE[:SIZE_PX[:CORNER]]]`.
    exact
        Labels without the noise.
    jobs
        Processes; 0 stands for one a core.
    spec
        Fields of `SyntheticSpec`.

    Raises
    ------
    UsageError
        When the packages that draw are not installed, and for a fault that cannot be planted.
    """
    try:
        from containerloc.synthetic.dataset import build_dataset
        from containerloc.synthetic.spec import SyntheticSpec
    except ModuleNotFoundError as error:
        raise UsageError(
            f"the embedded data set needs `{error.name}`: pip install 'containerloc[synthetic]'"
        ) from error
    from containerloc.synthetic.faults import label_noise
    from containerloc.synthetic.notation import parsed_fault

    wanted = SyntheticSpec(**spec)
    noise = () if exact else label_noise(wanted.height_px)
    planted = (*noise, *map(parsed_fault, faults))
    new = not folder.exists()
    if new:
        _log.info(f"data: drawing the embedded data set in {folder}, once")
    jobs = jobs or os.cpu_count() or 1
    return build_dataset(folder, wanted, faults=planted, jobs=jobs, progress=new)
