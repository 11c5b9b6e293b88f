"""A second reading of some labels of a synthetic data set, as another person would place them."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from containerloc.data.dataset import read_dataset
from containerloc.data.files import write_folder
from containerloc.data.labels import Labels, read_labels
from containerloc.data.tables import quads_of
from containerloc.errors import DataError, UsageError
from containerloc.synthetic.faults import Fault
from containerloc.synthetic.label_faults import plant
from containerloc.synthetic.pose_format import SPLITS, label_line

REPEATS: Final = "repeats"  # the folder, inside that of the data set
_EVERY: Final = 3  # of as many labels, the last one is not read again


def add_second_reading(folder: Path, exact: Path, faults: Sequence[Fault], *, seed: int) -> None:
    """Write the second reading into `folder`, unless it is there or the labels are exact.

    It scatters about the exact corners as the first one does, independently, and has none of its
    bias, which is one person's habit. Two labels of three are read again. A folder that cannot be
    written to is left as it is.

    Parameters
    ----------
    folder : of the data set.
    exact : the folder of the same data set with exact labels.
    faults : those of the first reading.
    seed : of the data set.
    """
    scatter = [fault for fault in faults if fault.kind == "jitter" and fault.rate == 1]
    if not scatter or (folder / REPEATS).exists():
        return
    dataset = read_dataset(exact)
    with suppress(UsageError), write_folder(folder / REPEATS) as partial:
        for hand, split in enumerate(SPLITS, start=1):
            (partial / split).mkdir()
            with suppress(DataError):  # a split without images
                _write_split(partial / split, read_labels(dataset, split), scatter, seed + hand)


def _write_split(folder: Path, labels: Labels, scatter: Sequence[Fault], seed: int) -> None:
    again, _ = plant(quads_of(labels.table), scatter, seed)
    images = labels.images.set_index("image")
    sizes = images.loc[labels.table["image"], ["width_px", "height_px"]].to_numpy()
    names = [Path(path).name for path in images.loc[labels.table["image"], "label_path"]]
    for number, (name, quad, size) in enumerate(zip(names, again, sizes, strict=True), start=1):
        if number % _EVERY:
            (folder / name).write_text(label_line(quad, tuple(size)), encoding="utf-8")
