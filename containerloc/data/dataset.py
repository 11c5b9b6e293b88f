"""Data sets in Ultralytics' pose format: a data.yaml, and the image files of each split."""

import glob
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from containerloc.data.files import read_mapping, read_text
from containerloc.data.images import IMAGE_SUFFIXES
from containerloc.data.paths import is_text
from containerloc.errors import DataError, raised_as
from containerloc.quoting import visible

_MOST_CLASSES = 10_000
_SPLITS = ("train", "val", "test", "minival")


@dataclass(frozen=True)
class Dataset:
    """A data set: `path` is its data.yaml, `root` the folder that its splits are relative to.

    `splits` holds the absolute image files of each split in Ultralytics' order, `names` the
    class names, `keypoint_shape` 4 corners and 2 or 3 values for each. `faults` says what is
    wrong with a split that has no images, and with single entries of one that has.
    """

    path: Path
    root: Path
    splits: Mapping[str, tuple[Path, ...]]
    names: Mapping[int, str]
    keypoint_shape: tuple[int, int]
    faults: Mapping[str, tuple[str, ...]]


def read_dataset(path: Path | str) -> Dataset:
    """The data set of a data.yaml.

    A relative `path` in it is relative to the data.yaml's own folder (Ultralytics: to the working
    directory). A split whose folder is absent is no error until it is asked for.

    Raises
    ------
    DataError
        When there is no data.yaml, or it is not YAML, or lacks `train` or `val`, or `kpt_shape`
        is not 4 corners of 2 or 3 values, or the data set's folder or class names are missing.
    """
    path = Path(path).absolute()
    if not is_text(str(path)):
        raise DataError(f"{str(path)!a}: the path is no UTF-8; rename its folders")
    path = path / "data.yaml" if path.is_dir() else path
    content, root = read_data_yaml(path)
    splits = {name: _split_images(content[name], root) for name in _SPLITS if content.get(name)}
    return Dataset(
        path=path,
        root=root,
        splits={name: images for name, (images, _) in splits.items()},
        names=_names(content, path),
        keypoint_shape=_keypoint_shape(content, path),
        faults={name: faults for name, (_, faults) in splits.items() if faults},
    )


def read_data_yaml(path: Path) -> tuple[dict[str, Any], Path]:
    """The keys of a data.yaml, and the folder that its splits are relative to.

    Raises
    ------
    DataError
        When it is missing, no YAML mapping, lacks `train` or `val`, or its folder is missing.
    """
    if not path.is_file():
        raise DataError(
            f"{path}: there is no such file; give the data.yaml of an Ultralytics pose "
            "data set (keys path, train, val, kpt_shape, names)"
        )
    right = "a data.yaml is a mapping of keys such as train, val, kpt_shape, names"
    content = read_mapping(path, right=right)
    if "val" not in content and "validation" in content:
        content["val"] = content.pop("validation")
    absent = [name for name in ("train", "val") if name not in content]
    if absent:
        raise DataError(
            f"{path}: key `{absent[0]}` is missing; the trainer needs both `train` and "
            f"`val`. Keys here: {', '.join(map(str, content)) or 'none'}"
        )
    root = (path.resolve().parent / str(content.get("path") or "")).resolve()
    if not root.is_dir():
        raise DataError(
            f"{path}: `path: {content['path']}` means {root}, and there is no such "
            "folder; a relative `path` starts at the data.yaml's folder"
        )
    return content, root


def _keypoint_shape(content: Mapping[str, Any], path: Path) -> tuple[int, int]:
    shape = content.get("kpt_shape")
    if shape not in ([4, 2], [4, 3]):
        stated = "is missing" if shape is None else f"is {shape}"
        raise DataError(
            f"{path}: `kpt_shape` {stated}; an object has four corners here, so [4, 3] "
            "(x, y, visibility) or [4, 2] (x, y) is right"
        )
    return int(shape[0]), int(shape[1])


