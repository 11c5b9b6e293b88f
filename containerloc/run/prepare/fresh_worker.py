"""The processes that draw fresh images: one image after another, each by its index alone."""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from containerloc.data.paths import finished_numbers, label_path_of, numbered_image
from containerloc.experiment.fresh_images import Fresh

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized

# In windows: what is shown, what was until just now, and what is drawn ahead.
_MOST: Final = 3


def prepare(folder: Path) -> None:
    """Make the folders and the data.yaml, and remove what a killed process was writing."""
    from containerloc.synthetic.pose_format import DATA_YAML

    for kind in ("images", "labels"):
        for split in ("train", "val"):
            (folder / kind / split).mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob("*/*/*.partial"):
        leftover.unlink()
    (folder / "data.yaml").write_text(DATA_YAML, encoding="utf-8")


def draw(folder: Path, fresh: Fresh, first: int, counter: "Synchronized[int]") -> None:
    """Draw what is next by `counter`, which all processes share, until the parent ends.

    First come the validation images, then those to train on, from index `first`.
    """
    from containerloc.synthetic.drawing_process import begin_drawing

    begin_drawing()
    if hasattr(os, "nice"):
        os.nice(10)
    train = folder / "images" / "train"
    every = max(fresh.images // 64, 1)  # thousands of files take a tenth of an image's time to list
    while True:
        with counter.get_lock():
            number = counter.value
            counter.value += 1
        if number < fresh.val_images:
            write_image(folder / "images" / "val", fresh.val_seed, number, fresh.size_px)
            continue
        write_image(train, fresh.seed, first + number - fresh.val_images, fresh.size_px)
        if number % every == 0:
            while len(finished_numbers(train)) >= _MOST * fresh.images:
                time.sleep(0.2)


def write_image(images: Path, seed: int, number: int, size_px: int) -> None:
    """Draw an image and write it and then its label, each whole; one that is there is kept."""
    from containerloc.synthetic.draw.scene import render
    from containerloc.synthetic.draw.world import WILD
    from containerloc.synthetic.pose_format import jpeg_of, label_line

    image = numbered_image(images, number)
    label = label_path_of(image)
    if label.exists():
        return
    scene = render(seed, number, height_px=size_px, world=WILD)
    height, width = scene.image.shape[:2]
    lines = "".join(label_line(quad, (width, height)) for quad in scene.quads)
    for path, content in ((image, jpeg_of(scene.image)), (label, lines.encode())):
        partial = path.with_suffix(".partial")
        partial.write_bytes(content)
        partial.replace(path)
