"""A data set of rendered doors on disk, in Ultralytics' pose format."""

from __future__ import annotations

import json
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
from containerloc.synthetic.faults import LABEL_KINDS, Fault, chosen, occluded, plant
from containerloc.synthetic.pose_format import DATA_YAML, SPLITS, label_line, write_table
from containerloc.synthetic.scene import Attributes, Scene, render

__all__ = ["REVISION", "Fault", "Scene", "SyntheticSpec", "build_dataset", "render"]

REVISION = 2  # rises whenever the same seed gives other pictures or labels
_JPEG_QUALITY = 92


@dataclass(frozen=True)
class SyntheticSpec:
    """What a synthetic data set is made of: a seed, the sizes of its splits, the picture size."""

    seed: int = 0
    train: int = 350
    val: int = 74
    test: int = 76
    height_px: int = 1280  # of the longer side

    def __post_init__(self) -> None:
        """Refuse what cannot be built."""
        if min(self.train, self.val, self.test) < 0 or self.train + self.val + self.test == 0:
            raise UsageError(f"split sizes must be 0 or more and not all 0: {self}")
        if not 64 <= self.height_px <= 4096:
            raise UsageError(f"height_px is {self.height_px}; it must be 64 to 4096")
        if self.seed < 0:
            raise UsageError(f"seed is {self.seed}; it must be 0 or more")

    def names(self) -> list[tuple[str, str]]:
        """Return the split and the name of each picture, numbered through all splits.

        Examples
        --------
        >>> SyntheticSpec(train=1, val=1, test=0).names()
        [('train', 'synthetic_00001'), ('val', 'synthetic_00002')]
        """
        sizes = {"train": self.train, "val": self.val, "test": self.test}
        splits = [split for split in SPLITS for _ in range(sizes[split])]
        return [(split, f"synthetic_{number:05d}") for number, split in enumerate(splits, start=1)]


@dataclass(frozen=True)
class _Drawn:
    """What is kept of a picture once it is on disk."""

    quad: NDArray[np.float64]  # (4, 2) px, exact
    size_wh: tuple[int, int]
    row: Attributes


