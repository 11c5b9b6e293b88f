"""Fresh images for a training: drawn by processes beside the trainer for as long as it runs."""

import json
import logging
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from multiprocessing import get_context
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Final

from containerloc.data.files import write_text
from containerloc.data.paths import finished_numbers
from containerloc.errors import DataError
from containerloc.experiment.fresh_images import Fresh
from containerloc.run.files.locks import exclusive
from containerloc.run.prepare.fresh_worker import draw, prepare, write_image

_log = logging.getLogger(__name__)

_SPEC: Final = "spec.json"


@contextmanager
def fresh_images(folder: Path, fresh: Fresh, *, jobs: int, first: int) -> Iterator[Path]:
    """The data.yaml of a training set that is drawn while the block runs.

    The block begins as soon as validation images and a first window are there; images of rising
    index follow until it ends. Whoever trains deletes what it has seen; drawing pauses while too
    much is left.

    Parameters
    ----------
    folder
        Where the images are written; what another `fresh` left there is deleted.
    jobs
        Processes that draw; they give way to the trainer, and end with this process, however it
        ends.
    first
        Index of the first image to train on: 0, or the next one where a training is resumed.

    Raises
    ------
    DataError
        When the processes end before the first window is full.
    UsageError
        When another training has images drawn into the folder.
    """
    with exclusive(folder.parent / f".{folder.name}.lock", "training"):
        first = _cleared(folder, fresh, first)
        context = get_context("spawn")
        work = (folder, fresh, first, context.Value("q", 0))
        processes = [context.Process(target=draw, args=work, daemon=True) for _ in range(jobs)]
        for process in processes:
            process.start()
        try:
            _log.info(
                f"data: drawing {fresh.images} images to begin with in {folder}, {jobs} at a time"
            )
            _wait_until_full(folder, fresh, processes)
            yield folder / "data.yaml"
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.join()


def drawn_sample(folder: Path, fresh: Fresh, *, n: int) -> Path:
    """The data.yaml of the first n images of both worlds, drawn into the folder anew."""
    shutil.rmtree(folder, ignore_errors=True)
    prepare(folder)
    for number in range(n):
        for split, seed in (("train", fresh.seed), ("val", fresh.val_seed)):
            write_image(folder / "images" / split, seed, number, fresh.size_px)
    return folder / "data.yaml"


def _cleared(folder: Path, fresh: Fresh, first: int) -> int:
    """Prepare the folder; returns the index of the first image that is not there yet."""
    spec, wanted = folder / _SPEC, json.dumps(asdict(fresh))
    same = spec.exists() and spec.read_text(encoding="utf-8") == wanted
    if first == 0 or not same:
        shutil.rmtree(folder, ignore_errors=True)
    prepare(folder)
    write_text(spec, wanted)
    there = finished_numbers(folder / "images" / "train")
    return max(first, int(there.max(initial=-1)) + 1)


def _wait_until_full(folder: Path, fresh: Fresh, processes: list[SpawnProcess]) -> None:
    wanted = {"val": fresh.val_images, "train": fresh.images}
    while any(
        len(finished_numbers(folder / "images" / split)) < count for split, count in wanted.items()
    ):
        if not any(process.is_alive() for process in processes):
            raise DataError(f"{folder}: every process that draws has ended; see above for why")
        time.sleep(0.1)
