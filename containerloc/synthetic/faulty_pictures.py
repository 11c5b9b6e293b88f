"""The pictures of a data set: rendered in several processes, written, and what is kept of each."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from tqdm import tqdm

from containerloc.quads import Floats
from containerloc.synthetic.draw.scene import Attributes, render
from containerloc.synthetic.drawing_process import begin_drawing
from containerloc.synthetic.faults import KINDS, Fault, chosen
from containerloc.synthetic.picture_faults import TURNED_KINDS, tagged, with_fault
from containerloc.synthetic.pose_format import jpeg_of
from containerloc.synthetic.spec import SyntheticSpec


@dataclass(frozen=True)
class Drawn:
    """What is kept of a picture once it is on disk."""

    quad: Floats  # (4, 2) px, exact
    places: Mapping[str, Floats]  # (4, 2) px each
    size_wh: tuple[int, int]  # as drawn, in whose pixels the quads are
    row: Attributes


def draw_pictures(
    folder: Path, spec: SyntheticSpec, faults: Sequence[Fault], *, jobs: int, progress: bool
) -> list[Drawn]:
    """Write the pictures below `folder/images`; the number of processes changes no byte."""
    count = len(spec.names())
    work = partial(_draw, folder, spec, tuple(faults))
    return list(tqdm(_run(work, count, jobs), total=count, disable=not progress, unit="image"))


def _run(work: partial[Drawn], count: int, jobs: int) -> Iterator[Drawn]:
    if jobs == 1:
        yield from map(work, range(count))
        return
    # spawn: a forked child of a process with running threads (torch, OpenCV) can hang
    context = get_context("spawn")
    with ProcessPoolExecutor(jobs, context, initializer=begin_drawing) as pool:
        try:
            yield from pool.map(work, range(count), chunksize=4)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _draw(folder: Path, spec: SyntheticSpec, faults: Sequence[Fault], number: int) -> Drawn:
    """Render picture `number`, plant its faults of pictures, and write it."""
    names = spec.names()
    split, name = names[number]
    scene = render(spec.seed, number, height_px=spec.height_px)
    planted = {
        place: fault
        for place, fault in enumerate(faults)
        if chosen(len(names), faults, place, spec.seed)[number]
    }
    image, kinds, order = scene.image, {fault.kind for fault in planted.values()}, [*KINDS]
    for place, fault in sorted(planted.items(), key=lambda item: order.index(item[1].kind)):
        image = with_fault(image, scene.quads[0], fault, seed=(spec.seed, number, place))
    is_turned = bool(kinds & set(TURNED_KINDS))
    content = tagged(jpeg_of(np.rot90(image))) if is_turned else jpeg_of(image)
    (folder / "images" / split / f"{name}.jpg").write_bytes(content)
    rounded = {k: round(v, 3) if isinstance(v, float) else v for k, v in scene.attributes.items()}
    row: Attributes = {"text": scene.texts[0], **rounded}
    if "night" in kinds:
        row["light"] = "night"
    size_wh = (scene.image.shape[1], scene.image.shape[0])
    return Drawn(scene.quads[0], scene.places, size_wh, row)
