"""A data set of rendered doors on disk, in Ultralytics' pose format."""

from __future__ import annotations

import csv
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from containerloc.errors import DataError, UsageError
from containerloc.synthetic.faults import CORNERS, LABEL_KINDS, Fault, chosen, plant
from containerloc.synthetic.scene import Scene, render

REVISION = 1  # rises whenever the same seed would give other pictures
SPLITS = ("train", "val", "test")
_JPEG_QUALITY = 92
_DATA_YAML = """\
path: .
train: images/train
val: images/val
test: images/test
kpt_shape: [4, 3]
flip_idx: [1, 0, 3, 2]
names:
  0: container_id
"""

# the exact quad, (width, height) and the attributes of one picture
Drawn = tuple[NDArray[np.float64], tuple[int, int], dict[str, object]]


@dataclass(frozen=True)
class SyntheticSpec:
    """What a synthetic data set is made of: a seed, the sizes of its splits, the picture size."""

    seed: int = 0
    train: int = 350
    val: int = 74
    test: int = 76
    height_px: int = 1280  # of the longer side

    def __post_init__(self) -> None:
        if min(self.train, self.val, self.test) < 0 or self.train + self.val + self.test == 0:
            raise UsageError(f"split sizes must be 0 or more and not all 0: {self}")
        if not 64 <= self.height_px <= 4096:
            raise UsageError(f"height_px is {self.height_px}; it must be 64 to 4096")
        if self.seed < 0:
            raise UsageError(f"seed is {self.seed}; it must be 0 or more")


def build_dataset(
    folder: Path,
    spec: SyntheticSpec = SyntheticSpec(),  # noqa: B008 - frozen
    *,
    faults: Sequence[Fault] = (),
    jobs: int = 1,
    progress: bool = False,
) -> Path:
    """Build the data set, or find it already built, and return the path of its data.yaml.

    Parameters
    ----------
    folder : where it shall stand; it appears whole or not at all.
    spec : seed and sizes.
    faults : planted in labels and pictures; the exact labels are then kept in `labels_exact/`.
    jobs : processes that render.
    progress : show a bar on stderr.

    Raises
    ------
    DataError : the folder holds something else, or a data set of another spec.
    UsageError : `jobs` is less than 1.
    """
    if jobs < 1:
        raise UsageError(f"jobs is {jobs}; it must be 1 or more")
    folder = Path(folder)
    wanted = _record(spec, faults)
    if folder.exists():
        _check_same(folder, wanted)
        return folder / "data.yaml"
    folder.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        _fill(workshop, spec, tuple(faults), jobs=jobs, progress=progress)
        (workshop / "spec.json").write_text(json.dumps(wanted, indent=2) + "\n", encoding="utf-8")
        workshop.chmod(0o755)
        try:
            os.rename(workshop, folder)
        except OSError:
            _check_same(folder, wanted)  # another process was faster: good if it built the same
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return folder / "data.yaml"


def _record(spec: SyntheticSpec, faults: Sequence[Fault]) -> dict[str, object]:
    versions = {name: version(name) for name in ("numpy", "pillow")} | {"opencv": cv2.__version__}
    return {
        "revision": REVISION,
        **asdict(spec),
        "faults": [asdict(fault) for fault in faults],
        "versions": versions,
    }


def _check_same(folder: Path, wanted: dict[str, object]) -> None:
    try:
        found = json.loads((folder / "spec.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(
            f"{folder} exists but holds no synthetic data set (no readable spec.json); "
            "name another folder or move this one away"
        ) from error
    keys = [key for key in wanted if key != "versions" and found.get(key) != wanted[key]]
    if keys:
        changes = ", ".join(f"{key} {found.get(key)!r} -> {wanted[key]!r}" for key in keys)
        raise DataError(
            f"{folder} holds a synthetic data set of another spec ({changes}); "
            "delete the folder to build it anew, or name another"
        )


def _names(spec: SyntheticSpec) -> list[tuple[str, str]]:
    """The split and the name of each picture, numbered through all splits."""
    splits = [split for split in SPLITS for _ in range(getattr(spec, split))]
    return [(split, f"synthetic_{number:05d}") for number, split in enumerate(splits, start=1)]


def _fill(
    folder: Path, spec: SyntheticSpec, faults: tuple[Fault, ...], *, jobs: int, progress: bool
) -> None:
    names = _names(spec)
    label_faults = any(fault.kind in LABEL_KINDS for fault in faults)
    for kind in ("images", "labels", *(["labels_exact"] if label_faults else [])):
        for split in SPLITS:
            (folder / kind / split).mkdir(parents=True)
    covers = _covers(faults, len(names), spec.seed)
    work = partial(_draw, folder, spec, names, covers)
    bar = tqdm(_run(work, len(names), jobs), total=len(names), disable=not progress, unit="image")
    drawn = list(bar)
    exact = np.array([quad for quad, _, _ in drawn])
    sizes = [size for _, size, _ in drawn]
    planted, which = plant(exact, faults, spec.seed)
    for number, (split, name) in enumerate(names):
        line = label_line(planted[number], sizes[number])
        (folder / "labels" / split / f"{name}.txt").write_text(line, encoding="utf-8")
        if label_faults:
            line = label_line(exact[number], sizes[number])
            (folder / "labels_exact" / split / f"{name}.txt").write_text(line, encoding="utf-8")
    for place, fault in enumerate(faults):
        if fault.kind == "occlude":
            which[:, place] = [place in covers.get(number, ()) for number in range(len(names))]
    copies = _duplicate(folder, names, faults, which, seed=spec.seed)
    rows = [row for _, _, row in drawn]
    _write_attributes(folder / "attributes.csv", names, rows, faults, which, copies=copies)
    (folder / "data.yaml").write_text(_DATA_YAML, encoding="utf-8")


def _run(work: partial[Drawn], count: int, jobs: int) -> Iterator[Drawn]:
    if jobs == 1:
        yield from map(work, range(count))
        return
    # spawn: a forked child of a process with running threads (torch, OpenCV) can hang
    with ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_one_thread) as pool:
        try:
            yield from pool.map(work, range(count), chunksize=4)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _one_thread() -> None:
    cv2.setNumThreads(1)