def build_dataset(
    folder: Path,
    spec: SyntheticSpec = SyntheticSpec(),
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
    faults : planted in labels and pictures; where labels are wrong the exact ones are kept in
        `labels_exact/`.
    jobs : processes that render. Their number does not change a single byte.
    progress : show a bar on stderr.

    Raises
    ------
    DataError : the folder holds something else, or a data set of another spec.
    UsageError : `jobs` is less than 1.
    """
    if jobs < 1:
        raise UsageError(f"jobs is {jobs}; it must be 1 or more")
    folder, wanted = Path(folder), _record(spec, faults)
    if folder.exists():
        _check_same(folder, wanted)
        return folder / "data.yaml"
    folder.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        _fill(workshop, spec, tuple(faults), jobs=jobs, progress=progress)
        (workshop / "spec.json").write_text(json.dumps(wanted, indent=2) + "\n", encoding="utf-8")
        workshop.chmod(0o755)  # mkdtemp gives 0o700
        try:
            workshop.rename(folder)
        except OSError:
            _check_same(folder, wanted)  # another process was faster: good if it built the same
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return folder / "data.yaml"


def _record(spec: SyntheticSpec, faults: Sequence[Fault]) -> dict[str, object]:
    versions = {name: version(name) for name in ("numpy", "pillow")} | {"opencv": cv2.__version__}
    listed = [asdict(fault) for fault in faults]
    return {"revision": REVISION, **asdict(spec), "faults": listed, "versions": versions}


def _check_same(folder: Path, wanted: dict[str, object]) -> None:
    try:
        found = dict(json.loads((folder / "spec.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise DataError(
            f"{folder} exists but holds no synthetic data set (no readable spec.json); "
            "name another folder or move this one away"
        ) from error
    keys = [key for key in wanted if key != "versions" and found.get(key) != wanted[key]]
    if keys:
        changes = ", ".join(f"{key} is {found.get(key)!r}, not {wanted[key]!r}" for key in keys)
        raise DataError(
            f"{folder} holds a synthetic data set of another spec ({changes}); "
            "delete the folder to build it anew, or name another"
        )


def _fill(
    folder: Path, spec: SyntheticSpec, faults: tuple[Fault, ...], *, jobs: int, progress: bool
) -> None:
    names = spec.names()
    kinds = ["images", "labels"]
    kinds += ["labels_exact"] if any(fault.kind in LABEL_KINDS for fault in faults) else []
    for kind in kinds:
        for split in SPLITS:
            (folder / kind / split).mkdir(parents=True)
    work = partial(_draw, folder, spec, faults)
    bar = tqdm(_run(work, len(names), jobs), total=len(names), disable=not progress, unit="image")
    drawn = list(bar)
    exact = np.array([picture.quad for picture in drawn])
    planted, which = plant(exact, faults, spec.seed)
    for kind, quads in zip(kinds[1:], (planted, exact), strict=False):
        for (split, name), quad, picture in zip(names, quads, drawn, strict=True):
            line = label_line(quad, picture.size_wh)
            (folder / kind / split / f"{name}.txt").write_text(line, encoding="utf-8")
    for place, fault in enumerate(faults):
        if fault.kind not in LABEL_KINDS:
            which[:, place] = chosen(len(names), fault, place, spec.seed)
    _describe(folder, names, drawn, faults, which)
    (folder / "data.yaml").write_text(DATA_YAML, encoding="utf-8")


def _run(work: partial[_Drawn], count: int, jobs: int) -> Iterator[_Drawn]:
    if jobs == 1:
        yield from map(work, range(count))
        return
    # spawn: a forked child of a process with running threads (torch, OpenCV) can hang
    context = get_context("spawn")
    with ProcessPoolExecutor(jobs, context, initializer=cv2.setNumThreads, initargs=(1,)) as pool:
        try:
            yield from pool.map(work, range(count), chunksize=4)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _draw(folder: Path, spec: SyntheticSpec, faults: Sequence[Fault], number: int) -> _Drawn:
    """Render picture `number`, cover what shall be covered, and write it."""
    names = spec.names()
    split, name = names[number]
    scene = render(spec.seed, number, height_px=spec.height_px)
    image, quad = scene.image, scene.quads[0]
    for place, fault in enumerate(faults):
        if fault.kind == "occlude" and chosen(len(names), fault, place, spec.seed)[number]:
            image = occluded(image, quad, fault, seed=(spec.seed, number, place))
    path = folder / "images" / split / f"{name}.jpg"
    done, data = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    if not done:  # pragma: no cover - an OpenCV that was built without JPEG
        raise DataError(f"OpenCV could not encode {path}")
    path.write_bytes(data.tobytes())
    rounded = {k: round(v, 3) if isinstance(v, float) else v for k, v in scene.attributes.items()}
    return _Drawn(quad, (image.shape[1], image.shape[0]), {"text": scene.texts[0], **rounded})


def _describe(
    folder: Path,
    names: list[tuple[str, str]],
    drawn: Sequence[_Drawn],
    faults: Sequence[Fault],
    which: NDArray[np.bool_],
) -> None:
    """Copy the photos that shall leak into another split, and list all pictures with their facts.

    The leak is between training and judging, whichever way it goes.
    """
    twice = [place for place, fault in enumerate(faults) if fault.kind == "duplicate"]
    listed = [(number, split, name, "") for number, (split, name) in enumerate(names)]
    for number in (int(n) for n in np.flatnonzero(which[:, twice].any(axis=1))):
        split, name = names[number]
        other = "train" if split != "train" else SPLITS[1 + number % 2]
        copy = f"synthetic_{len(listed) + 1:05d}"
        for source in sorted(folder.glob(f"*/{split}/{name}.*")):
            shutil.copyfile(source, source.parents[1] / other / (copy + source.suffix))
        listed.append((number, other, copy, f"{name}.jpg"))
    titles = [f"fault_{place + 1}_{fault.kind}" for place, fault in enumerate(faults)]
    write_table(
        folder / "attributes.csv",
        (
            {"image": f"{name}.jpg", "split": split, "copy_of": copy_of, **drawn[number].row}
            | dict(zip(titles, which[number].tolist(), strict=True))
            for number, split, name, copy_of in listed
        ),
    )
