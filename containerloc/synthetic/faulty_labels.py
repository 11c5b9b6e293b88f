"""The photos of a data set once more, with labels of which one in five is wrong."""

from pathlib import Path
from typing import Final

import pandas as pd

from containerloc.data.dataset import read_dataset
from containerloc.data.files import write_folder
from containerloc.data.labels import Labels, read_labels
from containerloc.data.tables import quads_of
from containerloc.errors import UsageError
from containerloc.synthetic.faults import Fault
from containerloc.synthetic.label_faults import plant
from containerloc.synthetic.linked import link
from containerloc.synthetic.pose_format import DATA_YAML, SPLITS, label_line

FAULTY: Final = "faulty"  # the folder, inside that of the data set
_SEED: Final = 41
# Of 74 labels: three, three, two, six and two.
LABEL_FAULTS: Final = (
    Fault("swap", rate=0.04, corner="TR"),
    Fault("rotate", rate=0.04),
    Fault("mirror", rate=0.03),
    Fault("jitter", rate=0.08, size_px=30.0, corner="BR"),
    Fault("unlabeled", rate=0.03),
)


def add_faulty_labels(folder: Path) -> Path:
    """Write the label set into the data set's folder, unless it is there; return its data.yaml.

    `attributes.csv` beside it says which label got which fault of `LABEL_FAULTS`; the others are
    those of the data set.

    Raises
    ------
    UsageError : the folder cannot be written to.
    """
    target = folder / FAULTY
    if not target.exists():
        dataset = read_dataset(folder)
        try:
            with write_folder(target) as partial:
                (partial / "data.yaml").write_text(DATA_YAML, encoding="utf-8")
                splits = [
                    _write_split(partial, split, read_labels(dataset, split), _SEED + place)
                    for place, split in enumerate(SPLITS)
                    if any((folder / "images" / split).iterdir())
                ]
                rows = pd.concat(splits, ignore_index=True)
                rows.to_csv(partial / "attributes.csv", index=False, lineterminator="\n")
        except UsageError:
            if not target.exists():  # else another process was faster
                raise
    return target / "data.yaml"


def _write_split(folder: Path, split: str, labels: Labels, seed: int) -> pd.DataFrame:
    """Write photos and labels of one split; return which label got which fault."""
    photos, texts = folder / "images" / split, folder / "labels" / split
    photos.mkdir(parents=True)
    texts.mkdir(parents=True)
    quads, which = plant(quads_of(labels.table), LABEL_FAULTS, seed)
    images = labels.images.set_index("image").loc[labels.table["image"]]
    paths = [Path(path) for path in images["path"]]
    names = [Path(path).name for path in images["label_path"]]
    sizes = images[["width_px", "height_px"]].to_numpy(float)
    for quad, size, path, name in zip(quads, sizes, paths, names, strict=True):
        line = label_line(quad, (size[0], size[1]))
        (texts / name).write_text(line, encoding="utf-8")
        link(path, photos / path.name)
    titles = [f"fault_{place}_{fault.kind}" for place, fault in enumerate(LABEL_FAULTS, start=1)]
    planted = pd.DataFrame(which, columns=titles)
    return planted.assign(image=[path.name for path in paths], split=split)[
        ["image", "split", *titles]
    ]