def _draw(
    folder: Path,
    spec: SyntheticSpec,
    names: Sequence[tuple[str, str]],
    covers: dict[int, dict[int, Fault]],
    number: int,
) -> Drawn:
    scene = render(spec.seed, number, height_px=spec.height_px)
    image = scene.image
    for place, fault in covers.get(number, {}).items():
        image = _occluded(image, scene.quads[0], fault, [spec.seed, number, place])
    split, name = names[number]
    path = folder / "images" / split / f"{name}.jpg"
    done, data = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    if not done:  # pragma: no cover - OpenCV without JPEG
        raise DataError(f"OpenCV could not encode {path}")
    path.write_bytes(data.tobytes())
    return scene.quads[0], (image.shape[1], image.shape[0]), _row(scene)


def _row(scene: Scene) -> dict[str, object]:
    rounded = {k: round(v, 3) if isinstance(v, float) else v for k, v in scene.attributes.items()}
    return {"text": scene.texts[0], **rounded}


def _covers(faults: Sequence[Fault], count: int, seed: int) -> dict[int, dict[int, Fault]]:
    """Which pictures get patches: picture number -> place in `faults` -> the fault."""
    covers: dict[int, dict[int, Fault]] = {}
    for place, fault in enumerate(faults):
        if fault.kind == "occlude":
            for number in np.flatnonzero(chosen(count, fault, place, seed)):
                covers.setdefault(int(number), {})[place] = fault
    return covers


def _occluded(
    image: NDArray[np.uint8], quad: NDArray[np.float64], fault: Fault, seed: list[int]
) -> NDArray[np.uint8]:
    """Return the picture with a tilted square of plain color centerd on the fault's corner."""
    rng = np.random.default_rng(seed)
    turn = float(rng.uniform(0, 90))
    center = quad[CORNERS.index(fault.corner)]
    square = cv2.boxPoints((center.tolist(), (fault.size_px, fault.size_px), turn))
    color = [int(v) for v in rng.integers(40, 200, 3)]
    painted = np.ascontiguousarray(image).copy()
    cv2.fillPoly(painted, [np.rint(square * 16).astype(np.int32)], color, cv2.LINE_AA, 4)
    return np.asarray(painted, np.uint8)


def label_line(quad: NDArray[np.float64], size_wh: tuple[int, int]) -> str:
    """Return one line of an Ultralytics pose label for a quad (4, 2) px in a picture (w, h).

    A NaN corner is written `0 0 0`, which is how that format says *not labelled*; the box is the
    hull of the other corners. What lies outside the picture is clipped to its border, because
    Ultralytics throws the whole label away otherwise.

    Examples
    --------
    >>> label_line(np.array([[10.0, 20], [30, 20], [30, 40], [10, 40]]), (100, 100))[:43]
    '0 0.200000000 0.300000000 0.200000000 0.200'
    """
    points = np.clip(quad / np.array(size_wh), 0.0, 1.0)
    low, high = np.nanmin(points, axis=0), np.nanmax(points, axis=0)
    numbers = [f"{value:.9f}" for value in (*(low + high) / 2, *(high - low))]
    for x, y in points:
        numbers.append("0 0 0" if np.isnan(x) or np.isnan(y) else f"{x:.9f} {y:.9f} 2")
    return "0 " + " ".join(numbers) + "\n"


def _duplicate(
    folder: Path,
    names: list[tuple[str, str]],
    faults: Sequence[Fault],
    which: NDArray[np.bool_],
    *,
    seed: int,
) -> list[tuple[int, str, str]]:
    """Copy photos into another split; return (picture number, split, name) of each copy."""
    copies: list[tuple[int, str, str]] = []
    for place, fault in enumerate(faults):
        if fault.kind != "duplicate":
            continue
        which[:, place] = chosen(len(names), fault, place, seed)
        for number in np.flatnonzero(which[:, place]):
            split, name = names[number]
            # a leak is between training and judging, whichever way it goes
            target = "train" if split != "train" else SPLITS[1 + int(number) % 2]
            copy = f"synthetic_{len(names) + len(copies) + 1:05d}"
            for kind, suffix in (("images", "jpg"), ("labels", "txt"), ("labels_exact", "txt")):
                source = folder / kind / split / f"{name}.{suffix}"
                if source.exists():
                    shutil.copyfile(source, folder / kind / target / f"{copy}.{suffix}")
            copies.append((int(number), target, copy))
    return copies


def _write_attributes(
    path: Path,
    names: list[tuple[str, str]],
    rows: list[dict[str, object]],
    faults: Sequence[Fault],
    which: NDArray[np.bool_],
    *,
    copies: list[tuple[int, str, str]],
) -> None:
    """Write what is known of each picture, one row a picture, copies last."""
    listed = [(number, split, name) for number, (split, name) in enumerate(names)] + copies
    titles = [f"fault_{place + 1}_{fault.kind}" for place, fault in enumerate(faults)]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["image", "split", *rows[0], *titles, "copy_of"])
        for number, split, name in listed:
            original = names[number][1]
            planted = [bool(flag) for flag in which[number]]
            copy_of = f"{original}.jpg" if name != original else ""
            writer.writerow([f"{name}.jpg", split, *rows[number].values(), *planted, copy_of])