def _names(content: Mapping[str, Any], path: Path) -> dict[int, str]:
    names, count = content.get("names"), content.get("nc")
    stated = len(names) if isinstance(names, list | dict) else count
    if isinstance(stated, int) and stated > _MOST_CLASSES:
        raise DataError(f"{path}: {stated:,} classes; at most {_MOST_CLASSES:,} are right")
    if names is None and isinstance(count, int):
        names = [f"class_{i}" for i in range(count)]
    if isinstance(names, list):
        names = dict(enumerate(names))
    right = "`names: {0: container_id}` or `names: [container_id]`"
    if not isinstance(names, dict) or not names:
        raise DataError(f"{path}: `names` is {names!r:.80}; class names are needed, as in {right}")
    numbers = {str(number).strip(): str(name) for number, name in names.items()}
    if sorted(numbers) != sorted(map(str, range(len(names)))):
        raise DataError(
            f"{path}: classes are numbered from 0 without gaps, as in {right}; "
            f"`names` has the numbers {', '.join(numbers)}"
        )
    if isinstance(count, int) and count != len(names):
        raise DataError(f"{path}: `nc: {count}` but {len(names)} `names`; leave `nc` out")
    return {int(number): visible(name) for number, name in numbers.items()}


def _split_images(entries: Any, root: Path) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """The images of one split, and a sentence for each entry that gives none."""
    files: list[str] = []
    faults: list[str] = []
    for entry in entries if isinstance(entries, list) else [entries]:
        try:
            with raised_as(DataError, f"`{entry!s:.80}`"):
                entry_files = [*_entry_files(str(entry), root)]
        except DataError as error:
            faults.append(str(error))
            continue
        images = [file for file in entry_files if Path(file).suffix.lower() in IMAGE_SUFFIXES]
        named = [file for file in images if is_text(file)]
        files.extend(named)
        faults += [
            f"{visible(file)}: the name is no UTF-8; rename it"
            for file in images
            if not is_text(file)
        ]
        if not images:
            faults.append(f"`{entry}` holds no image ({', '.join(sorted(IMAGE_SUFFIXES))})")
    # Sorted as text, which is Ultralytics' order; paths would sort part by part.
    return tuple(_without_parents(file) for file in sorted(files)), tuple(faults)


def _without_parents(file: str) -> Path:
    """The path without `..`, which would lead out of any folder that it is put below."""
    path = Path(file)
    return path.parent.resolve() / path.name if ".." in path.parts else path


def _entry_files(entry: str, root: Path) -> Iterable[str]:
    """Files that an entry of a split stands for: a folder, a .txt list, a pattern or an image."""
    place = (root / entry).resolve()
    if not place.exists() and entry.startswith("../"):  # Roboflow exports; Ultralytics does so too
        place = (root / entry[3:]).resolve()
    if place.is_dir():
        return _globbed(Path(glob.escape(str(place))) / "**" / "*.*")
    if place.suffix.lower() in IMAGE_SUFFIXES and place.is_file():
        return [str(place)]
    if place.is_file():
        return _listed(place, root)
    if glob.has_magic(entry):
        return _globbed(Path(glob.escape(str(root))) / entry)
    raise DataError(f"`{entry}` means {place}, and there is no such folder or file")


def _listed(list_file: Path, root: Path) -> list[str]:
    """Image paths of a .txt file: `./` is its own folder, other relative ones start at the root."""
    names = filter(None, map(str.strip, read_text(list_file).split("\n")))
    # Not resolved: a link to an image keeps its own place, and with it its label.
    return [str((list_file.parent if name.startswith("./") else root) / name) for name in names]


def _globbed(pattern: Path) -> Iterable[str]:
    # glob leaves out hidden files and follows links to folders, as the trainer does; pathlib not.
    return glob.iglob(str(pattern), recursive=True)  # noqa: PTH207
