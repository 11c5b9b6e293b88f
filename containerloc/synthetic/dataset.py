"""A data set of rendered doors on disk, in Ultralytics' pose format."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import cv2

from containerloc.data.files import write_atomically, write_folder
from containerloc.errors import DataError, UsageError
from containerloc.synthetic.contents import EXACT, fill
from containerloc.synthetic.faults import Fault
from containerloc.synthetic.second_reading import add_second_reading
from containerloc.synthetic.spec import SyntheticSpec

REVISION = 5  # rises whenever the same seed gives other pictures or labels


def build_dataset(
    folder: Path,
    spec: SyntheticSpec = SyntheticSpec(),  # noqa: B008 - frozen
    *,
    faults: Sequence[Fault] = (),
    jobs: int = 1,
    progress: bool = False,
) -> Path:
    """Build the data set unless it is there already; return the path of its data.yaml.

    Parameters
    ----------
    folder : where to build it; it appears whole or not at all.
    spec : seed and sizes.
    faults : planted in labels, pictures and files; `attributes.csv` says which image has which.
        With faults of labels, `exact/` is a data set of the same images with exact labels; where
        corners scatter, `repeats/` is a second reading of two labels of three.
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
    if not folder.exists():
        try:
            with write_folder(folder) as partial:
                fill(partial, spec, tuple(faults), jobs=jobs, progress=progress)
                text = json.dumps(wanted, indent=2) + "\n"
                (partial / "spec.json").write_text(text, encoding="utf-8")
        except UsageError:
            if not folder.exists():  # else another process was faster
                raise
    _check_same(folder, wanted)
    _drop_path(folder)
    add_second_reading(folder, folder / EXACT, faults, seed=spec.seed)
    return folder / "data.yaml"


def _record(spec: SyntheticSpec, faults: Sequence[Fault]) -> dict[str, object]:
    versions = {name: version(name) for name in ("numpy", "pillow")} | {"opencv": cv2.__version__}
    listed = [asdict(fault) for fault in faults]
    return {"revision": REVISION, **asdict(spec), "faults": listed, "versions": versions}


def _check_same(folder: Path, wanted: dict[str, object]) -> None:
    try:
        built = dict(json.loads((folder / "spec.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise DataError(
            f"{folder} exists but holds no synthetic data set (no readable spec.json); "
            "name another folder or move this one away"
        ) from error
    keys = [key for key in wanted if key != "versions" and built.get(key) != wanted[key]]
    if keys:
        changes = ", ".join(f"{key} is {built.get(key)!r}, not {wanted[key]!r}" for key in keys)
        raise DataError(
            f"{folder} holds a synthetic data set of another spec ({changes}); "
            "delete the folder to build it anew, or name another"
        )


def _drop_path(folder: Path) -> None:
    """Remove the `path: .` that version 0.1 wrote: Ultralytics takes it for the working directory.

    A folder that cannot be written to is left as it is.
    """
    for data_yaml in (folder / "data.yaml", folder / EXACT / "data.yaml"):
        text = data_yaml.read_text(encoding="utf-8") if data_yaml.exists() else ""
        if text.startswith("path: .\n"):
            with suppress(UsageError), write_atomically(data_yaml) as temporary:
                temporary.write_text(text.removeprefix("path: .\n"), encoding="utf-8")
