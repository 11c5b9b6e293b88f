"""Copies of pictures: duplicates and near-duplicates, within a split or across splits."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from containerloc.data.images import read_image
from containerloc.quads import Bools
from containerloc.synthetic.faults import Fault
from containerloc.synthetic.faulty_pictures import Drawn
from containerloc.synthetic.pose_format import SPLITS, jpeg_of


@dataclass(frozen=True)
class Entry:
    """An image file: it shows a window of picture `number`, in the pixels as drawn."""

    number: int
    split: str
    name: str
    size_wh: tuple[float, float]
    origin_px: tuple[float, float] = (0.0, 0.0)
    copy_of: str = ""


def with_copies(
    folder: Path,
    originals: Sequence[Entry],
    drawn: Sequence[Drawn],
    faults: Sequence[Fault],
    which: Bools,
    *,
    seed: int,
) -> list[Entry]:
    """Write the copies that are planted; return the entries of all image files.

    A copy in another split leaks between training and validation, whichever way it goes.
    """
    entries = list(originals)
    for place, fault in enumerate(faults):
        if fault.of != "copy":
            continue
        for number in (int(n) for n in np.flatnonzero(which[:, place])):
            source, split = originals[number], originals[number].split
            if not fault.kind.endswith("within"):
                split = "train" if split != "train" else SPLITS[1 + number % 2]
            name = f"synthetic_{len(entries) + 1:05d}"
            copy = replace(source, split=split, name=name, copy_of=f"{source.name}.jpg")
            path, target = (image_path(folder, entry) for entry in (source, copy))
            if fault.kind.startswith("near"):
                rng = np.random.default_rng((seed, number, place))
                copy = _nearly_copied(path, target, copy, drawn[number], rng)
            else:
                shutil.copyfile(path, target)
            entries.append(copy)
    return entries


def image_path(folder: Path, entry: Entry) -> Path:
    """Return the file of an entry."""
    return folder / "images" / entry.split / f"{entry.name}.jpg"


def _nearly_copied(
    source: Path, target: Path, copy: Entry, drawn: Drawn, rng: np.random.Generator
) -> Entry:
    """Write the picture cropped by up to 4 % a side, brighter or darker, and compressed again."""
    image = read_image(source)
    stored_wh = np.array([image.shape[1], image.shape[0]])
    share = drawn.quad / np.array(drawn.size_wh)
    room = np.minimum([share.min(axis=0), 1 - share.max(axis=0)], 0.08) / 2
    low, high = np.rint(rng.uniform(0.5, 1.0, (2, 2)) * room * stored_wh).astype(int)
    right, bottom = stored_wh - high
    light = rng.choice([0.85, 1.15]) * image[low[1] : bottom, low[0] : right].astype(np.float64)
    cropped = np.clip(light, 0, 255).astype(np.uint8)
    target.write_bytes(jpeg_of(cropped, quality=int(rng.integers(60, 80))))
    to_drawn = np.array(drawn.size_wh) / stored_wh
    left_px, top_px = (float(value) for value in low * to_drawn)
    width, height = (float(value) for value in (stored_wh - low - high) * to_drawn)
    return replace(copy, size_wh=(width, height), origin_px=(left_px, top_px))
