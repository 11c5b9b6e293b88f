"""The labels of a split with every correction in its place, for training and annotation tools."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from containerloc.analysis.review.cases import label_objects
from containerloc.analysis.review.reviewed import corrected_labels, proposals
from containerloc.analysis.review.verdicts import LABEL_WRONG, is_corrected
from containerloc.data.files import write_atomically
from containerloc.data.formats.coco import write_coco
from containerloc.data.formats.cvat import write_cvat
from containerloc.data.label_edit import LineEdit, edited, new_line
from containerloc.data.tables import PREDICTION_COLUMNS, quad_columns, quads_of, table_of
from containerloc.names import path_inside
from containerloc.quads import Floats
from containerloc.run.prepare.inputs import Inputs
from containerloc.run.prepare.review.verdicts import Verdicts


@dataclass(frozen=True)
class Exported:
    """What was written: `files`, in which `moved` labels are corrected and `added` are new."""

    files: tuple[Path, ...]
    moved: int
    added: int
    stale: int = 0  # corrections left out, because what they are about has changed
    uncorrected: tuple[str, ...] = ()  # labels that are wrong, and stay: nobody drew them again


def label_verdicts(inputs: Inputs, file: Path | None = None) -> Verdicts:
    """The verdicts on labels, and on predictions where there are any; of another `file`, if given.

    `standing` has all that corrections need, without a case for each label.
    """
    predictions = table_of({}, PREDICTION_COLUMNS)
    if inputs.predictions is not None:
        predictions = inputs.predictions.table
    return Verdicts(inputs, label_objects(inputs.labels.table), predictions, file)


def export_labels(inputs: Inputs, folder: Path) -> Exported:
    """Write the labels of a split as people corrected them: label files, CVAT's XML, COCO.

    Of a label file only corrected lines change; new ones follow the last. `corrections.csv` has
    every correction with who made it. A label that was found wrong and not drawn again stays as it
    is: without it, the trainer would learn its ID as background.

    Raises
    ------
    UsageError
        When the name of an image leads out of the folder.
    """
    verdicts, split = label_verdicts(inputs), inputs.split
    said, photos = verdicts.latest, inputs.labels.images
    proposed = proposals(said[said["stale"] == ""])
    labels = corrected_labels(inputs.labels.table, proposed)
    shares = labels.assign(**quad_columns(_shares(labels, photos)))
    files = _write_files(inputs, shares, proposed, folder)
    cvat, coco = folder / f"{split}.cvat.xml", folder / f"{split}.coco.json"
    write_cvat(cvat, labels, photos)
    write_coco(coco, labels, photos)
    log = folder / "corrections.csv"
    with write_atomically(log) as temporary:
        proposed.drop(columns=["stale", "class_id"]).to_csv(temporary, index=False)
    is_new = ~proposed["object"].str.startswith("line ")
    stale = len(proposals(said)) - len(proposed)
    moved, added = int((~is_new).sum()), int(is_new.sum())
    return Exported((*files, cvat, coco, log), moved, added, stale, _uncorrected(said))


def _uncorrected(said: pd.DataFrame) -> tuple[str, ...]:
    """The labels that somebody found wrong without saying where their corners belong."""
    is_label = said["object"].str.startswith("line ")
    wrong = said[(said["verdict"] == LABEL_WRONG) & (said["stale"] == "") & is_label]
    wrong = wrong[~is_corrected(wrong)]
    return tuple(wrong["image"] + ", " + wrong["object"])


def _shares(labels: pd.DataFrame, photos: pd.DataFrame) -> Floats:
    """Corners as shares of their photo, `(n, 4, 2)`, inside it as the trainer needs them."""
    size = photos.set_index("image").loc[labels["image"], ["width_px", "height_px"]]
    return np.asarray(np.clip(quads_of(labels) / size.to_numpy(np.float64)[:, None], 0.0, 1.0))


def _write_files(
    inputs: Inputs, shares: pd.DataFrame, proposed: pd.DataFrame, folder: Path
) -> list[Path]:
    """Write a label file for each image that has one or is given one; returns the paths."""
    corrected = set(zip(proposed["image"], proposed["object"], strict=True))
    known = set(zip(inputs.labels.table["image"], inputs.labels.table["line"], strict=True))
    rows_of = shares.groupby("image").indices
    quads, dimensions = quads_of(shares), inputs.dataset.keypoint_shape[1]
    files = []
    for image, label in inputs.labels.images[["image", "label_path"]].itertuples(index=False):
        edits, new = {}, ""
        for row in rows_of.get(image, ()):
            line, class_id = (int(shares[name].iloc[row]) for name in ("line", "class_id"))
            if (image, line) not in known:
                new += new_line(class_id, quads[row], dimensions=dimensions)
            elif (image, f"line {line}") in corrected:
                edits[line] = LineEdit(corners=quads[row])
        if not new and not Path(label).is_file():
            continue
        before = Path(label).read_bytes() if Path(label).is_file() else b""
        content = edited(before, edits, dimensions=dimensions) if edits else before
        end = b"\n" if new and content and not content.endswith(b"\n") else b""
        path = path_inside(folder, "labels", inputs.split, str(Path(image).with_suffix(".txt")))
        with write_atomically(path) as temporary:
            temporary.write_bytes(content + end + new.encode())
        files.append(path)
    return files
