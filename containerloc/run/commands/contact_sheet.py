"""The contact sheet of a drawn data set."""

from pathlib import Path

import numpy as np
import pandas as pd

from containerloc.data.dataset import read_dataset
from containerloc.data.labels import read_labels
from containerloc.run.files.results import save_figure
from containerloc.show.photos.contact_sheet import contact_sheet


def write_contact_sheet(data_yaml: Path, *, n: int = 24) -> Path:
    """Write `contact_sheet.png` beside the data.yaml: n photos, evenly from all splits.

    A caption names the photo, its text, and the faults that were planted in it but not in all.
    """
    dataset = read_dataset(data_yaml)
    read = [read_labels(dataset, split) for split, paths in dataset.splits.items() if paths]
    images, labels = pd.concat([r.images for r in read]), pd.concat([r.table for r in read])
    shown = images.iloc[np.unique(np.linspace(0, len(images) - 1, n).round().astype(int))]
    facts = pd.read_csv(dataset.root / "attributes.csv", dtype={"text": str}).set_index("image")
    captions = [_caption(name, facts) for name in shown["image"]]
    title = f"{len(shown)} of {len(images):,} photos, corners as labelled"
    path = data_yaml.parent / "contact_sheet.png"
    save_figure(contact_sheet(shown, labels, captions, title=title), path)
    return path


def _caption(image: str, facts: pd.DataFrame) -> str:
    some = facts.filter(like="fault_").loc[:, lambda flags: ~flags.all()]
    planted = [str(name).split("_", 2)[2] for name, has in some.loc[image].items() if has]
    return " ".join([Path(image).stem, str(facts.loc[image, "text"]), *planted])
