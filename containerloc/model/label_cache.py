# mypy: untyped-calls-exclude="numpy"
"""The cache of labels that Ultralytics keeps beside a data set, read without running code.

It is a pickle that comes along with a stranger's data set, and Ultralytics loads it like any other.
"""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np

_ALLOWED: Final = {
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
    *(
        (f"numpy.{core}.multiarray", name)
        for core in ("core", "_core")
        for name in ("_reconstruct", "scalar")
    ),
}


class _ArraysOnly(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str) -> Any:
        if (module_name, global_name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"{module_name}.{global_name} is no array")
        return super().find_class(module_name, global_name)


def read_label_cache(path: Path) -> dict[str, Any]:
    """What a `*.cache` of Ultralytics holds.

    Raises
    ------
    pickle.UnpicklingError
        When it asks for anything but arrays. Ultralytics then reads the label files again.
    """
    with Path(path).open("rb") as file:
        version = np.lib.format.read_magic(file)
        if version != (1, 0):
            raise pickle.UnpicklingError(f"a NumPy file of version {version}")
        np.lib.format.read_array_header_1_0(file)
        content: dict[str, Any] = _ArraysOnly(file).load().item()
    return content


@contextmanager
def safe_label_cache() -> Iterator[None]:
    """Let Ultralytics read label caches by `read_label_cache` meanwhile."""
    from ultralytics.data import dataset

    module: Any = dataset
    original = module.load_dataset_cache_file
    module.load_dataset_cache_file = read_label_cache
    try:
        yield
    finally:
        module.load_dataset_cache_file = original
