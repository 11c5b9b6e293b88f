"""The labels of one split: every usable image, a table of labels in pixels, and every problem."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from containerloc.data import tables
from containerloc.data.dataset import Dataset
from containerloc.data.paths import image_keys, label_path_of
from containerloc.data.scan import Entry, labels_without_image, read_entry
from containerloc.errors import DataError
from containerloc.quads import Floats


@dataclass(frozen=True)
class Labels:
    """The labels of one split.

    `images` are those that can be used, also background images without labels; `table` has one
    row per label, in pixels of the displayed image; `problems` names everything else. Images that
    cannot be used are in `problems` with severity `error` and counted in `n_skipped_images`.
    `content_hash` changes with any label byte, image name or image file size. `class_names` are
    those of the data set, by number; the table has the name of each label's class.
    """

    images: pd.DataFrame
    table: pd.DataFrame
    problems: pd.DataFrame
    n_skipped_images: int
    content_hash: str
    class_names: Mapping[int, str]


def read_labels(
    dataset: Dataset, split: str, *, folder: Path | None = None, even_if_none: bool = False
) -> Labels:
    """The labels of one split of a data set.

    With `folder`, another set of labels for some of its images, such as a second reading: files as
    in the data set's own `labels`, or by name alone. Images without a file in it are left out.
    With `even_if_none`, a split of which no image can be used has empty tables, and its problems.

    Raises
    ------
    DataError
        When there is no such split, or it has no image, or none that can be used, or none with a
        label file in `folder`.
    """
    paths, dimensions = _paths_of(dataset, split), dataset.keypoint_shape[1]
    unique = tuple(dict.fromkeys(paths))
    files = [None if folder is None else _file_in(folder, path, split) for path in unique]
    entries = [
        read_entry(key, path, dimensions=dimensions, n_classes=len(dataset.names), label_path=file)
        for key, path, file in zip(image_keys(unique), unique, files, strict=True)
        if folder is None or file
    ]
    if not entries:
        raise DataError(
            f"{folder}: holds no label file for an image of split `{split}`, such as "
            f"{label_path_of(unique[0]).name}"
        )
    used = [entry for entry in entries if entry.labels is not None]
    if not used and not even_if_none:
        first = entries[0].problems[0]
        place = f"{first.file}, line {first.line}: " if first.line else ""
        raise DataError(
            f"{dataset.path}: no image of split `{split}` can be used ({len(entries)} "
            f"tried); the first: {place}{first.message}"
        )
    return Labels(
        images=_image_table(used),
        table=_label_table(used, dimensions, dataset.names),
        problems=tables.problem_table(
            _from_root(problem, dataset.root)
            for problem in _problems(dataset, split, entries, paths)
        ),
        n_skipped_images=len(entries) - len(used),
        content_hash=_content_hash(entries, dataset),
        class_names=dataset.names,
    )


def _file_in(folder: Path, image: Path, split: str) -> Path | None:
    own = label_path_of(image)
    below = own.as_posix().rsplit("/labels/", 1)[-1]
    places = (folder / below, folder / split / own.name, folder / own.name)
    return next((place for place in places if place.is_file()), None)


def _paths_of(dataset: Dataset, split: str) -> tuple[Path, ...]:
    if split not in dataset.splits:
        raise DataError(
            f"{dataset.path}: there is no split `{split}`; there are: "
            f"{', '.join(dataset.splits) or 'none'}"
        )
    if not dataset.splits[split]:
        why = " ".join(dataset.faults.get(split, ()))
        raise DataError(f"{dataset.path}: split `{split}` is empty: {why}")
    return dataset.splits[split]


def _image_table(entries: Sequence[Entry]) -> pd.DataFrame:
    rows = [
        (entry.key, str(entry.path), str(entry.label_path), *entry.size, len(entry.labels.lines))
        for entry in entries
        if entry.labels
    ]
    columns = zip(tables.IMAGE_COLUMNS, zip(*rows, strict=True), strict=bool(rows))
    return tables.table_of(dict(columns), tables.IMAGE_COLUMNS)


def _label_table(
    entries: Sequence[Entry], dimensions: int, class_names: Mapping[int, str]
) -> pd.DataFrame:
    labels = [entry.labels for entry in entries if entry.labels is not None]
    counts = [len(label.lines) for label in labels]
    if not labels:
        return tables.table_of({}, tables.LABEL_COLUMNS)
    values = np.concatenate([label.numbers for label in labels])
    sizes = np.repeat(np.array([entry.size for entry in entries], float), counts, axis=0)
    quads, visibility = _corners(values[:, 5:].reshape(-1, 4, dimensions), sizes)
    half = values[:, 3:5] / 2
    boxes = np.hstack([values[:, 1:3] - half, values[:, 1:3] + half]) * np.tile(sizes, 2)
    columns = {
        "image": np.repeat(np.array([entry.key for entry in entries], object), counts),
        "line": np.concatenate([label.lines for label in labels]),
        "class_id": values[:, 0],
        "class_name": [class_names[int(number)] for number in values[:, 0]],
        **tables.box_columns(boxes),
        **tables.quad_columns(quads),
        **dict(zip(tables.VISIBILITY_COLUMNS, visibility.T, strict=True)),
    }
    return tables.table_of(columns, tables.LABEL_COLUMNS)


def _corners(keypoints: Floats, sizes: Floats) -> tuple[Floats, Floats]:
    """Corners in pixels, NaN where not visible, `(n, 4, 2)`, and visibilities `(n, 4)`."""
    points = keypoints[..., :2]
    if keypoints.shape[2] == 3:
        visibility = keypoints[..., 2]
    else:  # a negative coordinate means not visible, as in Ultralytics, and so does 0 0
        hidden = (points < 0).any(axis=2) | (points == 0).all(axis=2)
        visibility = np.where(hidden, 0.0, 1.0)
    pixels: Floats = np.where(visibility[..., None] == 0, np.nan, points * sizes[:, None, :])
    return pixels, visibility


def _problems(
    dataset: Dataset, split: str, entries: Sequence[Entry], paths: Sequence[Path]
) -> Iterator[tables.Problem]:
    """What is wrong with the split, with each image, and with labels that belong to none."""
    warning = partial(tables.Problem, severity="warning", image="", line=0)
    for fault in dataset.faults.get(split, ()):
        message = f"split `{split}`: {fault}"
        yield warning(code="split-entry", file=str(dataset.path), message=message)
    counts = Counter(paths)
    for entry in entries:
        if counts[entry.path] > 1:
            message = (
                f"listed {counts[entry.path]} times in split `{split}`: counted once here, "
                "seen that often by the trainer"
            )
            file = str(entry.path)
            yield warning(code="image-listed-twice", image=entry.key, file=file, message=message)
        yield from entry.problems
    used = [entry.labels for entry in entries if entry.labels is not None]
    if used and not any(len(labels.lines) for labels in used):
        file = str(entries[0].label_path)
        message = f"no image of split `{split}` has a label; they are looked for in {file} etc."
        yield warning(code="no-labels", file=file, message=message)
    for lonely in labels_without_image(entries):
        message = "there is no image for this label file; nothing reads it"
        yield warning(code="label-without-image", file=str(lonely), message=message)


def _from_root(problem: tables.Problem, root: Path) -> tables.Problem:
    file = Path(problem.file)
    return (
        problem._replace(file=file.relative_to(root).as_posix())
        if file.is_relative_to(root)
        else problem
    )


def _content_hash(entries: Iterable[Entry], dataset: Dataset) -> str:
    digest = hashlib.sha256(repr(dataset.keypoint_shape).encode())
    for entry in entries:
        size = entry.path.stat().st_size if entry.path.is_file() else -1
        label = hashlib.sha256(entry.content).hexdigest()
        digest.update(f"{entry.key}\0{size}\0{label}\n".encode())
    return digest.hexdigest()
