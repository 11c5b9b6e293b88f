"""What the folder of a synthetic data set holds: images, labels, exact labels, attributes."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from containerloc.quads import Bools, Floats
from containerloc.synthetic.copies import Entry, image_path, with_copies
from containerloc.synthetic.faults import Fault, chosen
from containerloc.synthetic.faulty_pictures import Drawn, draw_pictures
from containerloc.synthetic.label_faults import plant
from containerloc.synthetic.linked import link
from containerloc.synthetic.picture_faults import TURNED_KINDS, in_stored_frame
from containerloc.synthetic.pose_format import DATA_YAML, SPLITS, label_line
from containerloc.synthetic.spec import SyntheticSpec

EXACT = "exact"  # the folder of the second label set, inside that of the data set


def fill(
    folder: Path, spec: SyntheticSpec, faults: tuple[Fault, ...], *, jobs: int, progress: bool
) -> None:
    """Write the whole data set, except `spec.json`, into an empty folder."""
    _lay_out(folder)
    drawn = draw_pictures(folder, spec, faults, jobs=jobs, progress=progress)
    exact = np.array([picture.quad for picture in drawn])
    planted, which = plant(exact, faults, spec.seed, places=_places(drawn))
    which |= _chosen_pictures(which, faults, spec.seed)
    originals = [
        Entry(number, split, name, drawn[number].size_wh)
        for number, (split, name) in enumerate(spec.names())
    ]
    entries = with_copies(folder, originals, drawn, faults, which, seed=spec.seed)
    _write_labels(folder, entries, planted, faults, which)
    if any(fault.of == "label" for fault in faults):
        _lay_out(folder / EXACT)
        for entry in entries:
            link(image_path(folder, entry), image_path(folder / EXACT, entry))
        _write_labels(folder / EXACT, entries, exact, (), which[:, :0])
    _describe(folder, entries, drawn, faults, which)


def _lay_out(folder: Path) -> None:
    for kind in ("images", "labels"):
        for split in SPLITS:
            (folder / kind / split).mkdir(parents=True)
    (folder / "data.yaml").write_text(DATA_YAML, encoding="utf-8")


def _places(drawn: Sequence[Drawn]) -> dict[str, Floats]:
    """Quads (n, 4, 2) px of each place, NaN where it is not drawn."""
    nowhere = np.full((4, 2), np.nan)
    names = ("size_code", "owner", "serial")
    return {name: np.array([each.places.get(name, nowhere) for each in drawn]) for name in names}


def _chosen_pictures(which: Bools, faults: Sequence[Fault], seed: int) -> Bools:
    """Which picture gets which fault of pictures or copies; `which` says it for labels.

    A picture that is stored turned gets no near-duplicate, which would not be turned.
    """
    picked = np.zeros_like(which)
    turned = np.zeros(len(which), bool)
    order = sorted(enumerate(faults), key=lambda item: item[1].kind.startswith("near"))
    for place, fault in order:
        if fault.of != "label":
            among = ~turned if fault.kind.startswith("near") else None
            picked[:, place] = chosen(len(which), faults, place, seed, among)
        if fault.kind in TURNED_KINDS:
            turned |= picked[:, place] | which[:, place]
    return picked


def _write_labels(
    folder: Path, entries: Sequence[Entry], quads: Floats, faults: Sequence[Fault], which: Bools
) -> None:
    for entry in entries:
        planted = [fault for fault, has in zip(faults, which[entry.number], strict=True) if has]
        shift = sum(fault.size_px for fault in planted if fault.kind == "box")
        quad, size_wh = quads[entry.number] - entry.origin_px, entry.size_wh
        if any(fault.kind == "exif_ignored" for fault in planted):
            quad, size_wh = in_stored_frame(quad, size_wh)
        line = label_line(quad, size_wh, box_shift_px=shift)
        path = folder / "labels" / entry.split / f"{entry.name}.txt"
        path.write_text(line, encoding="utf-8")


def _describe(
    folder: Path,
    entries: Sequence[Entry],
    drawn: Sequence[Drawn],
    faults: Sequence[Fault],
    which: Bools,
) -> None:
    """Write `attributes.csv`: what is known of each image."""
    titles = [f"fault_{place + 1}_{fault.kind}" for place, fault in enumerate(faults)]
    rows = [
        {"image": f"{entry.name}.jpg", "split": entry.split, "copy_of": entry.copy_of}
        | drawn[entry.number].row
        | dict(zip(titles, which[entry.number].tolist(), strict=True))
        for entry in entries
    ]
    pd.DataFrame(rows).to_csv(folder / "attributes.csv", index=False, lineterminator="\n")
