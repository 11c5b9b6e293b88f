"""Reading one image's header and label file, with everything that is wrong with them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from containerloc.data import images as image_files
from containerloc.data.label_file import LabelLines, parse_label_file
from containerloc.data.paths import is_file, is_text, label_path_of
from containerloc.data.tables import Problem
from containerloc.errors import DataError, reason
from containerloc.names import file_content
from containerloc.quads import CORNERS

_DROPPED = "; the image is left out, as by the trainer"
# Written into label folders by annotation tools; not labels.
_NO_LABELS = frozenset(("classes.txt", "notes.txt"))


@dataclass
class Entry:
    """One image as read, with what is wrong with it."""

    key: str
    path: Path
    label_path: Path
    size: tuple[int, int] = (0, 0)
    labels: LabelLines | None = None
    content: bytes = b""
    problems: list[Problem] = field(default_factory=list)

    def add(self, code: str, severity: str, message: str, *, file: Path, line: int = 0) -> None:
        """Add a problem of this image."""
        self.problems.append(Problem(code, severity, self.key, str(file), line, message))


def read_entry(
    key: str, path: Path, *, dimensions: int, n_classes: int, label_path: Path | None = None
) -> Entry:
    """One image and its labels; `labels` stays None when the trainer could not use them.

    `label_path` is where they lie, if not where the trainer looks.
    """
    entry = Entry(key, path, label_path or label_path_of(path))
    try:
        header = image_files.read_header(path)
    except DataError as error:
        code = "image-unreadable" if is_file(path) else "image-missing"
        entry.add(code, "error", f"{error}{_DROPPED}", file=path)
        return entry
    entry.size = header.width_px, header.height_px
    if header.warning:
        entry.add("image-rewritten", "warning", header.warning, file=path)
    _read_lines(entry, dimensions, n_classes)
    return entry


def _read_lines(entry: Entry, dimensions: int, n_classes: int) -> None:
    """Fill in the labels of an image, unless its label file is at fault."""
    file = entry.label_path
    try:
        entry.content = file_content(file)
    except (FileNotFoundError, NotADirectoryError):
        pass
    except (OSError, ValueError) as error:  # such as a folder of that name, or no permission
        message = f"cannot be read: {reason(error)}{_DROPPED}"
        entry.add("label-file-unreadable", "error", message, file=file)
        return
    labels = parse_label_file(entry.content, dimensions=dimensions, n_classes=n_classes)
    for fault in labels.faults:
        entry.add(fault.code, "error", f"{fault.message}{_DROPPED}", file=file, line=fault.line)
    for line, original in labels.duplicates:
        message = f"repeats line {original}; counted once, as by the trainer"
        entry.add("duplicate-line", "warning", message, file=file, line=line)
    if labels.faults:
        return
    entry.labels = labels
    for line, corners in _at_origin(labels, dimensions):
        message = f"{corners} at 0 0: taken as hidden; the trainer learns it as a corner there"
        entry.add("corner-at-origin", "warning", message, file=file, line=line)
    if not len(labels.numbers):
        code, why = ("background", "empty") if is_file(file) else ("no-label-file", "no")
        entry.add(
            code, "info", f"{why} label file: taken as an image with nothing to find", file=file
        )


def _at_origin(labels: LabelLines, dimensions: int) -> Iterator[tuple[int, str]]:
    """Lines with corners at 0 0, where no visibility says whether they are hidden; their names."""
    if dimensions == 3:
        return
    corners = labels.numbers[:, 5:].reshape(-1, len(CORNERS), dimensions)
    for line, at_origin in zip(labels.lines.tolist(), (corners == 0).all(axis=2), strict=True):
        if at_origin.any():
            yield line, ", ".join(np.array(CORNERS)[at_origin])


def labels_without_image(entries: Iterable[Entry]) -> Iterator[Path]:
    """Label files beside those of a split that belong to no image file at all."""
    folders = {entry.label_path.parent: entry.path.parent for entry in entries}
    for label_folder, image_folder in sorted(folders.items()):
        if label_folder == image_folder or not (label_folder.is_dir() and image_folder.is_dir()):
            continue
        stems = {
            file.stem
            for file in image_folder.iterdir()
            if file.suffix.lower() in image_files.IMAGE_SUFFIXES
        }
        for file in sorted(label_folder.glob("*.txt")):
            if file.stem not in stems and file.name not in _NO_LABELS and is_text(file.name):
                yield file
